"""Queries as readers type them."""

import pytest

from posts.indexing.query import MAX_TERM_TOKENS, MAX_TERMS, SearchFilter, parse_query


def words(terms):
    return [" ".join(term.tokens) for term in terms]


@pytest.mark.parametrize(
    ("text", "terms", "excluded"),
    [
        ("扩散 模型", ["扩 散", "模 型"], []),
        ('"flash attention"', ["flash attention"], []),
        ("“注意力 机制”", ["注 意 力 机 制"], []),
        ("扩散 -训练", ["扩 散"], ["训 练"]),
        ("扩散 －训练", ["扩 散"], ["训 练"]),
        ('-"two words" one', ["one"], ["two word"]),
        ("gpt-4o", ["gpt － 4o"], []),
        ("a a A", ["a"], []),
        ('"open', ["open"], []),
        ('one"two"three', ["one", "two", "three"], []),
        (r"$H(p, q) = -\sum_x p$", ["h （ p ， q ） ＝ － ＼sum ＿ x p"], []),
        (r"损失 $$ x_i $$ -\(y\) \[z\]", ["损 失", "x ＿ i", "z"], ["y"]),
        ("from $5 to $10", ["from", "＄ 5", "to", "＄ 10"], []),
        ("$open", ["＄ open"], []),
        ("note:this", ["note ： thi"], []),
        ("-", ["－"], []),
        ('""', [], []),
        ("", [], []),
    ],
)
def test_words_phrases_and_what_is_left_out(text, terms, excluded):
    query = parse_query(text)
    assert (words(query.terms), words(query.excluded)) == (terms, excluded)


@pytest.mark.parametrize(
    ("text", "filters"),
    [
        ("tag:Rust", [SearchFilter("tag", "Rust")]),
        ("标签：扩散", [SearchFilter("tag", "扩散")]),
        ('category:"large models"', [SearchFilter("category", "large models")]),
        ("-author:林默", [SearchFilter("author", "林默", is_excluded=True)]),
        ("YEAR:2026", [SearchFilter("year", "2026")]),
        ("year:soon", []),
        ("tag:", []),
    ],
)
def test_filters(text, filters):
    assert list(parse_query(text).filters) == filters


@pytest.mark.parametrize(
    ("text", "is_asked"), [("x", True), ("tag:x", True), ("-x", False), ("-tag:x", False), ("  ", False)]
)
def test_exclusions_alone_are_no_query(text, is_asked):
    assert bool(parse_query(text)) is is_asked


@pytest.mark.parametrize(
    ("text", "is_formula"), [("x_i", True), (r"\nabla", True), ("a+b", False), ("x", False)]
)
def test_what_only_tex_is_written_with_makes_a_formula(text, is_formula):
    assert parse_query(text).terms[0].is_formula is is_formula


def test_a_very_long_query_is_cut():
    assert len(parse_query(" ".join(map(str, range(100)))).terms) == MAX_TERMS
    assert len(parse_query("字" * 10_000).terms[0].tokens) == MAX_TERM_TOKENS
