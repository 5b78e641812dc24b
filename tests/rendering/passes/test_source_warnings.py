"""Warnings about the source, with their lines."""

import pytest

from posts.rendering.pipeline import render_in_process


@pytest.mark.parametrize(
    ("source", "kind", "line", "detail"),
    [
        ("一\n\n$\\frac{1}{$ 二", "formula", 3, "never closed"),
        ("一\n\n$$\n\\foo\n$$", "formula", 3, "\\foo"),
        ("> 一\n>\n> - $\\foo$", "formula", 3, "\\foo"),
        ("<div>\n\n一\n\n$\\foo$\n\n</div>", "formula", 5, "\\foo"),
        ("一\n\n$$\nx\n\n没有结束的公式", "unclosed-formula", 3, ""),
        ("一\n\n```python\nx", "unclosed-fence", 3, ""),
        ("| a | b |\n|---|---|\n| $x|y$ |", "table-pipe", 3, ""),
        ("| $x|y$ |\n|---|---|\n| b | c |", "table-pipe", 1, ""),
        ("一\n\n![](/a.png)", "image-alt", 3, "/a.png"),
        ("一\n\n二\n![图](/a.png '三')", "caption", 4, "三"),
        ("一\n\n> 二 ![图](/a.png '三')", "caption", 3, "三"),
        ("- ![图](/a.png '三')", "caption", 1, "三"),
        ("[![图](/a.png '三')](/b) 四", "caption", 1, "三"),
        ("一[^1]\n\n[^1]: 注\n![图](/a.png '三')", "caption", 4, "三"),
        ("一\n\n[二](#三)", "dead-link", 3, "#"),
        ("一\n\n<iframe src='//a.org'></iframe>", "embed", 3, "<iframe>"),
    ],
)
def test_a_warning_names_the_line_and_what_it_is_about(source, kind, line, detail):
    [warning] = render_in_process(source).warnings
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
    assert render_in_process(source).warnings == ()
