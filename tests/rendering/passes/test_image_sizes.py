"""Sizes behind the address of an image."""

import pytest

from posts.rendering.pipeline import render_in_process

SIZES = {"/a.png": (400, 200)}


@pytest.mark.parametrize(
    ("typed", "width", "height"),
    [
        ("![图](/a.png =100x50)", 100, 50),
        ("![图](/a.png =100x)", 100, 50),
        ("![图](/a.png =x50)", 100, 50),
        ("![图](/a.png =50%x)", 200, 100),
        ('![图](/a.png "题" =100x50)', 100, 50),
        ("文 ![图](/a.png  =100x50 ) 后 ![图](/a.png =100x50)", 100, 50),
    ],
)
def test_an_image_has_the_size_that_is_typed(typed, width, height):
    result = render_in_process(typed, image_sizes=SIZES)
    assert f'width="{width}"' in result.html
    assert f'height="{height}"' in result.html
    assert "=1" not in result.text + result.excerpt
    assert result.warnings == ()


@pytest.mark.parametrize(
    "typed",
    [
        "`![图](/a.png =100x50)`",
        "```\n![图](/a.png =100x50)\n```",
        r"\![图](/a.png =100x50)",
        "![图](/a.png =x)",
    ],
)
def test_what_is_no_size_stays_text(typed):
    assert "/a.png =" in render_in_process(typed).text
