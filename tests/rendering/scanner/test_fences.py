"""Fenced code blocks in a source."""

import pytest

from posts.rendering.scanner import find_fences


@pytest.mark.parametrize(
    ("source", "in_fence", "unclosed"),
    [
        ("a\n```\nb\n```\nc", "01110", None),
        ("~~~\n```\n~~~", "111", None),
        ("````\n```\n````\na", "1110", None),
        ("```\na", "11", 0),
        ("``` a ` b\nc", "00", None),
        ("> ```\n> a\nb", "110", None),
        ("- ```\n  a\n\nb", "1110", None),
        ("1. a\n\n   ```\n   b\n   ```\nc", "001110", None),
        ("```a\n``` b\n```", "111", None),
    ],
)
def test_fences(source, in_fence, unclosed):
    fences = find_fences(source.split("\n"))
    assert "".join(str(int(mark)) for mark in fences.in_fence) == in_fence
    assert fences.unclosed == unclosed
