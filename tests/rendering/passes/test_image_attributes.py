"""Attributes typed behind images."""

import pytest

from posts.rendering.pipeline import render_in_process

SIZES = {"/a.png": (400, 200)}


@pytest.mark.parametrize(
    ("typed", "width", "height"),
    [
        ("{width=300}", "300", "150"),
        ("{width=50%}", "200", "100"),
        ("{height=50px}", "100", "50"),
        ("{width=30 height=20}", "30", "20"),
        ("{: width='80'}", "80", "40"),
    ],
)
def test_a_typed_size_is_the_size_of_the_image(typed, width, height):
    result = render_in_process(f"![图](/a.png){typed} 后", image_sizes=SIZES)
    assert f'width="{width}"' in result.html
    assert f'height="{height}"' in result.html
    assert "{" not in result.text
    assert result.warnings == ()


@pytest.mark.parametrize("typed", ["{.wide}", "{zoom=2}", "{width=10em}"])
def test_other_attributes_are_warned_of(typed):
    result = render_in_process(f"甲\n\n![图](/a.png){typed}", image_sizes=SIZES)
    [warning] = result.warnings
    assert (warning.kind, warning.line, warning.detail) == ("image-attributes", 3, typed.strip("{}"))


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("![图](/a.png){align=right}", '<p class="right">'),
        ("![图](/a.png){width=100 align=left}", '<p class="left">'),
        ('![图](/a.png "说明"){align="center"}', '<figure class="center">'),
        ('[![图](/a.png "说明"){align=right}](/b)', '<figure class="right">'),
        ("字 ![图](/a.png){align=right} 字", 'class="right"'),
        ('<img src="/a.png" alt="图" align="right">', 'class="right"'),
    ],
)
def test_a_picture_stands_at_the_side_that_was_typed(source, html):
    result = render_in_process(source, image_sizes=SIZES)
    assert html in result.html
    assert "align" not in result.html
    assert result.warnings == ()


def test_feed_readers_get_the_side_as_an_attribute():
    result = render_in_process("![图](/a.png){width=100 align=right}", image_sizes=SIZES)
    assert '<p align="right"><img' in result.feed_html


@pytest.mark.parametrize("typed", ["{align=top}", "{align=right;}", "{align=rightish}"])
def test_no_other_side_is_taken(typed):
    result = render_in_process(f"![图](/a.png){typed}")
    assert [warning.kind for warning in result.warnings] == ["image-attributes"]


def test_text_in_braces_stays_text():
    assert "{见图}" in render_in_process("![图](/a.png){见图}").text


@pytest.mark.parametrize(
    ("typed", "width", "height"),
    [
        ('style="zoom:50%;"', "200", "100"),
        ('style="width:50%"', "200", "100"),
        ('style="color: red; width: 30px"', "30", "15"),
        ('style="max-width:50%"', "400", "200"),
        ('width="50%"', "200", "100"),
        ('width="50px" height="40"', "50", "40"),
        ('width="80"', "80", None),
    ],
)
def test_a_size_in_html_is_the_size_of_the_image(typed, width, height):
    result = render_in_process(f'<img src="/a.png" alt="图" {typed} />', image_sizes=SIZES)
    assert f'width="{width}"' in result.html
    assert height is None or f'height="{height}"' in result.html
    assert "style" not in result.html + result.feed_html
    assert result.warnings == ()


def test_a_size_in_html_that_cannot_be_known_is_warned_of_with_its_line():
    result = render_in_process('甲\n\n<img src="/b.png" alt="图" style="zoom:50%">')
    [warning] = result.warnings
    assert (warning.kind, warning.line, warning.detail) == ("image-attributes", 3, "width=50%")
    assert "style" not in result.html


@pytest.mark.parametrize("style", ["width:expression(1)", "background:url(//x)", "width:1px;}</style>"])
def test_no_style_reaches_readers(style):
    assert "style" not in render_in_process(f"<img src='/a.png' alt='a' style='{style}'>").html
