"""Plain text, reading time."""

import pytest

from posts.rendering.pipeline import render_in_process
from posts.rendering.plain_text import count_words, estimate_reading_minutes


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("# 题\n\n一**二**[三](/a/)", "题\n一二三"),
        ("设 $\\nabla f$。\n\n$$\nx = y\n$$", "设 \\nabla f。\nx = y"),
        ("![猫](/a.png)", "猫"),
        ("```python\nprint(1)\n```", "print(1)"),
        ("| 甲 | 乙 |\n|---|---|\n| 1 | 2 |", "甲\n乙\n1\n2"),
        ("- 一\n- 二", "一\n二"),
        ("a &amp; <b>b</b> &lt;", "a & b <"),
        ("文[^1]\n\n[^1]: 注", "文\n注"),
        ("> [!NOTE] 题\n> 文", "题\n文"),
    ],
)
def test_plain_text(source, expected):
    assert render_in_process(source).text == expected


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("", 1),
        ("字" * 400, 1),
        ("字" * 800, 2),
        ("word " * 460, 2),
        ("字" * 400 + " word" * 230, 2),
        ("字" * 4000, 10),
        ("don't state-of-the-art " * 230, 2),
    ],
)
def test_reading_time_counts_characters_and_words(text, minutes):
    assert estimate_reading_minutes(*count_words(text)) == minutes


def test_code_is_not_read():
    assert render_in_process("```\n" + "word " * 5000 + "\n```").reading_minutes == 1
