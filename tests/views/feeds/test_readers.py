"""What feed readers show of a post: every word of its page, and each formula once."""

import functools
import http.server
import threading
from contextlib import contextmanager
from pathlib import Path

import pytest

import posts
from posts.exchange.importing.records.front_matter import split_front_matter
from posts.rendering.pipeline import render_in_process
from tests.support.feed_programs import Newsboat, RssToEmail, require_program, write_feed
from tests.support.feed_readers import (
    READER_MODELS,
    count_doubled_formulas,
    count_lost_pieces,
    letters,
    list_pieces,
)

SAMPLES = Path(posts.__file__).parent / "fixtures" / "samples"
SAMPLER = Path(__file__).parents[2] / "rendering" / "golden" / "sampler.md"


@functools.cache
def render_file(path):
    return render_in_process(split_front_matter(path.read_text()).body)


def test_models_of_readers_keep_every_word_and_double_no_formula():
    rendered = render_file(SAMPLER)
    assert len(list_pieces(rendered.html)) > 100
    # What the counts would say of the page itself: they see what they look for.
    assert count_doubled_formulas(rendered.html, READER_MODELS["strip-all"](rendered.html)) > 5
    assert count_lost_pieces(rendered.html, "") > 100
    for show in READER_MODELS.values():
        assert count_lost_pieces(rendered.html, show(rendered.feed_html)) == 0
        assert count_doubled_formulas(rendered.html, show(rendered.feed_html)) == 0


@contextmanager
def serve_file(folder, name, data):
    """Serve a file of `data` below `folder`, and give its address."""
    (folder / name).write_bytes(data)
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/{name}"
        server.shutdown()


@pytest.mark.variation
@pytest.mark.allow_hosts(["127.0.0.1"])
@pytest.mark.parametrize("program", [Newsboat, RssToEmail, *READER_MODELS])
def test_readers_keep_every_word_of_the_samples_and_double_no_formula(tmp_path, program):
    rendered = {path.stem: render_file(path) for path in sorted(SAMPLES.glob("*.md"))}
    assert len(rendered) == 20
    if program in READER_MODELS:
        shown = {name: READER_MODELS[program](post.feed_html) for name, post in rendered.items()}
    else:
        require_program({Newsboat: "newsboat", RssToEmail: "r2e"}[program])
        feed = write_feed({name: post.feed_html for name, post in rendered.items()})
        with serve_file(tmp_path, "feed.xml", feed) as address:
            reader = program(tmp_path / "reader", address)
            reader.fetch()
            found = {letters(title): text for title, text in reader.read_all().items()}
        shown = {name: found[letters(name)] for name in rendered}
    lost = {name: count_lost_pieces(post.html, shown[name]) for name, post in rendered.items()}
    doubled = {name: count_doubled_formulas(post.html, shown[name]) for name, post in rendered.items()}
    assert (sum(lost.values()), sum(doubled.values())) == (0, 0), (lost, doubled)
