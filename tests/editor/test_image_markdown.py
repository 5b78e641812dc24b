"""Markdown for an image."""

import pytest

from posts.editor import image_markdown
from posts.rendering.pipeline import render_in_process
from tests.support.html import read_tags

ALTS = (
    "a[b]c",
    "\\alpha",
    "$x$ 与 $y$",
    "`a`",
    "*a* _b_ c_d",
    "~~a~~ ==b==",
    "<b>&amp;",
    "![n](u)",
    "\\[x\\]",
)


@pytest.mark.parametrize("alt", ALTS)
def test_an_alternative_text_is_read_as_it_was_typed(alt):
    tags = read_tags(render_in_process(f"文 {image_markdown.build_image_markdown('/a.png', alt)}").html)
    assert [attributes["alt"] for tag, attributes in tags if tag == "img"] == [alt]
