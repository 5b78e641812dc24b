"""Callouts in the dialects of other systems."""

import pytest

from posts.rendering.context import RenderContext
from posts.rendering.passes.callout_dialects import MAX_CALLOUT_DEPTH, translate_callouts
from posts.rendering.pipeline import render_in_process
from posts.rendering.source import SourceText


def translate(source):
    return translate_callouts(SourceText.from_text(source), RenderContext("en", {}))


def callout(kind, title, body):
    opening = f'<div class="callout callout-{kind}" role="note">'
    return f'{opening}\n<p class="callout-title">{title}</p>\n{body}\n</div>'


@pytest.mark.parametrize(
    "source",
    [
        # GitHub and Obsidian
        "> [!TIP]\n> 用 **AMP**",
        "> [!tip]\n>\n> 用 **AMP**",
        "> [!hint]\n> 用 **AMP**",
        # Hexo
        "{% note success %}\n用 **AMP**\n{% endnote %}",
        "{% tip %}\n用 **AMP**\n{% endtip %}",
        "{% note success no-icon %}用 **AMP**{% endnote %}",
        # Hugo
        "{{% notice tip %}}\n用 **AMP**\n{{% /notice %}}",
        '{{< admonition type="tip" title="" >}}\n用 **AMP**\n{{< /admonition >}}',
        "{{< tip >}}用 **AMP**{{< /tip >}}",
        # Directives
        ":::tip\n用 **AMP**\n:::",
        "::: tip\n\n用 **AMP**\n\n:::",
        "::: {.callout-tip}\n用 **AMP**\n:::",
        "::: {.callout-tip .wide #a}\n用 **AMP**\n:::",
        "::: rmdtip\n用 **AMP**\n:::",
        # Python-Markdown, MkDocs
        "!!! tip\n    用 **AMP**",
        "!!! tip\n\n    用 **AMP**",
        '!!! success ""\n\t用 **AMP**\n\n',
        # Notion
        "<aside>\n💡 用 **AMP**\n\n</aside>",
        "<aside>\n💡\n\n用 **AMP**\n\n</aside>",
        "<aside>💡 用 **AMP**</aside>",
    ],
)
def test_every_dialect_makes_the_same_callout(source):
    assert render_in_process(source).html == callout("tip", "提示", "<p>用 <strong>AMP</strong></p>")


@pytest.mark.parametrize(
    ("icon", "kind"),
    [("💡", "tip"), ("✅", "tip"), ("⚠️", "warning"), ("🚨", "caution"), ("❓", "important"),
     ("📌", "note"), ("ℹ️", "note"), ("1️⃣", "note"), ("👩🏽‍💻", "note"), ("🇨🇳", "note")],
)  # fmt: skip
def test_the_icon_of_a_note_of_notions_tells_its_kind_and_goes(icon, kind):
    html = render_in_process(f"<aside>\n{icon} 文\n\n</aside>").html
    assert f'class="callout callout-{kind}"' in html
    assert "<p>文</p>" in html


@pytest.mark.parametrize(
    ("source", "attribute"),
    [
        ("::: details 更多\n文\n:::", ""),
        ('{{< details "更多" >}}\n文\n{{< /details >}}', ""),
        ("{% fold 更多 %}\n文\n{% endfold %}", ""),
        ('::: {.callout-note title="更多" collapse="true"}\n文\n:::', ""),
        ('::: {.callout-note title="更多" collapse="false"}\n文\n:::', ' open=""'),
        ('??? note "更多"\n    文', ""),
        ('???+ note "更多"\n    文', ' open=""'),
    ],
)
def test_other_dialects_fold_too(source, attribute):
    assert render_in_process(source).html == (
        f'<details class="callout callout-note"{attribute}>\n'
        '<summary class="callout-title">更多</summary>\n<p>文</p>\n</details>'
    )


