"""Markdown between the tags of a box."""

import re

import pytest

from posts.rendering.pipeline import render_in_process


@pytest.mark.parametrize(
    "typed",
    [
        "<center>\n![图](/a.png)\n**粗** $x$\n</center>\n\n后",
        '<div align="center">\n![图](/a.png) **粗** $x$\n</div>\n后',
        "<div align=center>![图](/a.png) **粗** $x$</div>",
        "<details><summary>题</summary>\n![图](/a.png) **粗** $x$\n</details>",
        "<details>\n<summary>题</summary>\n- ![图](/a.png) **粗** $x$\n</details>",
        "<details>\n<summary>题</summary>\n![图](/a.png) **粗** $x$\n\n**又**\n</details>",
    ],
)
def test_markdown_in_a_box_is_rendered(typed):
    result = render_in_process(typed)
    assert "<img" in result.html
    assert "<strong>粗</strong>" in result.html
    assert result.formulas == 1
    assert "**" not in result.text + result.excerpt + result.feed_html


@pytest.mark.parametrize(
    "typed",
    [
        "```\n<center>\n**a**\n</center>\n```",
        "<!--\n<center>\n**a**\n</center>\n-->",
        "<pre>\n<center>\n**a**\n</center>\n</pre>",
        "<div>\n<table><tr><td>**a**</td></tr></table>\n</div>",
        "<center>\n**a**",
        "<center>\n{{< figure title='[a](/b)' >}}\n</center>",
        "<center>\na\n\n**a**\n</center>",
        "<center>\n\n**a**\n\n</center>",
    ],
)
def test_other_html_is_left_as_it_is(typed, monkeypatch):
    html = render_in_process(typed).html
    monkeypatch.setattr("posts.rendering.passes.html_boxes.BOX_OPENING", re.compile(r"(?!)"))
    assert html == render_in_process(typed).html


def test_warnings_in_and_behind_a_box_name_the_lines_of_the_author():
    result = render_in_process("<center>\n![](/a.png)\n</center>\n\n![](/b.png)")
    assert [(warning.kind, warning.line) for warning in result.warnings] == [
        ("image-alt", 2),
        ("image-alt", 5),
    ]
