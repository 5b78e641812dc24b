"""Theorems and proofs, in all spellings."""

import pytest

from posts.rendering.pipeline import render_in_process


def theorem(style, title, body, key=""):
    name = f' id="{key}"' if key else ""
    return (
        f'<div class="theorem theorem-{style}"{name}>\n'
        f'<p><strong class="theorem-title">{title}</strong> {body}</p>\n</div>'
    )


def named(label, name):
    return f'{label}<span class="theorem-name">（{name}）</span>'


@pytest.mark.parametrize(
    "source",
    [
        '::: {#thm-x .theorem name="勾股定理"}\n文\n:::',
        '::: {.theorem #thm-x title="勾股定理"}\n文\n:::',
        '::: {.theorem #thm-x data-latex="[勾股定理]"}\n文\n:::',
        "::: {#thm-x}\n## 勾股定理\n\n文\n:::",
        "::: {#thm-x}\n\n### 勾股定理 ###\n文\n:::",
        ":::theorem 勾股定理 {#thm-x}\n文\n:::",
        ":::theorem[勾股定理]{#thm-x}\n文\n:::",
        "> [!theorem] 勾股定理 {#thm-x}\n> 文",
        "> [!THM] 勾股定理 {#thm-x}\n>\n> 文",
        "> [!定理] 勾股定理 {#thm-x}\n> 文",
        "\\begin{theorem}[勾股定理]\\label{thm-x}\n文\n\\end{theorem}",
        "\\begin{thm}[勾股定理]\n\\label{thm-x}\n文\n\\end{thm}",
        "\\begin{theorem}[勾股定理] \\label{thm-x} 文 \\end{theorem}",
    ],
)
def test_every_spelling_gives_one_theorem(source):
    result = render_in_process(source)
    assert result.html == theorem("plain", named("定理 1", "勾股定理"), "文", "thm-x")
    [label] = result.labels
    assert (label.key, label.kind, label.number, label.name, label.anchor) == (
        "thm-x", "theorem", "1", "勾股定理", "thm-x",
    )  # fmt: skip
    assert result.warnings == ()


@pytest.mark.parametrize(
    ("source", "style", "title"),
    [
        ("> [!lemma]\n> 文", "plain", "引理 1"),
        ("> [!prop]\n> 文", "plain", "命题 1"),
        ("::: corollary\n文\n:::", "plain", "推论 1"),
        ("::: {#cnj-a}\n文\n:::", "plain", "猜想 1"),
        ("> [!definition]\n> 文", "definition", "定义 1"),
        ("::: assumption\n文\n:::", "definition", "假设 1"),
        ("> [!example] {.numbered}\n> 文", "definition", "例 1"),
        ("::: {.example #exm-a}\n文\n:::", "definition", "例 1"),
        ("\\begin{example}\n文\n\\end{example}", "definition", "例 1"),
        ("::: {.exercise}\n文\n:::", "definition", "练习 1"),
        ("::: {#alg-a}\n文\n:::", "definition", "算法 1"),
        ("\\begin{remark}\n文\n\\end{remark}", "remark", "注 1"),
        ("\\begin{theorem*}\n文\n\\end{theorem*}", "plain", "定理"),
        ("> [!theorem] {.unnumbered}\n> 文", "plain", "定理"),
        ("::: {.theorem -}\n文\n:::", "plain", "定理"),
    ],
)
def test_every_kind_has_its_name_and_the_look_of_amsthm(source, style, title):
    html = render_in_process(source).html
    assert f'<div class="theorem theorem-{style}' in html
    assert f'<strong class="theorem-title">{title}</strong> 文</p>' in html


@pytest.mark.parametrize(
    "source", ["> [!example] 题\n> 文", "::: example 题\n文\n:::", ":::example\n文\n:::"]
)
def test_an_example_without_a_label_stays_the_callout_it_was(source):
    assert 'class="callout callout-note"' in render_in_process(source).html


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", 'Theorem 1<span class="theorem-name"> (N)</span>.'),
        ("fr", 'Theorem 1<span class="theorem-name"> (N)</span>.'),
        ("zh-Hant", named("定理 1", "N")),
    ],
)
def test_names_are_in_the_language_of_the_post(language, title):
    assert title in render_in_process("> [!theorem] N\n> t", language=language).html


