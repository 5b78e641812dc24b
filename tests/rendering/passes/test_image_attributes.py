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


@pytest.mark.parametrize("typed", ["{.wide}", "{#fig-a}", "{zoom=2}", "{width=10em}"])
def test_other_attributes_are_warned_of(typed):
    result = render_in_process(f"甲\n\n![图](/a.png){typed}", image_sizes=SIZES)
    [warning] = result.warnings
    assert (warning.kind, warning.line, warning.detail) == ("image-attributes", 3, typed.strip("{}"))


def test_text_in_braces_stays_text():
    assert "{见图}" in render_in_process("![图](/a.png){见图}").text
