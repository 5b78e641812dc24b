"""Text that is safe to send."""

import pytest

from posts.rendering.characters import normalize_text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\r\nb\rc", "a\nb\nc"),
        ("\ufeffa", "a"),
        ("a\x00\x0b\x1f\x7f\ufffe\ud800b", "ab"),
        ("a\tb\n", "a\tb\n"),
    ],
)
def test_what_a_feed_cannot_hold_goes(text, expected):
    assert normalize_text(text) == expected
