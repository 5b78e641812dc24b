"""Bare addresses in sentences."""

import re

import pytest

from posts.rendering.pipeline import render_in_process


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("见https://a.org/b，后面", '见<a href="https://a.org/b">https://a.org/b</a>，后面'),
        ("（https://a.org/b）。", '（<a href="https://a.org/b">https://a.org/b</a>）。'),
        (
            "https://a.org、https://b.org。",
            '<a href="https://a.org">https://a.org</a>、<a href="https://b.org">https://b.org</a>。',
        ),
        ("看 https://a.org查看", '看 <a href="https://a.org">https://a.org</a>查看'),
        ("www.a.org，后面", '<a href="http://www.a.org">www.a.org</a>，后面'),
        (
            "https://a.org/注意 后面",
            '<a href="https://a.org/%E6%B3%A8%E6%84%8F">https://a.org/注意</a> 后面',
        ),
        (
            "https://a.org/b?c=1&d=2 后面",
            '<a href="https://a.org/b?c=1&amp;d=2">https://a.org/b?c=1&amp;d=2</a> 后面',
        ),
        ("ftp://x.org，后 [甲]()", "ftp://x.org，后 甲"),
        # What the author marked as a link is left as it is.
        ("[https://a.org/b，c](https://a.org/)", '<a href="https://a.org/">https://a.org/b，c</a>'),
    ],
)
def test_a_bare_address_ends_where_the_sentence_goes_on(source, expected):
    html = render_in_process(source).html
    assert html.replace(' class="address"', "") == f"<p>{expected}</p>"


def test_a_link_that_shows_its_address_is_known_by_it():
    html = render_in_process("见 https://a.org/b 与 <https://c.org>，[丁](https://d.org)").html
    assert re.findall('<a href="https://(.).org', html) == ["a", "c", "d"]
    assert re.findall('<a href="https://(.).org[^"]*" class="address"', html) == ["a", "c"]
