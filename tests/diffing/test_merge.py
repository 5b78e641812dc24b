"""Three-way merge: changes apart are merged, conflicting ones are marked."""

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from posts.diffing import merge
from posts.diffing.merge import merge_texts
from posts.rendering.merge_markers import marker_label
from tests.support.proofs import scale

QUICK = settings(max_examples=scale(100, 5_000), deadline=None, database=None)
LINES = st.lists(st.sampled_from(["", "a", "b", "甲乙丙", "甲丁丙", "x y z"]), max_size=8)
TEXTS = LINES.map("\n".join)
PARAGRAPH = "我们用梯度下降来训练模型，并在验证集上选择学习率，最后报告测试集的误差。"


def test_changes_of_different_lines_are_joined():
    assert merge_texts("1\n2\n3\n4", "1a\n2\n3\n4", "1\n2\n3\n4b") == merge.MergedText("1a\n2\n3\n4b", 0)


def test_changes_of_neighbouring_lines_are_joined():
    assert merge_texts("one\ntwo", "one!\ntwo", "one\ntwo?") == merge.MergedText("one!\ntwo?", 0)


def test_changes_at_different_places_of_one_long_paragraph_are_joined():
    mine = PARAGRAPH.replace("梯度下降", "随机梯度下降")
    theirs = PARAGRAPH.replace("测试集的误差", "测试集的准确率")
    merged = merge_texts(PARAGRAPH, mine, theirs)
    assert merged == merge.MergedText(mine.replace("测试集的误差", "测试集的准确率"), 0)


def test_changes_of_the_same_words_are_marked_and_both_stay():
    labels = (
        marker_label("yours", datetime(2026, 1, 12, 14, 5, tzinfo=UTC)),
        marker_label("林默", datetime(2026, 1, 12, 14, 3, tzinfo=UTC)),
    )
    mine, theirs = PARAGRAPH.replace("学习率", "步长"), PARAGRAPH.replace("学习率", "批量大小")
    merged = merge_texts(f"前\n{PARAGRAPH}\n后", f"前\n{mine}\n后", f"前\n{theirs}\n后", labels)
    assert merged.conflict_count == 1
    assert merged.text.split("\n") == [
        "前",
        "<<<<<<< yours 2026-01-12 14:05",
        mine,
        "=======",
        theirs,
        ">>>>>>> 林默 2026-01-12 14:03",
        "后",
    ]


def test_what_one_took_out_and_the_other_rewrote_is_a_conflict():
    merged = merge_texts("一\n二\n三", "一\n三", "一\n二二\n三")
    assert (merged.conflict_count, "二二" in merged.text) == (1, True)


def test_additions_at_the_same_place_are_a_conflict():
    assert merge_texts("一", "一\n甲", "一\n乙").conflict_count == 1


def test_lines_that_both_added_alike_stand_outside_the_marks():
    merged = merge_texts("", "同\n甲\n尾", "同\n乙\n尾", ("A", "B"))
    assert merged.text == "同\n<<<<<<< A\n甲\n=======\n乙\n>>>>>>> B\n尾"


def test_without_a_base_all_that_one_of_them_has_is_in():
    assert merge_texts(None, "a\nmine\nb\nc", "a\nb\ntheirs\nc").text == "a\nmine\nb\ntheirs\nc"
    assert merge_texts(None, "a\nmine", "a\ntheirs").conflict_count == 1


@pytest.mark.proof
@QUICK
@given(TEXTS, TEXTS)
def test_a_change_of_one_side_is_taken_as_it_is(base, changed):
    assert merge_texts(base, changed, base) == merge.MergedText(changed, 0)
    assert merge_texts(base, base, changed) == merge.MergedText(changed, 0)
    assert merge_texts(base, changed, changed) == merge.MergedText(changed, 0)
    assert merge_texts(None, changed, changed) == merge.MergedText(changed, 0)


@pytest.mark.proof
@QUICK
@given(TEXTS, TEXTS, TEXTS)
def test_swapping_the_sides_gives_the_same_conflicts(base, mine, theirs):
    assert merge_texts(base, mine, theirs).conflict_count == merge_texts(base, theirs, mine).conflict_count


@pytest.fixture
def by_lines_only(monkeypatch):
    monkeypatch.setattr(merge, "MAX_MERGE_TOKENS", 0)


@pytest.mark.usefixtures("by_lines_only")
@pytest.mark.proof
@QUICK
@given(TEXTS, TEXTS, TEXTS)
def test_no_new_line_of_either_side_is_lost(base, mine, theirs):
    merged = merge_texts(base, mine, theirs).text.split("\n")
    assert (set(mine.split("\n")) | set(theirs.split("\n"))) - set(base.split("\n")) <= set(merged)


@pytest.mark.proof
@QUICK
@given(TEXTS, TEXTS, TEXTS)
def test_choosing_one_side_of_every_conflict_keeps_all_of_that_side(base, mine, theirs):
    merged = merge_texts(base, mine, theirs, ("A", "B"))
    places = re.findall(r"^<{7} A\n(.*?)^={7}\n(.*?)^>{7} B$", merged.text, re.MULTILINE | re.DOTALL)
    assert len(places) == merged.conflict_count
    assert all(ours in f"{mine}\n" and others in f"{theirs}\n" for ours, others in places)


def test_a_text_past_the_bounds_is_marked_as_a_whole(monkeypatch):
    monkeypatch.setattr(merge, "MERGE_BUDGET", 0)
    merged = merge_texts("1 2\n1 2", "2 1\n2 1", "2 2\n2 2")
    assert merged.conflict_count == 1
    assert merged.text.count("2 1\n2 1") == merged.text.count("2 2\n2 2") == 1
