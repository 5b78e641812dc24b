"""Messages of the renderer's warnings and errors."""

import re
from dataclasses import asdict
from pathlib import Path

import pytest
from django.utils.translation import override

from posts import rendering
from posts.models.render_messages import (
    RENDER_ERROR_MESSAGES,
    WARNING_MESSAGES,
    format_render_error,
    format_warning,
)
from posts.rendering import RenderError
from posts.rendering.formulas.engine import Formula, typeset_formulas
from posts.rendering.passes.near_misses import NEAR_MISSES
from posts.rendering.result import RenderWarning


def sources():
    return "".join(path.read_text() for path in Path(rendering.__file__).parent.rglob("*.py"))


def test_every_kind_of_warning_has_a_message():
    kinds = re.findall(r'(?:\.add_warning|\.warn|RenderWarning|DiagramError)\(\s*"([a-z-]+)"', sources())
    kinds += [miss.kind for miss in NEAR_MISSES]
    assert set(kinds) == WARNING_MESSAGES.keys()


def test_every_kind_of_render_error_has_a_message():
    kinds = re.findall(r'(?:RenderError\(|"error": \[)\s*"([a-z-]+)"', sources())
    assert set(kinds) == RENDER_ERROR_MESSAGES.keys()


@pytest.mark.parametrize(
    ("warning", "text"),
    [
        (("image-alt", 3, "/a.png", "source"), "Line 3: The picture /a.png has no alternative text."),
        (("formula", None, "no", "title"), "Title: A formula cannot be set and is shown as source: no"),
        (("image-alt", None, "/a.png", "source"), "The picture /a.png has no alternative text."),
        (
            ("formula", 1, "100 % unknown", "summary"),
            "Excerpt: A formula cannot be set and is shown as source: 100 % unknown",
        ),
        (
            ("language", None, "zh-Hans", "source"),
            "The text appears to be in 简体中文, but another language is chosen under Publishing.",
        ),
        (
            ("table-pipe", 2, "", "source"),
            r"Line 2: A | inside a formula ends the table's cell; write \lvert … \rvert or \mid.",
        ),
    ],
)
def test_a_warning_has_its_line_and_message(warning, text):
    assert format_warning(dict(zip(("kind", "line", "detail", "field"), warning, strict=True))) == text


def test_a_render_error_has_a_reason_and_advice():
    text = format_render_error(RenderError("too-slow", "Over 10 s."))
    assert text.startswith(
        "The text takes too long to be rendered. (Over 10 s.) Nothing was saved. Change the text"
    )


def test_warnings_are_translated():
    with override("zh-hans"):
        warning = {"kind": "unclosed-fence", "line": 7, "detail": "", "field": "source"}
        assert format_warning(warning) == "第 7 行：代码块没有结束。"


@pytest.mark.parametrize(
    ("tex", "reason"),
    [
        (r"\foo{H_2O}", r"未知的命令“\foo”。"),
        (r"\begin{tikzpicture}\end{tikzpicture}", "未知的环境“tikzpicture”。"),
        (r"\frac{1", "“{”没有结束。"),
        (r"x}", "“}”没有对应的开头。"),
        (r"\left( x }", r"“\left(”在“}”处断开了。"),
        (r"x_1_2", "一个符号上有两个下标或两个上标。"),
        (r"a & b", "“&”只能用在表格一类的环境里。"),
        (r"\frac{1}", "缺少参数，公式就结束了。"),
        (r"\left{ x \right}", r"“\left”后面要有括号（花括号写作 \{ 和 \}）。"),
        (r"\operatorname{$}", "这里不能有“$”。"),
        (r"\csname R\endcsname", r"公式里不能写“\csname”。"),
        (r"\def\R{\R}\R", r"“\R”展开的次数太多，或者没有尽头。"),
        (r"\def\R#2{x}", r"这个“\def”无法读懂。"),
        (r"\def\R(#1){x}\R[a]", r"这里的“\R”与它的定义不符。"),
        (r"\ce{A\bond{?}B}", r"未知的化学键“\bond{?}”。"),
        (r"\ce{A ->[B C}", r"“\ce”里的“[”没有结束。"),
        (r"\color{zzz}x", 'Unknown color "zzz".'),
    ],
)
def test_errors_in_formulas_are_translated(tex, reason):
    error = typeset_formulas([Formula(tex, display=True)])[0].error
    warning = asdict(RenderWarning("formula", None, error, "source"))
    assert format_warning(warning) == f"A formula cannot be set and is shown as source: {error}"
    with override("zh-hans"):
        assert format_warning(warning) == f"公式无法排版，按源码显示：{reason}"
