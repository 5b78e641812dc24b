"""Captions of figures, tables and listings, numbered where they have a label or a mark."""

import pytest

from posts.rendering.pipeline import render_in_process

TABLE = "| a | b |\n|---|---|\n| 1 | 2 |"


def figcaption(number, text):
    return f'<figcaption><span class="caption-number">{number}</span>{text}</figcaption>'


@pytest.mark.parametrize(
    "source",
    [
        f"{TABLE}\n: 结果 {{#tbl-a}}",
        f"{TABLE}\n\n: 结果 {{#tbl-a}}",
        f"{TABLE}\n\nTable: 结果 {{#tbl-a}}",
        f"{TABLE}\n表：结果 {{#tbl-a}}",
        f"{TABLE}\n\n结果 {{#tbl-a}}",
        f"前文\n\n: 结果 {{#tbl-a}}\n\n{TABLE}",
        f"结果 {{#tbl-a}}\n{TABLE}",
        f"> {TABLE.replace(chr(10), chr(10) + '> ')}\n> : 结果 {{#tbl-a}}",
        f"::: {{#tbl-a}}\n{TABLE}\n\n结果\n:::",
    ],
)
def test_a_line_above_or_below_a_table_is_its_caption(source):
    result = render_in_process(source)
    assert figcaption("表 1：", "结果") in result.html
    assert '<figure class="numbered-table" id="tbl-a">' in result.html
    assert result.html.count("<tr>") == 2
    assert [label.name for label in result.labels] == ["结果"]
    assert result.warnings == ()


def test_each_of_two_tables_takes_its_own_caption():
    html = render_in_process(f"{TABLE}\n: 一 {{#tbl-a}}\n\n{TABLE}\n: 二 {{#tbl-b}}\n\n{TABLE}").html
    assert html.count("<figure") == 2
    assert html.index("表 1：</span>一") < html.index("表 2：</span>二")


def test_a_caption_may_be_marked_instead_of_named():
    assert figcaption("表 1：", "结果") in render_in_process(f"{TABLE}\n: 结果 {{.numbered}}").html


@pytest.mark.parametrize(
    "source",
    [
        "术语\n: 定义",
        f"{TABLE}\n\n: 结果",
        "一段 {#tbl-a}",
        f"```\n{TABLE}\n: 结果 {{#tbl-a}}\n```",
        f"{TABLE}\n\n## 标题 {{#tbl-a}}",
    ],
)
def test_all_else_stays_what_it_was(source):
    assert "<figure" not in render_in_process(source).html


def test_warnings_below_a_caption_name_the_lines_of_the_author():
    result = render_in_process(f"{TABLE}\n: 结果 {{#tbl-a}}\n\n[x](#nowhere)\n\n```\n")
    assert [(warning.kind, warning.line) for warning in result.warnings] == [
        ("dead-link", 6),
        ("unclosed-fence", 8),
    ]


# Figures --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "caption"),
    [
        ("![说明 $x$](a.png){#fig-a}", "说明 <math>"),
        ('![替代](a.png "标题 `b`"){#fig-a}', "标题 <code>b</code>"),
        ("![替代](a.png){#fig-a width=50}", "替代"),
        ("![替代](a.png)\n\n标题 {#fig-a}", "标题"),
        ("::: {#fig-a}\n![替代](a.png)\n\n标题\n:::", "标题"),
        ('::: {#fig-a}\n![替代](a.png "标题")\n:::', "标题"),
        ("```mermaid\nflowchart LR\n a --> b\n```\n\n标题 {#fig-a}", "标题"),
    ],
)
def test_a_picture_with_a_label_is_a_figure(source, caption):
    result = render_in_process(source)
    assert f'<figcaption><span class="caption-number">图 1：</span>{caption}' in result.html
    assert result.html.count("<figcaption>") == 1
    assert ' id="fig-a"' in result.html
    assert result.warnings == ()


def test_a_picture_without_a_label_has_no_number():
    result = render_in_process('![a](a.png "标题")\n\n![b](b.png)\n\n![c](c.png){#c}')
    assert "图" not in result.html
    assert result.labels == ()


@pytest.mark.parametrize(
    ("typed", "number"),
    [("图 3：说明", "3"), ("图3 说明", "3"), ("Figure 2.1. 说明", "2.1"), ("Fig. 4 说明", "4")],
)
def test_the_number_an_author_typed_stands(typed, number):
    result = render_in_process(f"![{typed}](a.png){{#fig-a}}\n\n见 @fig-a")
    assert f"<figcaption>{typed}</figcaption>" in result.html
    assert f'<a class="reference" href="#fig-a">图 {number}</a>' in result.html
    assert [(label.number, label.name) for label in result.labels] == [(number, "说明")]


def test_a_picture_in_a_sentence_can_be_led_to_and_has_no_number():
    result = render_in_process("文 ![小图](a.png){#fig-a} 文，见 @fig-a")
    assert '<a class="reference" href="#fig-a">小图</a>' in result.html
    assert ' id="fig-a"' in result.html


# Listings -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "info",
    [
        'python {#lst-a caption="标题"}',
        '{.python #lst-a caption="标题"}',
        '{#lst-a .python lst-cap="标题"}',
        'python {#lst-a title="标题" hl_lines="1"}',
    ],
)
def test_code_with_a_label_is_a_listing(info):
    result = render_in_process(f"```{info}\nprint(1)\n```")
    assert result.html.startswith(
        f'<figure class="numbered-listing" id="lst-a">{figcaption("代码 1：", "标题")}'
        '<div class="code" data-language="Python"><pre tabindex="0"><code class="language-python">'
    )


@pytest.mark.parametrize("info", ["python", 'python title="标题"', "c#", "{.python #main}", "python {1}"])
def test_other_code_is_none(info):
    assert render_in_process(f"```{info}\nx\n```").html.startswith('<div class="code"')
