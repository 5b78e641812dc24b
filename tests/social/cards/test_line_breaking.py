"""Where the title of a social card breaks."""

import pytest

from posts.social.cards import measure_cohesion
from posts.social.cards.drawing import fit_title
from posts.social.cards.line_breaking import break_lines, get_break_costs


def lines_of(title, text=""):
    return fit_title(title, measure_cohesion(text))[1]


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("熵", ["熵"]),
        ("变分自编码器：证据下界与重参数化", ["变分自编码器：", "证据下界与重参数化"]),
        ("第九届夏季学校（南方会场）会议通知", ["第九届夏季学校", "（南方会场）会议通知"]),
        ("大学里的三年：读《统计学习要素》有感", ["大学里的三年：", "读《统计学习要素》有感"]),
        ("用Rust重写——解析器的学习笔记（三）", ["用Rust重写——", "解析器的学习笔记（三）"]),
        ("真理在缩水，还是骰子被人掷出来了？", ["真理在缩水，", "还是骰子被人掷出来了？"]),
        ("周末论文笔记 | 稀疏注意力的三种写法", ["周末论文笔记", "稀疏注意力的三种写法"]),
        ("进程，线程和协程", ["进程，线程和协程"]),
        (
            "A field guide to mixture of experts and why it matters",
            ["A field guide to mixture of", "experts and why it matters"],
        ),
        ("1.5倍加速：Attention-3在H100上的实测", ["1.5倍加速：Attention-3", "在H100上的实测"]),
    ],
)
def test_a_title_breaks_between_its_phrases(title, lines):
    assert lines_of(title) == lines


def test_words_that_the_post_uses_are_not_torn():
    title = "深度学习模型的优化器为什么需要预热呢"
    whole = "优化器需要预热。优化器的状态。为什么？为什么优化器"
    assert all("优化器" in "".join(line) or "优" not in line for line in lines_of(title, whole))


@pytest.mark.parametrize("size", range(10, 16))
@pytest.mark.parametrize(
    "title",
    [
        "《三体》与《黑暗森林》：“宇宙社会学”——读后记，以及其他（一）！",
        "为什么（真的）需要「它」？因为：没有它，就没有……一切。",
    ],
)
def test_no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one(title, size):
    widths = [1.0] * len(title)
    settings = [break_lines(title, widths, get_break_costs(title), size, count) for count in range(1, 9)]
    lines = [line for setting in settings if setting and setting.cost < 1 for line in setting.lines]
    assert lines
    assert not [line for line in lines if line[0] in "》”！）」？，：。…—" or line[-1] in "《“（「"]


def test_a_title_too_wide_for_its_lines_cannot_be_set():
    assert break_lines("太宽了", [1.0] * 3, get_break_costs("太宽了"), 1, 2) is None


def test_a_word_longer_than_a_line_is_torn():
    setting = break_lines("aaaaaa", [1.0] * 6, get_break_costs("aaaaaa"), 3, 2)
    assert setting
    assert setting.lines == ["aaa", "aaa"]
