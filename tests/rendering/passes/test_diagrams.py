"""Diagrams in posts: the figure on the page, what feeds get, and what is shown where nothing can be drawn."""

import re

import pytest

from posts.rendering.context import RenderContext
from posts.rendering.diagrams import DiagramError
from posts.rendering.passes import diagrams
from posts.rendering.pipeline import render_in_process
from posts.rendering.tree import parse_html, serialize_html

FLOW = "flowchart TD\n  A[甲] --> B[乙]"


def fence(source, info="mermaid"):
    return f"```{info}\n{source}\n```\n"


def test_a_fence_becomes_a_figure_with_its_source_below():
    result = render_in_process("前\n\n" + fence(FLOW, 'mermaid title="流程"'))
    # HTML has captions first or last in a figure.
    head = '<figure class="diagram"><figcaption>流程</figcaption><div class="diagram-box"><svg'
    assert head in result.html
    assert "A[甲] --&gt; B[乙]\n</code></pre></div></details></figure>" in result.html
    assert not result.warnings
    assert "style" not in result.html
    # Search finds it by its source; nothing that we add is text of the author's.
    assert result.text == "前\n流程\n" + FLOW.replace("\n  ", "\n")
    assert result.words == len("前流程")


def test_quarto_and_graphviz_spellings_are_diagrams():
    for info, source in (("{mermaid}", FLOW), ("dot", "graph { a -- b }"), ("{dot}", "graph { a }"),
                         ("graphviz", "digraph { a }")):  # fmt: skip
        assert 'class="diagram-picture"' in render_in_process(fence(source, info)).html


def test_a_diagram_with_a_label_is_counted_among_figures_drawn_or_not():
    sources = (
        fence(f"%%| label: fig-a\n%%| fig-cap: 说明\n{FLOW}"),
        fence("graph { a }", '{#fig-b .dot title="$x$"}'),
        fence("flowchart TD\n  A -->", "mermaid {#fig-c}"),
    )
    result = render_in_process("\n".join(("@fig-a、@fig-b、@fig-c\n", *sources)), language="en")
    assert re.findall(r'href="#(fig-.)">([^<]*)<', result.html) == [
        ("fig-a", "Figure 1"), ("fig-b", "Figure 2"), ("fig-c", "Figure 3"),
    ]  # fmt: skip
    assert '<figure class="diagram" id="fig-a">' in result.html
    assert '<span class="caption-number">Figure 1: </span>说明</figcaption>' in result.html
    assert '<figure class="numbered-figure" id="fig-c">' in result.html
    assert [warning.kind for warning in result.warnings] == ["diagram"]


def test_two_of_the_same_source_have_names_of_their_own():
    html = render_in_process(fence(FLOW) + "\n" + fence(FLOW)).html
    first, second = re.findall(r'data-diagram="(\w+)"', html)
    assert first != second
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))


def test_feeds_get_a_file_with_its_labels_as_alternative_text():
    result = render_in_process("- 列\n\n" + re.sub("^", "  ", fence(FLOW), flags=re.MULTILINE))
    [digest] = re.findall(r'data-diagram="(\w+)"', result.html)
    assert f'<img src="diagrams/{digest}.svg" alt="图: 甲, 乙" width="' in result.feed_html
    assert "<svg" not in result.feed_html
    assert '<pre><code class="language-mermaid">' in result.feed_html


def test_the_stored_html_is_read_as_it_was_written():
    html = render_in_process(f"前\n\n{fence(FLOW)}\n后\n").html
    assert serialize_html(parse_html(html)) == html


def test_what_cannot_be_drawn_is_shown_as_its_source_with_the_line():
    result = render_in_process(f"前\n\n{fence('flowchart TD' + chr(10) + '  A -->| B')}")
    assert "<svg" not in result.html
    assert "A --&gt;| B\n</code>" in result.html
    [warning] = result.warnings
    assert (warning.kind, warning.line) == ("diagram", 5)


def test_the_diagrams_of_a_post_are_bounded_together(monkeypatch):
    monkeypatch.setattr(diagrams, "MAX_PICTURES_CHARACTERS", 1_000)
    result = render_in_process(fence(FLOW) + "\n" + fence('pie\n  "a" : 1'))
    assert result.html.count("<svg") == 1
    assert [warning.kind for warning in result.warnings] == ["large-diagram"]


def test_a_post_without_time_left_shows_sources():
    context = RenderContext("en", {}, diagram_seconds=0)
    with pytest.raises(DiagramError, match="mermaid"):
        diagrams.draw_in_time("mermaid", FLOW, context)


def test_excerpts_leave_diagrams_out():
    result = render_in_process(f"甲乙丙\n\n{fence(FLOW)}\n丁\n")
    assert "svg" not in result.excerpt
    assert "flowchart" not in result.excerpt
