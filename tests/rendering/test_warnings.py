"""What an author is told about a source that can be rendered, with the line."""

import pytest

from posts.rendering.fences import find_fences
from posts.rendering.pipeline import render


@pytest.mark.parametrize(
    ("source", "kind", "line", "detail"),
    [
        ("一\n\n$\\frac{1}{$ 二", "formula", 3, "never closed"),
        ("一\n\n$$\n\\foo\n$$", "formula", 3, "\\foo"),
        ("> 一\n>\n> - $\\foo$", "formula", 3, "\\foo"),
        ("{% note %}\n一\n\n$\\foo$\n{% endnote %}", "formula", 4, "\\foo"),
        ("一\n\n$$\nx\n\n没有结束的公式", "unclosed-formula", 3, ""),
        ("一\n\n```python\nx", "unclosed-fence", 3, ""),
        ("| a | b |\n|---|---|\n| $|x|$ | c |", "table-pipe", 3, ""),
        ("| a | $|x|$ |\n|---|---|\n| b | c |", "table-pipe", 1, ""),
        ("一\n\n![](/a.png)", "image-alt", 3, "/a.png"),
        ("一\n\n二\n![图](/a.png '三')", "caption", 4, "三"),
        ("一\n\n> 二 ![图](/a.png '三')", "caption", 3, "三"),
        ("- ![图](/a.png '三')", "caption", 1, "三"),
        ("[![图](/a.png '三')](/b) 四", "caption", 1, "三"),
        ("一[^1]\n\n[^1]: 注\n![图](/a.png '三')", "caption", 4, "三"),
        ("一\n\n[二](#三)", "dead-link", 3, "#"),
        ("一\n\n<iframe src='//a.org'></iframe>", "hidden-html", 3, "<iframe>"),
    ],
)
def test_a_warning_names_the_line_and_what_it_is_about(source, kind, line, detail):
    [warning] = render(source).warnings
    assert (warning.kind, warning.line) == (kind, line)
    assert detail in warning.detail


@pytest.mark.parametrize(
    "source",
    [
        "| a | b |\n|---|---|\n| $x$ | $y$ |\n| \\$5 | `|` |",
        "甲 | $|x|$ | 乙",
        "`<iframe>` 与 `<script>`",
        "```\n<iframe>\n| $|x|$ |\n```",
        "[二](#三)\n\n## 三",
        "5$ 与 6$",
        "区间 \\[0, 1] 与 \\[-1, 1]",
        "![图](/a.png '三')\n\n[![图](/a.png '三')](/b)\n\n> ![图](/a.png '三')",
        "一 <img src='/a.png' alt='二' title='三'>",
    ],
)
def test_nothing_to_warn_of(source):
    assert render(source).warnings == ()


def test_a_bad_formula_shows_its_source_and_the_rest_stands():
    rendered = render("前 $\\foo{<b>}$ 中 $x$ 后")
    assert '<code class="formula-error" title="' in rendered.html
    assert "\\foo{&lt;b&gt;}</code>" in rendered.html
    assert "<math" in rendered.html
    assert rendered.html.startswith("<p>前 ")
    assert rendered.html.endswith(" 后</p>")


ENGLISH = "The quick brown fox jumps over the lazy dog. " * 6
CHINESE = "这个模型会学着对点间的问题说出来，" * 4


@pytest.mark.parametrize(
    ("source", "language", "detail"),
    [
        (ENGLISH, "zh-Hans", "en"),
        (ENGLISH, "ja", "en"),
        (f"{ENGLISH}注意力", "zh-Hans", "en"),
        (CHINESE, "en", "zh-Hans"),
        ("這個模型會學著對點間的問題說出來，" * 4, "zh-Hans", "zh-Hant"),
        (CHINESE, "zh-Hant", "zh-Hans"),
        ("これはとてもよいモデルです。" * 6, "zh-Hans", "ja"),
    ],
)
def test_a_text_that_plainly_is_in_another_language_than_its_post_is_told_of(source, language, detail):
    [warning] = render(source, language=language).warnings
    assert (warning.kind, warning.line, warning.detail) == ("language", None, detail)


