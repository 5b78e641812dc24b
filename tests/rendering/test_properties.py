"""What holds for any source at all."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from posts.rendering.pipeline import render_in_process
from posts.rendering.result import RenderError
from tests.support.markdown_pieces import PIECES
from tests.support.proofs import scale

SOURCES = st.one_of(st.text(max_size=300), st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
QUICK = settings(
    max_examples=scale(150, 5_000),
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.mark.proof
@QUICK
@given(SOURCES)
def test_any_source_gives_clean_well_formed_html(tags_of, source):
    try:
        rendered = render_in_process(source, summary=source[:50])
    except RenderError:
        return
    for html in (rendered.html, rendered.excerpt, *(heading.html for heading in rendered.toc)):
        for tag, attributes in tags_of(html):
            assert tag not in {"script", "style", "svg", "iframe"}
            assert not any(name.startswith("on") or name == "style" for name in attributes)
            assert not attributes.get("href", "").lower().startswith("javascript:")
    assert rendered.reading_minutes >= 1


@pytest.mark.proof
@QUICK
@given(SOURCES)
def test_every_id_stands_once_and_none_is_in_an_excerpt(tags_of, source):
    rendered = render_in_process(source)
    ids = [attributes["id"] for _, attributes in tags_of(rendered.html) if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert not any("id" in attributes for _, attributes in tags_of(rendered.excerpt))


@pytest.mark.proof
@QUICK
@given(SOURCES)
def test_the_same_source_gives_the_same_render(source):
    assert render_in_process(source) == render_in_process(source)


@pytest.mark.parametrize("source", ["", " ", "\n", "\ufeff", "\x00"])
def test_nothing_gives_nothing(source):
    rendered = render_in_process(source)
    assert (rendered.html, rendered.excerpt, rendered.toc, rendered.text) == ("", "", (), "")
