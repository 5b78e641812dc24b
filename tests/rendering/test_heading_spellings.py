"""Links that spell a heading as another program does."""

from urllib.parse import quote

import pytest

from posts.rendering.heading_spellings import HeadingSpellings, fold_fragment
from posts.rendering.pipeline import render_in_process


@pytest.mark.parametrize(
    ("heading", "link", "expected"),
    [
        ("A & B", "a--b", "a-b"),
        ("A / B - C", "a--b---c", "a-b---c"),
        ("C++ (x)", "c-x", "c-x"),
        ("A.b.C", "a-b-c", "abc"),
        ("1. Intro", "intro", "1-intro"),
        ("1. Intro", "_1-intro", "1-intro"),
        ("Getting Started: `pip`", "Getting-Started-pip", "getting-started-pip"),
        ("一、背景 & 动机", "一、背景-动机", "一背景-动机"),
        ("一、背景 & 动机", "%E4%B8%80%E8%83%8C%E6%99%AF--%E5%8A%A8%E6%9C%BA", "一背景-动机"),
        ("Café / Bar", "cafe-bar", "café-bar"),
        ("Café / Bar", "cafe%CC%81--bar", "café-bar"),
        ("a & b", "a-&-b", "a-b"),
        ("Q & A {#faq}", "q--a", "faq"),
    ],
)
def test_a_link_finds_the_heading(heading, link, expected):
    result = render_in_process(f"[见](#{link})\n\n## {heading}\n\n## 别的")
    assert f'<a href="#{expected}">见</a>' in result.html
    assert f'id="{expected}"' in result.html
    assert f'href="#{expected}"' in result.feed_html
    assert result.warnings == ()


def test_equal_headings_are_numbered_from_one_on_github():
    html = render_in_process("[1](#a--b) [2](#a--b-1)\n\n## A & B\n\n## A & B").html
    assert '<a href="#a-b">1</a> <a href="#a-b-2">2</a>' in html


def test_an_id_of_the_page_goes_before_a_spelling():
    html = render_in_process("[1](#a--b)\n\n## A & B\n\n## 乙 {#a--b}").html
    assert '<a href="#a--b">1</a>' in html


@pytest.mark.parametrize("link", ["a.b", "没有", "-", "%", "a-b-1"])
def test_a_link_that_may_mean_two_headings_or_none_stays_dead(link):
    result = render_in_process(f"[见](#{link})\n\n## A B\n\n## AB")
    assert [(warning.kind, warning.line) for warning in result.warnings] == [("dead-link", 1)]
    assert f'href="#{quote(link)}"' in result.html


def test_a_spelling_of_two_headings_is_none():
    spellings = HeadingSpellings([("one", "C & X"), ("two", "C--X"), ("three", "D")])
    assert spellings.find_id("c--x") is None
    assert spellings.find_id("c--x-1") == "two"
    assert spellings.find_id("d") == "three"


def test_letters_and_digits_are_compared_without_case_and_accents():
    assert fold_fragment("_É-1 字") == "e1字"
