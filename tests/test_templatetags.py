"""The small helpers of the templates."""

import pytest
from django.template import Context, Template

from posts.models import Post
from posts.social.descriptions import html_to_description
from posts.social.morse import encode_morse
from posts.templatetags.formatting import show_formulas, wrap_phrases

FORMULA = (
    '<math><semantics><msup><mi>x</mi><mn>2</mn></msup><annotation encoding="application/x-tex">'
    "x^2 &lt; 1</annotation></semantics></math>"
)


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


def test_a_rule_spells_its_text():
    html = Template("{% load morse %}{% morse_line 'an' %}").render(Context())
    assert html == '<svg class="morse" aria-hidden="true"><path d="M0 1m0 0h1m1 0h3m3 0h3m1 0h1"/></svg>'


def test_a_carrier_is_as_long_as_its_message_and_a_lead_at_either_end():
    html = Template("{% load morse %}{% morse_wave 'an' %}").render(Context())
    assert 'viewBox="-36 -50 228 100"' in html


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>一段。</p>\n<p>又一段。</p>", "一段。 又一段。"),
        (f"<p>当 {FORMULA} 时</p>", "当 x^2 < 1 时"),
        ("<p>a &amp; <code>b</code></p>", "a & b"),
        ("", ""),
    ],
)
def test_rendered_html_becomes_one_line_of_text(html, text):
    assert html_to_description(html) == text


def test_a_long_text_is_cut_with_an_ellipsis():
    assert html_to_description("<p>" + "文" * 20 + "</p>", 10) == "文" * 9 + "…"


@pytest.mark.parametrize(
    ("excerpts", "expected"), [([], False), (["<p>a</p>"], False), (["<p>a</p>", FORMULA], True)]
)
def test_a_list_knows_whether_it_shows_formulas(excerpts, expected):
    assert show_formulas([Post(excerpt=excerpt) for excerpt in excerpts]) is expected


@pytest.mark.parametrize(
    ("title", "phrases"),
    [
        ("混合专家：路由、负载均衡", ["混合专家：", "路由、", "负载均衡"]),
        ("为什么“太大？”要问", ["为什么“太大？”要问"]),
        ("KV cache: a note", ["KV cache: a note"]),
        ("<b> & 乙", ["&lt;b&gt; &amp; 乙"]),
        ("结束。", ["结束。"]),
    ],
)
def test_a_title_breaks_between_its_phrases(title, phrases):
    assert wrap_phrases(title) == "".join(f'<span class="phrase">{phrase}</span>' for phrase in phrases)
