"""References to what has a number, in the post and elsewhere."""

import pytest

from posts.rendering.pipeline import render_in_process

TARGETS = """

> [!theorem] 名 {#thm-a}
> 文

![图](a.png){#fig-a}

$$a$$ {#eq-a}

## 节 {#sec-a}
"""


def link(text, key, address=""):
    return f'<a class="reference" href="{address or f"#{key}"}">{text}</a>'


def first_paragraph(source, **options):
    html = render_in_process(source + TARGETS, **options).html
    return html.partition("\n")[0].removeprefix("<p>").removesuffix("</p>")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("@thm-a", link("定理 1", "thm-a")),
        ("见@thm-a的证明", f"见{link('定理 1', 'thm-a')}的证明"),
        ("@fig-a。", f"{link('图 1', 'fig-a')}。"),
        ("[@fig-a]", link("图 1", "fig-a")),
        ("[@fig-a; @thm-a]", f"{link('图 1', 'fig-a')}、{link('定理 1', 'thm-a')}"),
        ("图 [-@fig-a]", f"图 {link('1', 'fig-a')}"),
        (r"\cref{thm-a}", link("定理 1", "thm-a")),
        (r"\Cref{thm-a,fig-a}", f"{link('定理 1', 'thm-a')}、{link('图 1', 'fig-a')}"),
        (r"\autoref{sec-a}", link("第 1 节", "sec-a")),
        (r"定理 \ref{thm-a}", f"定理 {link('1', 'thm-a')}"),
        (r"\cref{eq-a}", link("式 (1)", "eq:1")),
        ("@eq-a", link("式 (1)", "eq:1")),
        (r"\eqref{eq-a}", '<a href="#eq:1">(1)</a>'),
        (r"**\cref{thm-a}**", f"<strong>{link('定理 1', 'thm-a')}</strong>"),
        (r"[见 \cref{thm-a}](/x/)", '<a href="/x/">见 定理 1</a>'),
    ],
)
def test_every_spelling_leads_to_the_thing(typed, shown):
    assert first_paragraph(typed) == shown


@pytest.mark.parametrize(
    "typed",
    ["`@thm-a`", r"`\cref{thm-a}`", "mail@thm-a.org", "a/@thm-a", "@someone", "@thm", "thm-a"],
)
def test_what_is_no_reference_stays(typed):
    assert 'class="reference"' not in first_paragraph(typed)


def test_english_has_its_own_words():
    assert (
        first_paragraph("[@thm-a; @eq-a]", language="en")
        == f"{link('Theorem 1', 'thm-a')}, {link('Equation (1)', 'eq:1')}"
    )


@pytest.mark.parametrize(
    "typed", [r"\cref{lost}", r"\ref{lost}", r"\eqref{lost}", "@fig-lost", "[@fig-a; @fig-lost]"]
)
def test_what_is_nowhere_is_shown_as_typed_and_told(typed):
    result = render_in_process(f"第一句。第二句见 {typed}。第三句。{TARGETS}")
    assert f"见 {typed}。" in result.html
    [warning] = result.warnings
    assert (warning.kind, warning.line) == ("missing-label", 1)
    assert [(mention.kind, mention.line, mention.sentence) for mention in result.mentions] == [
        ("reference", 1, f"第二句见 {typed}。")
    ]


@pytest.mark.parametrize(
    ("typed", "text"),
    [(r"\cref{thm-b}", "定理 3"), ("@thm-b", "定理 3"), (r"\ref{thm-b}", "3"), (r"\eqref{thm-b}", "3")],
)
def test_what_is_in_another_post_is_linked_and_mentioned(typed, text):
    references = {"thm-b": {"url": "/posts/other/#thm-b", "label": "定理 3", "title": "另一篇"}}
    result = render_in_process(f"由 {typed} 可知。", references=references)
    assert result.html == f"<p>由 {link(text, '', '/posts/other/#thm-b')} 可知。</p>"
    [mention] = result.mentions
    assert (mention.target, mention.kind, mention.sentence) == ("thm-b", "reference", f"由 {text} 可知。")
    assert result.warnings == ()


def test_what_is_in_the_post_is_no_mention_and_goes_before_another_post():
    references = {"thm-a": {"url": "/posts/other/", "label": "定理 9", "title": ""}}
    result = render_in_process(f"@thm-a{TARGETS}", references=references)
    assert result.mentions == ()
    assert "定理 9" not in result.html


def test_a_heading_a_table_and_a_caption_hold_references():
    table = "| @fig-a |\n|---|\n| \\cref{thm-a} |"
    figure = r"![见 \ref{thm-a}](b.png){#fig-b}"
    result = render_in_process(f"## 见 @fig-a\n\n{table}\n\n{figure}{TARGETS}")
    assert "见 图 2</a></h2>" in result.html
    assert f"<td>{link('定理 1', 'thm-a')}</td>" in result.html
    assert result.warnings == ()


def test_a_summary_refers_to_what_is_in_the_post():
    result = render_in_process(f"文{TARGETS}", summary=r"证明 @thm-a 和 \cref{fig-a}。")
    assert result.excerpt == "<p>证明 定理 1 和 图 1。</p>"
    assert result.warnings == ()


def test_labels_of_another_origin_cannot_break_out_of_the_page():
    references = {"thm-b": {"url": '/x/?a="><script>', "label": "<script>", "title": ""}}
    html = render_in_process("@thm-b", references=references).html
    assert "<script" not in html