@pytest.mark.parametrize(
    "source",
    [
        "- 甲\n\n    !!! info\n        外\n\n        !!! warning\n            内\n\n        外\n    乙",
        "- 甲\n\n    :::info\n    外\n    :::warning\n    内\n    :::\n    外\n    :::\n    乙",
    ],
)
def test_notes_nest_in_a_list(source):
    inner = callout("warning", "注意", "<p>内</p>")
    outer = callout("note", "说明", f"<p>外</p>\n{inner}\n<p>外</p>")
    assert render_in_process(source).html == f"<ul>\n<li>\n<p>甲</p>\n{outer}\n<p>乙</p>\n</li>\n</ul>"


def test_callouts_nest():
    html = render_in_process(
        "{% note info %}\n外\n{% note warning %}\n内\n{% endnote %}\n外\n{% endnote %}"
    ).html
    assert html == callout("note", "说明", f"<p>外</p>\n{callout('warning', '注意', '<p>内</p>')}\n<p>外</p>")


def test_a_callout_stands_in_its_list_item():
    html = render_in_process("1. 一\n\n   {% note info %}\n   文\n   {% endnote %}\n\n2. 二").html
    assert html.count("<ol>") == 1
    assert html.index('<div class="callout') < html.index("</li>")


def test_two_callouts_that_touch_stay_two():
    source = "{% note info %}\n一\n{% endnote %}\n{% note info %}\n二\n{% endnote %}\n> 引"
    assert render_in_process(source).html.count('<div class="callout') == 2


@pytest.mark.parametrize(
    "source",
    [
        "::: code-group\n文\n:::",
        "::: v-pre\n文\n:::",
        '::: {.column width="50%"}\n\n文\n\n:::',
        ":::: {.columns .wide}\n文\n::::",
        ':::: {style="display: flex;"}\n文\n::::',
        "::: {#fig-a .b}\n文\n:::",
    ],
)
def test_a_directive_that_only_lays_out_leaves_no_trace(source):
    assert render_in_process(source).html == "<p>文</p>"


def test_directives_of_other_names_close_in_their_order():
    source = "::: columns\n甲\n::: tip\n乙\n:::\n丙\n:::\n丁"
    assert (
        render_in_process(source).html
        == f"<p>甲</p>\n{callout('tip', '提示', '<p>乙</p>')}\n<p>丙</p>\n<p>丁</p>"
    )


def test_a_directive_of_another_name_with_a_title_is_a_note():
    assert render_in_process("::: aufgabe 勾股定理\n文\n:::").html == callout("note", "勾股定理", "<p>文</p>")


@pytest.mark.parametrize(
    "source",
    [
        "{% note info %}\n没有结束",
        "{% endnote %}\n没有开始",
        "```\n{% note %}\n{% endnote %}\n```",
        "{% youtube abc %}",
        "{{< figure src=a.png >}}",
        "行内的 {% note %} 不是 {% endnote %}",
        "!!! note\n没有缩进",
        "!!! note that this is text\n    x",
        "!!! 注意\n    x",
        "什么？？？\n??? what\n    x",
    ],
)
def test_what_is_no_note_is_left_as_it_is(source):
    assert translate(source).text == source


def test_a_callout_right_below_html_is_one():
    html = render_in_process('<meta name="referrer">\n{% note info %}\n文\n{% endnote %}').html
    assert html == callout("note", "说明", "<p>文</p>")


def test_lines_are_those_of_the_author():
    translated = translate("一\n{% note info 题 %}\n二\n{% endnote %}\n三")
    assert translated.text == "一\n\n> [!info] 题\n> 二\n\n三"
    assert translated.author_lines == [1, 2, 2, 3, 4, 5]


def test_notes_nest_only_so_deep():
    source = "{% note %}\n" * 100 + "x\n" + "{% endnote %}\n" * 100
    assert translate(source).text.count("> " * MAX_CALLOUT_DEPTH) > 0
    assert translate(source).text.count("> " * (MAX_CALLOUT_DEPTH + 1)) == 0
