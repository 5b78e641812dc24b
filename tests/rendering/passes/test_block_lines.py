"""On which line of the source each element of the page begins."""

from html.parser import HTMLParser
from pathlib import Path

import pytest

import posts
from posts.rendering.pipeline import render_in_process
from posts.rendering.tree import VOID_TAGS

SAMPLES = sorted((Path(posts.__file__).parent / "fixtures" / "samples").glob("*.md"))


class TopLevel(HTMLParser):
    """Counts the elements that stand in no other."""

    def __init__(self, html):
        super().__init__()
        self.depth = self.count = 0
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self.count += self.depth == 0
        self.depth += tag not in VOID_TAGS

    def handle_endtag(self, tag):
        self.depth -= tag not in VOID_TAGS


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_every_element_of_a_sample_post_has_its_line(path):
    rendered = render_in_process(path.read_text())
    assert len(rendered.lines) == TopLevel(rendered.html).count
    assert None not in rendered.lines
    assert list(rendered.lines[:-1]) == sorted(rendered.lines[:-1])


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("", ()),
        ("a\nb\n\nc", (1, 4)),
        ("a\n$$\nx\n$$\nb", (1, 2, 5)),
        ("```math\nx\n```\n\n```py\n1\n```\n\n    2", (1, 5, 9)),
        ("| a |\n|---|\n| b |\n\n- c\n\n1. d", (1, 5, 7)),
        ("::: note\na\n:::\n\nb", (1, 5)),
        ("a\n\n<!-- more -->\n\nb", (1, 5)),
        ('![a](b.png "c")\n\n<div>d</div>\n\ne', (1, None, 5)),
        ("[^1]: note\n\na[^1]\n\nb", (3, 5, 1)),
    ],
)
def test_lines_are_those_of_the_author(source, lines):
    assert render_in_process(source).lines == lines