def test_a_name_may_hold_anything_inline():
    html = render_in_process("> [!theorem] *空间* $L^2$ {#thm-x}\n> 文").html
    assert "（<em>空间</em> " in html
    assert "<msup><mi>L</mi><mn>2</mn></msup>" in html


def test_a_theorem_holds_markdown_formulas_and_other_theorems():
    html = render_in_process(
        "\\begin{theorem}\n- 一\n\n$$a$$\n\n> [!proof]\n> 文\n\\end{theorem}\n\n后文"
    ).html
    assert "<p><strong" in html
    assert "<li>一</li>" in html
    assert '<div class="theorem theorem-proof">' in html.partition("后文")[0]
    assert html.endswith("<p>后文</p>")


# Proofs ---------------------------------------------------------------------------------

END = '<span class="proof-end">∎</span>'


@pytest.mark.parametrize(
    ("body", "end"),
    [
        ("> 文", f"文 {END}</p>"),
        ("> 文 \\qed", f"文 {END}</p>"),
        ("> - 项", f"</ul>\n<p>{END}</p>"),
        ("> 文\n>\n> $$a$$", f"<p>{END}</p>"),
        ("> 文 ∎", "文 ∎</p>"),
        ("> 文。□", "文。□</p>"),
        ("> 文 $\\square$", "</math></p>"),
    ],
)
def test_a_proof_ends_with_one_sign(body, end):
    assert render_in_process(f"> [!proof]\n{body}").html.endswith(f"{end}\n</div>")


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("", "证明"),
        ("充分性", '证明<span class="theorem-name">（充分性）</span>'),
        ("引理的证明", "引理的证明"),
    ],
)
def test_a_proof_is_not_numbered_and_may_say_of_what_it_is(name, title):
    html = render_in_process(f"\\begin{{proof}}[{name}]\n文\n\\end{{proof}}").html
    assert f'<strong class="theorem-title">{title}</strong>' in html


@pytest.mark.parametrize(
    ("source", "is_open"),
    [
        ("> [!proof]-\n> 文", False),
        ("> [!proof]+\n> 文", True),
        ('::: {.proof collapse="true"}\n文\n:::', False),
    ],
)
def test_a_proof_may_fold(source, is_open):
    html = render_in_process(source).html
    opening = (
        '<details class="theorem theorem-proof" open="">'
        if is_open
        else '<details class="theorem theorem-proof">'
    )
    assert html.startswith(f'{opening}\n<summary><strong class="theorem-title">证明</strong></summary>')


# What is no theorem ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "source",
    [
        "`\\begin{theorem}`",
        "```\n\\begin{theorem}\n文\n\\end{theorem}\n```",
        "\\begin{theorem}\n不结束",
        "\\begin{algorithm}\n文\n\\end{algorithm}",
        "> theorem 文",
        "> [theorem] 文",
        "::: columns\n文\n:::",
    ],
)
def test_nothing_else_becomes_a_theorem(source):
    result = render_in_process(source)
    assert "theorem-title" not in result.html
    assert result.labels == ()


def test_no_word_is_lost_around_an_environment():
    html = render_in_process("前 \\begin{theorem}\n\\begin{theorem}\n文\n\\end{theorem} 后").html
    assert all(word in html for word in ("前", "文", "后"))


def test_feed_excerpt_and_text_have_number_and_name():
    result = render_in_process(
        "> [!theorem] 名 {#thm-x}\n> 文文文。\n\n> [!proof]\n> 好。", language="zh-Hans"
    )
    assert "<p><strong>定理 1（名）</strong> 文文文。</p>" in result.feed_html
    assert result.text == "定理 1（名） 文文文。\n证明 好。 ∎"
    assert "文文文。" in result.excerpt
