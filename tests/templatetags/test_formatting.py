"""Formatting in templates."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template
from django.utils.safestring import SafeString

from posts.models import Post
from posts.social.descriptions import html_to_description
from posts.templatetags.formatting import (
    link_addresses,
    show_formulas,
    show_title_formulas,
    wrap_phrases,
)

FORMULA = (
    '<math><semantics><msup><mi>x</mi><mn>2</mn></msup><annotation encoding="application/x-tex">'
    "x^2 &lt; 1</annotation></semantics></math>"
)


LONG_FORMULA = '<math><mi>x</mi><annotation encoding="application/x-tex">a = b + c + d</annotation></math>'


@pytest.mark.parametrize("before", range(12))
def test_a_description_never_cuts_a_formula(before):
    text = html_to_description(f"<p>{'文' * before}{LONG_FORMULA}{'后' * 20}</p>", 16)
    assert "a = b + c + d" in text or "a" not in text
    assert text.endswith("…")


def test_a_formula_that_is_longer_than_the_description_stands_alone():
    assert html_to_description(f"<p>{LONG_FORMULA} 后</p>", 8) == "a = b + c + d…"
    assert html_to_description(f"<p>{LONG_FORMULA}</p>", 8) == "a = b + c + d"
    assert html_to_description(f"<p>文 {LONG_FORMULA}</p>", 8) == "文…"


@pytest.mark.parametrize(
    ("excerpts", "expected"), [([], False), (["<p>a</p>"], False), (["<p>a</p>", FORMULA], True)]
)
def test_a_list_knows_whether_it_shows_formulas(excerpts, expected):
    assert show_formulas([Post(excerpt=excerpt) for excerpt in excerpts]) is expected


def test_a_list_knows_of_formulas_in_titles():
    assert show_formulas([Post(title_html="<math></math>")])
    assert show_title_formulas([Post(), Post(title_html="<math></math>")])
    assert not show_title_formulas([Post(excerpt=FORMULA)])


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


@pytest.mark.parametrize(
    ("html", "phrases"),
    [
        (
            "甲：<math><mtext>乙，丙</mtext></math>，丁",
            ["甲：", "<math><mtext>乙，丙</mtext></math>，", "丁"],
        ),
        (
            '甲<span class="nowrap"><math></math>，</span>乙',
            ['甲<span class="nowrap"><math></math>，</span>', "乙"],
        ),
        ("<math></math> a", ["<math></math> a"]),
    ],
)
def test_a_title_with_formulas_breaks_between_its_phrases_too(html, phrases):
    wrapped = "".join(f'<span class="phrase">{phrase}</span>' for phrase in phrases)
    assert wrap_phrases(SafeString(html)) == wrapped


@pytest.mark.parametrize(
    ("text", "links"),
    [
        (
            "博客：https://example.org/a，写信给 a.b@example.org。",
            ["https://example.org/a", "mailto:a.b@example.org"],
        ),
        ("See https://www.example.org/a_(b)?c=d&e=f.", ["https://www.example.org/a_(b)?c=d&amp;e=f"]),
        ("(https://example.org)", ["https://example.org"]),
        ("<b>https://example.org/</b>", ["https://example.org/"]),
        ("javascript:alert(1) @name a@b http://", []),
    ],
)
def test_addresses_of_a_text_are_links(text, links):
    html = link_addresses(text)
    assert re.findall(r'<a rel="me" href="(.*?)">', html) == links
    assert "<b>" not in html
    assert "://" not in re.sub(r'href=".*?"', "", html) or not links


def test_times_are_written_for_html_in_whole_seconds():
    template = Template("{% load formatting %}{{ moment|html_time }}")
    moment = datetime(2026, 1, 31, 12, 0, 1, 250_001, UTC)
    assert template.render(Context({"moment": moment})) == "2026-01-31T20:00:01+08:00"
    assert template.render(Context({"moment": None})) == ""


def test_no_template_writes_fractions_of_a_second_into_html():
    texts = {path: path.read_text() for path in Path(settings.BASE_DIR, "templates").rglob("*.html")}
    assert [path for path, text in texts.items() if re.search(r"""datetime="{{[^}]*date:['"]c""", text)] == []
