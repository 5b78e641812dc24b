"""Diffs of two texts: by words, in Chinese by characters, and within a time limit."""

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posts.diffing import diff
from posts.diffing.diff import diff_texts, split_diff_tokens
from tests.support.proofs import scale

QUICK = settings(max_examples=scale(100, 5_000), deadline=None, database=None)
TEXTS = st.text(st.sampled_from("ab 梯度，\n$x"), max_size=60)


def shown(old, new):
    """Return the changed passages, marked as a word processor would: [-went-]{+came+}."""
    marks = {"same": "{}", "removed": "[-{}-]", "added": "{{+{}+}}"}
    return "".join(
        marks[piece.kind].format(piece.text)
        for passage in diff_texts(old, new).hunks
        if passage.is_changed
        for piece in passage.spans
    )


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("the cat sat", "the dog sat", "the [-cat-]{+dog+} sat\n"),
        ("我们用梯度下降", "我们用随机梯度下降", "我们用{+随机+}梯度下降\n"),
        ("设 $\\eta=1$ 为率", "设 $\\eta=2$ 为率", "设 [-$\\eta=1$-]{+$\\eta=2$+} 为率\n"),
        ("a\nb\nc", "a\nc", "[-b\n-]"),
        ("", "新的", "{+新的\n+}"),
        ("天气晴朗", "模型收敛", "[-天气晴朗\n-]{+模型收敛\n+}"),
    ],
)
def test_a_change_is_told_by_words_and_by_characters(old, new, expected):
    assert shown(old, new) == expected


def test_two_sentences_that_share_a_sign_or_two_are_not_torn_to_shreds():
    assert shown("山高月小，水落石出", "人老珠黄，落花流水").count("{+") == 1


def test_a_line_that_moved_by_itself_leaves_its_neighbours_alone():
    found = diff_texts("甲\n乙\n丙", "甲\n丁\n乙\n丙")
    assert [piece.text for passage in found.hunks if passage.is_changed for piece in passage.spans] == [
        "丁\n"
    ]
    assert (found.added, found.removed) == (2, 0)


def test_long_stretches_without_a_change_are_folded_but_for_what_stands_around_one():
    lines = [f"第 {number} 行" for number in range(30)]
    folded = [
        passage.line_count
        for passage in diff_texts("\n".join(lines), "\n".join([*lines[:20], *lines[21:]])).hunks
    ]
    assert folded == [17, 3, 1, 3, 6]


def test_equal_texts_have_no_changed_passage():
    found = diff_texts("一\n二", "一\n二")
    assert (found.added, found.removed) == (0, 0)
    assert not any(passage.is_changed for passage in found.hunks)


@pytest.mark.proof
@QUICK
@given(TEXTS)
def test_tokens_are_the_whole_text(text):
    assert "".join(split_diff_tokens(text)) == text


@pytest.mark.proof
@QUICK
@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_out_of_their_difference(old, new):
    pieces = [piece for passage in diff_texts(old, new).hunks for piece in passage.spans]
    for text, absent in ((old, "added"), (new, "removed")):
        assert (
            "".join(piece.text for piece in pieces if piece.kind != absent).removesuffix("\n") == text
            or not text
        )


def test_a_passage_past_the_bounds_is_shown_as_it_was_and_as_it_is(monkeypatch):
    monkeypatch.setattr(diff, "DIFF_BUDGET", 0)
    assert shown("x y x y", "y x y x") == "[-x y x y\n-]{+y x y x\n+}"


def test_a_long_post_that_differs_wholly_is_compared_while_one_waits():
    def post(seed):
        chosen = random.Random(seed)
        return "\n\n".join(
            "".join(chr(0x4E00 + chosen.randrange(2500)) for _ in range(200)) for _ in range(330)
        )

    began = time.process_time()
    found = diff_texts(post(1), post(2))
    # A tenth of it where nothing else runs.
    assert time.process_time() - began < 5
    assert found.added > 60_000
