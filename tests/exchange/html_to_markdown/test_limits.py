"""Pages that are too large, too deep, or made to be slow: converted in linear time, or refused."""

from contextlib import suppress
from time import process_time

import pytest

from posts.exchange.html_to_markdown import ConversionError, convert_html
from tests.support.proofs import scale

WORD = (
    "<p class=MsoNormal style='margin:0;mso-list:l0 level1 lfo1'><span lang=EN style='font-size:12.0pt;"
    'font-family:"Calibri",sans-serif\'>Words <b>bold</b> text_with *signs*</span><o:p></o:p></p>\n'
)
UNITS = {
    "Word": WORD,
    "spans": "<span style='font-weight:700'>a</span> ",
    "signs": "a*b_c ",
    "dollars": "$a",
    "backslashes": "\\(",
    "brackets": "[",
    "addresses": "http://a",
    "links": '<a href="http://a/b">x</a> ',
    "code": "<code>a</code>",
    "breaks": "<br>a",
    "scripts": '<script type="math/tex">',
    "comments": "<!--[if gte msEquation 12]>",
    "items": "<li>x</li>",
    "references": "&amp;lt; <b></b>",
    "rules": "<style>.a{b:c}</style>",
    "formulas": "<math><mi>x</mi></math> ",
}
NESTED = ["div", "blockquote", "ul><li", "table><tr><td", "b><i", 'div class="highlight"', 'span class="katex"', 'div class="admonition note"', "figure", "details><summary", "div hidden", "math><mrow", "q", "a href=b"]  # fmt: skip


@pytest.mark.proof
@pytest.mark.parametrize("name", UNITS)
def test_a_page_takes_linear_time_or_is_refused(name):
    size = scale(30_000, 5_000_000)
    html = UNITS[name] * (size // len(UNITS[name]))
    begun = process_time()
    with suppress(ConversionError):
        convert_html(html)
    assert process_time() - begun < scale(1.0, 10.0)


@pytest.mark.proof
@pytest.mark.parametrize("tags", NESTED)
def test_three_thousand_nested_elements_lose_no_words(tags):
    begun = process_time()
    conversion = convert_html(f"<{tags}>" * (scale(600, 3_000) // (1 + tags.count("<"))) + "deep words")
    assert process_time() - begun < 4
    assert "deep words" in conversion.markdown or tags in {"details><summary", "math><mrow"}


def test_notes_may_be_many():
    html = "".join([f'<a href="#fn1" id="fnref{number}">1</a>' for number in range(2_000)])
    begun = process_time()
    convert_html(f'{html}<p id="fn1">a {"<a href=#fnref7>b</a>" * 2_000}</p>')
    assert process_time() - begun < 4


def test_what_is_too_large_is_refused():
    for html, kind in (
        ("a" * 5_000_001, "too-long"),
        ("<div>" * 5_001, "too-deep"),
        ("&" * 60_000, "too-deep"),
        ("<p>" * 400_001, "too-long"),
    ):
        with pytest.raises(ConversionError) as caught:
            convert_html(html)
        assert caught.value.kind == kind
