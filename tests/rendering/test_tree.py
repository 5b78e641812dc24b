"""The tree between the sanitiser and the page."""

import pytest

from posts.rendering.context import RenderContext
from posts.rendering.passes.sanitize import sanitize_html
from posts.rendering.tree import Element, OpaqueNode, parse_html, serialize_html


@pytest.mark.parametrize(
    "html",
    [
        "",
        "text",
        "<p>a<b>b</b>c</p>",
        '<p title="a &quot;b&quot; &lt;c&gt; &amp;">a &lt; b &amp; c</p>',
        "<p>a<br>b<wbr>c</p>\n<hr>",
        '<img src="a" alt="">',
        "<details open=\"\"><summary>a</summary>b</details>",
        "<p>\u00a0&amp;nbsp;</p>",
        "<pre>\n\n a</pre>",
    ],
)  # fmt: skip
def test_what_was_read_is_written_again(html):
    assert serialize_html(parse_html(html)) == html


@pytest.mark.parametrize(
    "html",
    [
        "a < b > c",
        "<p title='a > b'>c</p>",
        "<b><i></b></i>",
        "<p>a<div>b</p>c",
        "<A HREF=/x>y",
        "&nbsp;&copy;",
        "<p/>",
    ],
)
def test_whatever_the_sanitiser_writes_can_be_read(html, tags_of):
    context = RenderContext("en", {})
    cleaned = sanitize_html(html, context)
    tags_of(serialize_html(parse_html(cleaned)))
    assert sanitize_html(serialize_html(parse_html(cleaned)), context) == cleaned


def test_elements_come_in_the_order_of_the_document():
    tree = parse_html("<p><b><i></i></b><u></u></p><s></s>")
    assert [element.tag for element in tree.iter_elements()] == ["p", "b", "i", "u", "s"]


def test_only_text_is_none_where_there_is_more():
    assert parse_html("<p>a</p>").children[0].only_text() == "a"
    assert parse_html("<p>a<b></b></p>").children[0].only_text() is None


def test_an_atom_is_written_as_it_is():
    assert (
        serialize_html(Element("p", {}, ["<", OpaqueNode("formula", "x", "<math></math>")]))
        == "<p>&lt;<math></math></p>"
    )
