"""Markdown of Ghost's cards: what its own reader of Markdown understood otherwise."""

import pytest

from posts.exchange.importing.exports.ghost.markdown_cards import mend_markdown

CARDS = [
    ("#Title\n###Sub", "# Title\n### Sub"),
    ("第一行\n第二行\n\n新段", "第一行\\\n第二行\n\n新段"),
    ("a  \nb\\\nc", "a  \nb\\\nc"),
    ("> a\n> b\n\nc", "> a\\\n> b\n\nc"),
    ("- a\n- b\n  more\n1. c", "- a\n- b\\\n  more\n1. c"),
    ("```\n#x\ny\n```\nz", "```\n#x\ny\n```\nz"),
    ("| a |\n|---|\n| 1 |", "| a |\n|---|\n| 1 |"),
    ("a | b\n--|--\n1 | 2", "a | b\n--|--\n1 | 2"),
    ("<div>\ntext\n</div>", "<div>\ntext\n</div>"),
    ("a[^1]\n[^1]: note", "a[^1]\n[^1]: note"),
    ("Title\n=====\ntext", "Title\n=====\ntext"),
    ("    #code\n    x", "    #code\n    x"),
    ("text\n![](a.png)\ntext", "text\n![](a.png)\ntext"),
]


@pytest.mark.parametrize(("written", "mended"), CARDS)
def test_headings_and_line_ends_mean_what_they_meant(written, mended):
    assert mend_markdown(written) == mended
    assert mend_markdown(mended) == mended
