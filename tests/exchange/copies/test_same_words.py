"""Page, feed, file and copies of a post are made of one render, and say the same."""

import re
from html import unescape
from pathlib import Path

import pytest

import posts
from posts.exchange.copies import editor_html
from posts.exchange.copies.editor_html import build_editor_html
from posts.exchange.copies.standalone import build_standalone_html
from posts.exchange.importing.records.front_matter import split_front_matter
from tests.support.html import MATHML

GUIDE = Path(posts.__file__).parent / "fixtures" / "samples" / "transmission-guide.md"
URL = "https://example.org/posts/guide/"
# Marks of notes, and what only the page has: where a bookmark leads, the way back from a note.
MARKS = re.compile(
    r'<sup\b[^>]*>(?:<a [^>]*>)?\[?\d+\]?(?:</a>)?</sup>|<span class="bookmark-host">[^<]*</span>'
    r'|<a [^>]*class="footnote-backref"[^>]*>[^<]*</a>|\s\([\w.]+\)(?=</p>)'
)
FORMULA = re.compile(
    r'<svg [^>]*aria-label="([^"]*)".*?</svg>|<img eeimg="1"[^>]*alt="([^"]*)">'
    r'|<math[^>]*alttext="([^"]*)".*?</math>',
    re.DOTALL,
)
# A feed has it as a file.
DIAGRAM = re.compile(r'<svg class="diagram-picture".*?</svg>', re.DOTALL)
INLINE_TAG = re.compile(r"</?(?:a|abbr|code|del|em|i|kbd|mark|small|span|strong|sub|sup|time)\b[^>]*>")


def list_words(html):
    """Return the words of `html`, formulas as TeX."""
    html = DIAGRAM.sub(" ", MARKS.sub("", html))
    html = MATHML.sub(lambda match: f" {match[1]} ", html)
    html = FORMULA.sub(
        lambda match: f" {(match[1] or match[2] or match[3]).removesuffix(chr(92) * 2)} ", html
    )
    text = unescape(re.sub(r"<[^>]*>", " ", INLINE_TAG.sub("", html)))
    return re.findall(r"\w+", text.replace("ℹ", ""))


@pytest.fixture
def guide(make_post, monkeypatch):
    """The sample post that has each piece of markup."""
    monkeypatch.setattr(
        editor_html, "draw_formula", lambda mathml: f'<svg aria-label="{MATHML.search(mathml)[1]}"></svg>'
    )
    body = split_front_matter(GUIDE.read_text()).body
    return make_post("Guide", slug="guide", source=body)


def test_page_feed_file_and_copies_say_the_same(guide):
    words = list_words(guide.html)
    assert len(words) > 500
    standalone = build_standalone_html(guide, URL)
    inside = standalone[standalone.index('<div class="prose"') :]
    copied = build_editor_html(guide, "wechat", URL)
    text, _, notes = copied.rpartition('<p style="margin:2em 0 0.5em')
    assert "arxiv.org/abs/1706.03762" in notes
    for html in (inside, text, build_editor_html(guide, "zhihu", URL), guide.feed_html):
        assert list_words(html) == words
