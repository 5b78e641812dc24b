"""The social pictures: where a title breaks, what can be drawn, and what comes out."""

from io import BytesIO

import pytest
from PIL import Image

from posts.social.cards import CARD_HEIGHT, CARD_WIDTH, SocialCard, draw_card, measure_cohesion
from posts.social.cards.drawing import TITLE_SIZES, fit_title
from posts.social.cards.line_breaking import break_lines, get_break_costs
from posts.social.cards.typesetting import make_drawable, measure_characters, split_text_runs

SIGNAL = (255, 180, 84)
KEYS = ((0, 1), (1, 3))


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


@pytest.mark.parametrize("title", ["长" * 200, "word " * 40, "W" * 200, "长a" * 100])
def test_what_does_not_fit_ends_in_an_ellipsis(title):
    _, lines = fit_title(title.strip())
    assert lines[-1].endswith("…")
    assert len(lines) <= 4


def test_a_short_title_is_large():
    assert fit_title("熵")[0] == TITLE_SIZES[0][0]


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


def picture(title="测试", **fields):
    card = SocialCard(
        **{"site": "Transmission", "title": title, "notes": ("2026-01-11", "林默"), "keys": KEYS, **fields}
    )
    return draw_card(card)


@pytest.mark.parametrize(
    "title", ["熵", "", "   ", "🎉", "한국어", "长" * 200, "W" * 200, "<b>&amp;</b>", "\u202e", "a\u0000b"]
)
def test_any_title_makes_a_picture(title):
    png = picture(title)
    image = Image.open(BytesIO(png))
    assert (image.format, image.size) == ("PNG", (CARD_WIDTH, CARD_HEIGHT))
    assert len(png) < 100_000


@pytest.mark.parametrize(
    "fields", [{"notes": ()}, {"keys": ()}, {"site": "名" * 100}, {"notes": ("记" * 100,) * 3}]
)
def test_a_picture_needs_nothing_but_fits_everything(fields):
    assert picture(**fields)


def test_the_carrier_sends_what_is_keyed():
    image = Image.open(BytesIO(picture(keys=((0, 1), (7, 3))))).convert("RGB")
    above = image.crop((0, 470, CARD_WIDTH, 490))
    columns = [x for x in range(CARD_WIDTH) if any(above.getpixel((x, y)) == SIGNAL for y in range(20))]
    assert columns[0] < 95
    assert not [x for x in columns if 100 < x < 155]  # at rest
    assert [x for x in columns if 160 < x < 190]


def test_the_same_card_is_drawn_the_same_and_known_by_its_version():
    one, same, other = (SocialCard("Site", title, (), KEYS) for title in ("一", "一", "二"))
    assert draw_card(one) == draw_card(same)
    assert one.version == same.version != other.version
