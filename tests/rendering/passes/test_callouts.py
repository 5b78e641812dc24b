"""Callouts, as GitHub and Obsidian write them."""

import pytest

from posts.rendering.pipeline import render_in_process


def callout(kind, title, body):
    opening = f'<div class="callout callout-{kind}" role="note">'
    return f'{opening}\n<p class="callout-title">{title}</p>\n{body}\n</div>'


@pytest.mark.parametrize(
    "source",
    [
        "> [!warning] 小心 $x$\n> 文",
        "{% note warning 小心 $x$ %}\n文\n{% endnote %}",
        '{% note warning "小心 $x$" %}\n文\n{% endnote %}',
        '{{% admonition type="warning" title="小心 $x$" %}}\n文\n{{% /admonition %}}',
        '{{< admonition warning "小心 $x$" >}}\n文\n{{< /admonition >}}',
        ":::warning 小心 $x$\n文\n:::",
        ":::warning[小心 $x$]\n文\n:::",
        '::: {.callout-warning title="小心 $x$"}\n文\n:::',
        '!!! warning "小心 $x$"\n    文',
    ],
)
def test_a_title_may_hold_anything_inline(source):
    html = render_in_process(source).html
    assert html.startswith('<div class="callout callout-warning" role="note">')
    assert '<p class="callout-title">小心 <math>' in html
    assert html.endswith("</math></p>\n<p>文</p>\n</div>")


@pytest.mark.parametrize(
    ("name", "kind"),
    [("NOTE", "note"), ("info", "note"), ("Example", "note"), ("success", "tip"), ("question", "important"),
     ("attention", "warning"), ("danger", "caution"), ("bug", "caution"), ("whatever", "note")],
)  # fmt: skip
def test_every_name_is_one_of_five_kinds(name, kind):
    assert f'class="callout callout-{kind}"' in render_in_process(f"> [!{name}]\n> 文").html


@pytest.mark.parametrize(("fold", "attribute"), [("-", ""), ("+", ' open=""')])
def test_a_callout_that_folds(fold, attribute):
    assert render_in_process(f"> [!tip]{fold} 更多\n> 文").html == (
        f'<details class="callout callout-tip"{attribute}>\n'
        '<summary class="callout-title">更多</summary>\n<p>文</p>\n</details>'
    )


def test_a_title_is_in_the_language_of_the_post():
    titles = {
        language: render_in_process("> [!NOTE]\n> x", language=language).text
        for language in ("en", "zh-Hans", "ja")
    }
    assert titles == {"en": "Note\nx", "zh-Hans": "说明\nx", "ja": "補足\nx"}


def test_a_callout_holds_blocks():
    source = "{% note info %}\n- 一\n- 二\n\n```text\n{% note %}\n```\n\n$$\nx\n$$\n{% endnote %}\n\n后"
    html = render_in_process(source).html
    assert html.startswith('<div class="callout callout-note" role="note">')
    assert "<li>一</li>" in html
    assert "{% note %}\n</code>" in html
    assert '<math display="block">' in html
    assert html.endswith("</div>\n<p>后</p>")


def test_a_quotation_without_a_mark_stays_one():
    assert render_in_process("> [注] 文").html == "<blockquote>\n<p>[注] 文</p>\n</blockquote>"


@pytest.mark.parametrize(
    ("source", "kind", "title"),
    [
        ("[!CORRECTION]", "correction", "勘误"),
        ("[!更正]", "correction", "勘误"),
        ("[!correction] 2026-03-01", "correction", '勘误 <time datetime="2026-03-01">2026-03-01</time>'),
        ("[!勘误] 2026/3/1", "correction", '勘误 <time datetime="2026-03-01">2026/3/1</time>'),
        ("[!更新] 2026年3月1日", "update", '更新 <time datetime="2026-03-01">2026年3月1日</time>'),
        ("[!update] 2026-03-01 谢谢**甲**", "update",
         '更新 <time datetime="2026-03-01">2026-03-01</time> 谢谢<strong>甲</strong>'),
        ("[!update] 2026-02-30", "update", "2026-02-30"),
        ("[!update] 2026-03-011", "update", "2026-03-011"),
        ("[!update] 再次更新", "update", "再次更新"),
        ("[!note] 2026-03-01", "note", '说明 <time datetime="2026-03-01">2026-03-01</time>'),
    ],
)  # fmt: skip
def test_corrections_and_updates_tell_their_day(source, kind, title):
    assert render_in_process(f"> {source}\n> 文").html == callout(kind, title, "<p>文</p>")


def test_a_correction_speaks_the_language_of_the_post():
    html = render_in_process("> [!CORRECTION] 2026-03-01\n> text", language="en").html
    assert html == callout(
        "correction", 'Correction <time datetime="2026-03-01">2026-03-01</time>', "<p>text</p>"
    )
