"""Hints for what is typed almost as Markdown wants it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posts.rendering.passes.near_misses import MAX_HINTS, NEAR_MISSES
from posts.rendering.pipeline import render_in_process

HINT_KINDS = {miss.kind for miss in NEAR_MISSES} | {"fence-in-html"}


def find_hints(source):
    """Return kind, line and detail of each hint about `source`."""
    warnings = render_in_process(source).warnings
    return [(one.kind, one.line, one.detail) for one in warnings if one.kind in HINT_KINDS]


NEAR_MISS_LINES = [
    ("#\u00a0标题", "odd-space", "#"),
    ("##\u3000标题", "odd-space", "##"),
    ("-\u00a0项", "odd-space", "-"),
    ("> 1.\u2003项", "odd-space", "1."),
    ("*\u200b项", "odd-space", "*"),
    ("##标题", "heading-space", "##"),
    ("- ###Title", "heading-space", "###"),
    ("#一个标题", "heading-space", "#"),
    ("#Introduction to it", "heading-space", "#"),
    ("![图](images/图 1.png)", "space-in-address", "![图](images/图%201.png)"),
    ("看 [a](docs/my file.pdf) 吧", "space-in-address", "[a](docs/my%20file.pdf)"),
    ("[b](https://example.org/a b/c)", "space-in-address", "[b](https://example.org/a%20b/c)"),
    ("[TOC]", "toc-marker", "[TOC]"),
    ("[toc]", "toc-marker", "[toc]"),
    ("[[toc]]", "toc-marker", "[[toc]]"),
    ("@[TOC](目录)", "toc-marker", "@[TOC](目录)"),
    ("![[a.png|300]]", "wiki-embed", "![[a.png|300]]"),
    ("正文 %%私下的话%% 正文", "comment-marks", "%%私下的话%%"),
    ('{{< figure src="/a.png" >}}', "template-tag", '{{< figure src="/a.png" >}}'),
    ("{{% notice %}}", "template-tag", "{{% notice %}}"),
    ("{% asset_img a.png %}", "template-tag", "{% asset_img a.png %}"),
    ("![]({{ site.baseurl }}/a.png)", "template-tag", "{{ site.baseurl }}"),
    (
        "[链接]（https://example.org/）",
        "full-width-sign",
        "[链接]（https://example.org/） → [链接](https://example.org/)",
    ),
    ("！[图](a.png)", "full-width-sign", "！[图](a.png) → ![图](a.png)"),
    ("＃ 标题", "full-width-sign", "＃ → #"),
    ("＞引用", "full-width-sign", "＞ → >"),
    ("｀code｀", "full-width-sign", "｀code｀ → `code`"),
    ("｜甲｜乙｜", "full-width-sign", "｜ → |"),
    ("代码如下：```python", "fence-in-line", "```python"),
]


@pytest.mark.parametrize(("line", "kind", "detail"), NEAR_MISS_LINES)
def test_a_near_miss_is_named_with_its_line_and_what_to_write(line, kind, detail):
    assert find_hints(f"前文\n\n{line}\n\n后文") == [(kind, 3, detail)]


@pytest.mark.parametrize(("line", "kind", "detail"), NEAR_MISS_LINES)
@pytest.mark.parametrize("template", ["```\n{}\n```", "````md\n```\n{}\n````", "    {}", "<!--\n{}\n-->"])
def test_there_are_no_hints_about_code_and_comments(template, line, kind, detail):
    assert find_hints(f"前文\n\n{template.format(line)}\n\n后文") == []


@pytest.mark.parametrize(
    "line",
    [
        "# 标题",
        "#标签 #另一个",
        "#1 是编号",
        "#fff",
        "#include",
        "排名 #1",
        "## ",
        "##",
        "------",
        "-1 度",
        '![图](a.png "标题 一")',
        "![图](a.png 'b c')",
        "![图](a.png =100x50)",
        "![图](<a b.png>)",
        "函数 [f](x y)",
        "`[[a]]` 与 `{% x %}` 与 `%%a%%`",
        "$x_{[[a]]}$ 与 $$\\frac{{a}}{b}$$",
        "x[[1]] 与 x[[name]]",
        "[[1]](https://example.org)",
        "[[a]][ref]",
        "矩阵 [[1, 2], [3, 4]]",
        "涨了 5% 又跌 3%%",
        "{{ name }} 是占位符",
        "参见（附录）[1]（略）",
        "真好！[链接](https://example.org/)",
        "甲｜乙",
        "他说：－－不",
        "用 ``` 开始，用 ``` 结束",
        "[a]: <x y>",
    ],
)
def test_what_is_meant_as_typed_gets_no_hint(line):
    assert find_hints(f"前文\n\n{line}\n\n后文") == []


@pytest.mark.parametrize("tag", ["<td>", "<table>", "<section>"])
def test_a_fence_directly_below_html_is_named(tag):
    assert find_hints(f"{tag}\n```r\nx\n```\n</div>\n") == [("fence-in-html", 2, "")]


def test_a_fence_below_an_empty_line_is_read():
    assert find_hints("<div>\n\n```r\nx\n```\n\n</div>\n") == []


@pytest.mark.parametrize(
    "source",
    ["{% note info %}\n文\n{% endnote %}", "{{% notice tip %}}\n文\n{{% /notice %}}", "::: tip\n文\n:::"],
)
def test_callouts_of_other_programs_are_read_and_need_no_hint(source):
    assert find_hints(source) == []


def test_a_hint_behind_a_callout_names_the_line_of_its_author():
    assert find_hints("{% note info %}\n##文\n{% endnote %}\n\n[TOC]") == [
        ("heading-space", 2, "##"),
        ("toc-marker", 5, "[TOC]"),
    ]


def test_hints_change_nothing_of_the_page():
    for line, _, _ in NEAR_MISS_LINES:
        marks = [mark for mark in ("[[", "{%", "{{", "%%", "##", "＃") if mark in line]
        html = render_in_process(line).html
        assert all(mark in html for mark in marks)


def test_a_text_full_of_near_misses_gets_so_many_hints_and_no_more():
    assert len(find_hints("![[a]]\n\n" * 2 * MAX_HINTS)) == MAX_HINTS


@given(
    st.lists(
        st.sampled_from(
            [line for line, _, _ in NEAR_MISS_LINES] + ["```", "~~~", "$$", "<!--", "-->", "`", ""]
        )
    )
)
def test_a_hint_names_a_line_that_holds_what_it_names(lines):
    source = "\n".join(lines)
    for kind, line, detail in find_hints(source):
        if kind in {"wiki-embed", "comment-marks", "template-tag", "toc-marker"}:
            assert detail in lines[line - 1]
