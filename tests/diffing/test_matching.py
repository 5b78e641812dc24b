"""Matching blocks of two sequences, found within a budget."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posts.diffing import diff, matching
from posts.diffing.matching import Budget, find_matching_blocks
from tests.support.proofs import scale


@pytest.mark.proof
@settings(max_examples=scale(100, 5_000), deadline=None, database=None)
@given(st.lists(st.sampled_from("abcd")), st.lists(st.sampled_from("abcd")), st.sampled_from([0, 5, 10_000]))
def test_what_is_said_to_be_shared_is_in_both_and_in_order(one, other, pairs):
    place = opposite = 0
    for run in find_matching_blocks(one, other, Budget(pairs)):
        assert run.length > 0
        assert run.start >= place
        assert run.other_start >= opposite
        assert one[run.start : run.end] == other[run.other_start : run.other_end]
        place, opposite = run.end, run.other_end


class Counted(str):
    """A line or a token that counts how often it is held against another."""

    compared = 0
    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other):
        Counted.compared += 1
        return str.__eq__(self, other)


def chaos(seed, words, length):
    chosen = random.Random(seed)
    return [Counted(chosen.randrange(words)) for _ in range(length)]


@pytest.mark.parametrize("words", [2, 40, 2_000, 1_000_000])
def test_the_work_on_sequences_that_differ_wholly_grows_with_their_length_not_with_its_square(words):
    Counted.compared = 0
    effort = Budget(diff.DIFF_BUDGET)
    find_matching_blocks(chaos(1, words, 40_000), chaos(2, words, 40_000), effort)
    assert effort.pairs >= 0
    assert Counted.compared < 40 * 80_000


def test_items_that_both_have_once_part_what_is_too_much_to_be_compared(monkeypatch):
    monkeypatch.setattr(matching, "MAX_PAIRS", 50)
    one, other = [*"ab" * 20, "!", *"ab" * 20], [*"ba" * 20, "!", *"ba" * 20]
    assert (40, 40) in {
        (run.start, run.other_start) for run in find_matching_blocks(one, other, Budget(10_000))
    }
