"""Descriptions: plain text of rendered HTML."""

import re

import pytest

from posts.social.descriptions import html_to_description

FORMULA = (
    '<math><semantics><msup><mi>x</mi><mn>2</mn></msup><annotation encoding="application/x-tex">'
    "x^2 &lt; 1</annotation></semantics></math>"
)


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>一段。</p>\n<p>又一段。</p>", "一段。 又一段。"),
        (f"<p>当 {FORMULA} 时</p>", "当 x² < 1 时"),
        ("<p>a &amp; <code>b</code></p>", "a & b"),
        ("", ""),
    ],
)
def test_rendered_html_becomes_one_line_of_text(html, text):
    assert html_to_description(html) == text


def test_a_long_text_is_cut_with_an_ellipsis():
    assert html_to_description("<p>" + "文" * 20 + "</p>", 10) == "文" * 9 + "…"


def test_no_formula_is_cut_wherever_the_text_ends():
    words = "<p>如果 {f} 而且 words {f} and more，{f}。</p>".replace("{f}", FORMULA) * 2
    whole = html_to_description(words, 1_000)
    spans = [match.span() for match in re.finditer("x² < 1", whole)]
    assert len(spans) == 6
    for length in range(8, len(whole)):
        text = html_to_description(words, length)
        assert len(text) <= length
        end = len(text.removesuffix("…"))
        assert text.endswith("…")
        assert whole.startswith(text[:end])
        assert not [span for span in spans if span[0] < end < span[1]], text
