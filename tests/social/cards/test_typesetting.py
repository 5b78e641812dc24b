"""What the fonts of a social card can draw, and how wide it is."""

import pytest

from posts.social.cards.typesetting import make_drawable, measure_characters, split_text_runs


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("🎉 发布 2.0 🚀", "发布 2.0"),
        ("𝐀𝐭𝐭𝐞𝐧𝐭𝐢𝐨𝐧 ﬁle", "Attention file"),
        ("龘龘", "〓〓"),
        ("한국어", ""),
        ("it’s “so” — simple…", 'it\'s "so" – simple...'),
        ("它“是”这样——的 it’s", "它“是”这样——的 it's"),
        (" a\n b ", "a b"),
        ("∇θ ≤ ∞", "∇θ ≤ ∞"),
        ("e\u0301", "é"),
        ("", ""),
    ],
)
def test_what_the_font_lacks_is_replaced_or_left_out(text, drawn):
    assert make_drawable(text) == drawn


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("中文", 2.0),
        ("《书》", 2.5),  # hung at the beginning of a line
        ("书》，", 2.5),  # two marks share a square
        ("“引”", 2.5),
    ],
)
def test_marks_lose_their_empty_half_where_it_would_be_seen(text, width):
    assert sum(measure_characters(text)) == pytest.approx(width)


def test_between_han_and_latin_there_is_air():
    assert sum(measure_characters("用R写")) > sum(sum(measure_characters(sign)) for sign in "用R写")
    assert sum(measure_characters("用 R")) == pytest.approx(
        sum(sum(measure_characters(sign)) for sign in "用 R")
    )


def test_every_character_has_a_width_and_every_run_its_place():
    text = "“Adam” 与 SGD：谁更好？（一）"
    assert len(measure_characters(text)) == len(text)
    assert "".join(run.text for run in split_text_runs(text)) == text