@pytest.mark.parametrize(
    ("source", "language"),
    [
        (ENGLISH, "en"),
        (CHINESE, "zh-Hans"),
        ("A few words.", "zh-Hans"),
        ("注意力機制" * 20, "zh-Hant"),
        (f"{ENGLISH}{CHINESE[:40]}", "zh-Hans"),
        (f"{ENGLISH}{CHINESE[:40]}", "en"),
        (f"```\n{ENGLISH}\n```\n\n`{ENGLISH}` 与 ${'x y ' * 40}z$", "zh-Hans"),
    ],
)
def test_of_a_short_or_mixed_text_of_code_and_of_formulas_no_language_is_plain(source, language):
    assert render(source, language=language).warnings == ()


def test_warnings_are_in_the_order_of_lines():
    lines = [warning.line for warning in render("[a](#x)\n\n![](/a)\n\n$\\foo$\n\n```\n").warnings]
    assert lines == [1, 3, 5, 7]


@pytest.mark.parametrize(
    ("source", "inside", "unclosed"),
    [
        ("a\n```\nb\n```\nc", "01110", None),
        ("~~~\n```\n~~~", "111", None),
        ("````\n```\n````\na", "1110", None),
        ("```\na", "11", 0),
        ("``` a ` b\nc", "00", None),
        ("> ```\n> a\nb", "110", None),
        ("- ```\n  a\n\nb", "1110", None),
        ("1. a\n\n   ```\n   b\n   ```\nc", "001110", None),
        ("```a\n``` b\n```", "111", None),
    ],
)
def test_fences(source, inside, unclosed):
    fences = find_fences(source.split("\n"))
    assert "".join(str(int(mark)) for mark in fences.inside) == inside
    assert fences.unclosed == unclosed


LONG = "f(x) = " + " + ".join(f"a_{{{n}}} x^{{{n}}}" for n in range(15))


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        (f"一\n\n$$\n{LONG}\n$$", [3]),
        (f"一\n\n$$\n{LONG[:60]}\n$$", []),
        ("$$\\begin{aligned}" + r" \\ ".join(f"&{LONG[:60]}" for _ in range(9)) + "\\end{aligned}$$", []),
        ("$$\\begin{aligned}" + r" \\ ".join(f"&{LONG}" for _ in range(2)) + "\\end{aligned}$$", [1]),
        (f"一 ${LONG}$ 二", []),
    ],
)
def test_a_formula_wider_than_the_text_is_told_of(source, lines):
    warnings = render(source).warnings
    assert [warning.line for warning in warnings if warning.kind == "wide-formula"] == lines


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("## 一\n\n## 二\n\n## 一", [("duplicate-heading", 5, "一")]),
        ("## 一\n\n### 例\n\n## 二\n\n### 例 {#other}", [("duplicate-heading", 7, "例")]),
        ("## Title\n\n## title", [("duplicate-heading", 3, "title")]),
        ("## 一\n\n#### 二\n\n#### 三", [("skipped-level", 3, "## → ####")]),
        ("## 一\n\n### 二\n\n# 三\n\n### 四", [("skipped-level", 7, "# → ###")]),
        ("> [!NOTE]\n> 一\n\n## 一\n\n#### 二", [("skipped-level", 6, "## → ####")]),
        # Which level comes first is the author's affair: readers get it below the title.
        ("### 一\n\n### 二\n\n#### 三\n\n## 四", []),
        ("## 一\n\n> ## 一\n>\n> #### 二", []),
        ("一\n===\n\n二\n---", []),
    ],
)
def test_headings_are_told_of_that_repeat_or_pass_over_a_level(source, expected):
    found = render(source).warnings
    assert [(warning.kind, warning.line, warning.detail) for warning in found] == expected
