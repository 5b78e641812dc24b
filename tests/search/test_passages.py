"""The passage shown of a post that was found."""

import pytest

from posts.indexing.query import parse_query
from posts.rendering.pipeline import render_in_process
from posts.search.passages import extract_passage


def passage(source, text):
    return extract_passage(render_in_process(source).html, parse_query(text).terms)


@pytest.mark.parametrize(
    ("source", "text", "expected"),
    [
        ("先写扩散。\n\n再写模型。", "模型", "再写<mark>模型</mark>。"),
        ("擴散模型", "扩散", "<mark>擴散</mark>模型"),
        ("One model, two models.", "model", "One <mark>model</mark>, two <mark>models</mark>."),
        ("Of studies and boxes.", "study box", "Of <mark>studies</mark> and <mark>boxes</mark>."),
        ("One study.", "studies", "One <mark>study</mark>."),
        (
            "Ｆｕｌｌ Größe, C++.",
            "full grosse c++",
            "<mark>Ｆｕｌｌ</mark> <mark>Größe</mark>, <mark>C++</mark>.",
        ),
        ("a < b & model", "model", "a &lt; b &amp; <mark>model</mark>"),
        ("**Bold model** here", "model", "Bold <mark>model</mark> here"),
        ("- one\n- two model", "model", "two <mark>model</mark>"),
        ("Nothing here.", "model", ""),
        ("![噪声图](a.png)", "噪声", "<mark>噪声</mark>图"),
    ],
)
def test_the_block_that_holds_the_hit_is_shown(source, text, expected):
    assert passage(source, text) == expected


def test_the_block_with_most_of_the_words_is_shown():
    assert passage("Only alpha.\n\nBoth alpha and beta.", "alpha beta") == (
        "Both <mark>alpha</mark> and <mark>beta</mark>."
    )


def test_a_formula_is_shown_whole_and_marked_where_the_hit_is_in_it():
    shown = passage(r"得分 $\nabla_\theta \log p$ 与 $x_i$。", r"\nabla")
    assert "<mark><math>" in shown
    assert shown.count("</math>") == 2
    assert shown.count("<mark>") == 1


def test_a_long_block_is_cut_around_the_hit():
    shown = passage("前" * 300 + "扩散" + "后" * 300, "扩散")
    assert shown.startswith("…前")
    assert shown.endswith("后…")
    assert "<mark>扩散</mark>" in shown
    assert len(shown) < 250


def test_a_hit_across_a_formula_marks_both():
    shown = passage("令 $x$ 为输入", "令x为")
    assert shown.startswith("<mark>令 </mark><mark><math>")


def test_no_word_is_cut_apart():
    shown = passage("wonderful " * 30 + "model " + "wonderful " * 30, "model")
    assert shown.startswith("…wonderful ")
    assert shown.endswith(" wonderful…")
