"""Keywords of a text."""

import pytest

from posts.indexing.keywords import HEADING_WEIGHT, MAX_FREQUENT, TEXT_WEIGHT, extract_keywords
from posts.indexing.tokens import tokenize_text


def subjects(text, *headings):
    return extract_keywords(map(tokenize_text, headings), tokenize_text(text))


def test_headings_weigh_more_than_the_text():
    found = subjects("Sampling is slow, and a scheduler helps.", "Sampling")
    assert found["sampling"] == HEADING_WEIGHT
    assert found["scheduler"] == TEXT_WEIGHT


def test_of_chinese_it_takes_pairs_but_none_with_a_function_word():
    assert subjects("", "扩散模型的训练").keys() == {"扩散", "散模", "模型", "训练"}


@pytest.mark.parametrize(
    "text", ["the and with 2026 2,048 of GPU's $x_i$", "我们的在于", "", "这是，\n\n那是"]
)
def test_what_every_text_is_full_of_says_nothing(text):
    assert subjects(text, text).keys() <= {"gpu"}


def test_it_takes_the_most_frequent_of_each_kind():
    words = [f"term{chr(97 + number)}x" for number in range(26)]
    text = " ".join(word for number, word in enumerate(words) for _ in range(26 - number)) + " 扩散"
    assert [*subjects(text)] == [*words[:MAX_FREQUENT], "扩散"]


def test_forms_of_a_word_are_one():
    assert subjects("Transformers") == subjects("ＴＲＡＮＳＦＯＲＭＥＲ") != {}
