"""Tokens of the search index."""

import pytest

from posts.indexing.tokens import stem_word, tokenize_text

TEXTS = [
    ("扩散模型", "扩 散 模 型"),
    ("SD模型与KL散度", "sd 模 型 与 kl 散 度"),
    ("C++、C# 和 .NET", "c＋＋ 、 c＃ 和 ． net"),
    ("GPT-4o", "gpt － 4o"),
    (r"\nabla_\theta \mathcal{L}", "＼nabla ＿ ＼theta ＼mathcal ｛ l ｝"),
    ("snake_case", "snake ＿ case"),
    ("ＫＬ　散度", "kl 散 度"),
    ("擴散模型與圖", "扩 散 模 型 与 图"),
    ("Schrödinger naïve", "schrodinger naive"),
    ("がんばる", "が ん ば る"),
    ("queries, classes, loss, bias", "query ， class ， loss ， bia"),
    ("한국어 текст", "한국어 текст"),
    ("👩🏽‍🚀", None),
    ("", ""),
    ("\n \t", ""),
]


@pytest.mark.parametrize(("text", "expected"), TEXTS)
def test_a_text_is_cut_into_tokens(text, expected):
    found = " ".join(tokenize_text(text))
    assert found == expected if expected is not None else found


@pytest.mark.parametrize(
    ("one", "other"), [("擴散", "扩散"), ("ＡＢＣ", "abc"), ("Café", "cafe"), ("Models", "model")]
)
def test_forms_that_differ_only_in_writing_are_one(one, other):
    assert tokenize_text(one) == tokenize_text(other)


@pytest.mark.parametrize(
    ("word", "singular"),
    [
        ("models", "model"),
        ("queries", "query"),
        ("classes", "class"),
        ("boxes", "box"),
        ("batches", "batch"),
        ("loss", "loss"),
        ("corpus", "corpus"),
        ("gas", "gas"),
        ("training", "training"),
    ],
)
def test_english_words_are_known_in_the_singular(word, singular):
    assert stem_word(word) == singular


def test_a_very_long_word_is_cut():
    assert len(tokenize_text("x" * 10_000)[0]) == 64
