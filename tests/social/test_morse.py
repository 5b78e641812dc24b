"""Morse code."""

import pytest

from posts.social.morse import encode_morse


@pytest.mark.parametrize(
    ("text", "keyed"),
    [
        ("e", [(0, 1)]),
        ("A", [(0, 1), (1, 3)]),
        ("ee", [(0, 1), (3, 1)]),
        ("e-e", [(0, 1), (7, 1)]),
        ("e - e", [(0, 1), (7, 1)]),
        ("e注意e", [(0, 1), (3, 1)]),
        ("-e", [(0, 1)]),
        ("注意力", []),
        ("", []),
    ],
)
def test_a_key_rests_and_is_down_as_morse_code_says(text, keyed):
    assert list(encode_morse(text)) == keyed
