"""Emphasis of Latin and of Han text."""

import pytest

from posts.rendering.pipeline import render_in_process


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("*强调*", "<em>强调</em>"),
        ("*强调 Adam*", "<em>强调 Adam</em>"),
        ("*Nature*", '<em class="latin">Nature</em>'),
        ("*Nature **2015***", '<em class="latin">Nature <strong>2015</strong></em>'),
    ],
)
def test_emphasis_without_han_is_told_apart(source, expected):
    assert render_in_process(source).html == f"<p>{expected}</p>"
