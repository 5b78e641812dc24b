"""Theorems, numbers, references and citations for other tools."""

import pytest

from posts.exchange.exporting.text_facts import TextFacts
from posts.exchange.exporting.tool_markdown import (
    HUGO_DIALECT,
    JEKYLL_DIALECT,
    QUARTO_DIALECT,
    adapt_markdown,
)
from posts.rendering import render
from posts.rendering.result import Label

SOURCE = r"""由 \cref{thm:main} 和 \eqref{eq-a}，见 `\ref{thm:main}`。

\begin{theorem}[名]\label{thm:main}
文

$$a^2$$ {#eq-a}
\end{theorem}

> [!proof]
> 证

> [!example]
> 例

又见 \eqref{eq-a}。
"""
THINGS = r"""
## 问题 {#sec-a}

如@fig-a所示，[[other#thm-z]]、[[other|那篇]]与[@fig-a；@tbl-b]，又 \ref{lst-c} 和 `@fig-a`。
已知 [@k2020, 第 3 页]，@k2020的研究。

![说明](a.png "题"){#fig-a}

| a |
|---|
| b |
: 各行 {#tbl-b}

> [!lemma] 甲
> 一

> [!theorem] 乙 {#main}
> 二，由 @lst-c 与 \cref{main}。

> [!assumption]
> 三

```python {#lst-c title="码" hl_lines="2"}
x @fig-a
y
```

```mermaid {#fig-d caption="画"}
flowchart LR
```

::: {#fig-e}
![](a.png)
![](b.png)

两张
:::

\begin{algorithm}
\caption{求}\label{alg-f}
\begin{algorithmic}
\Require $n$
\If{$n>0$}
\State $n \gets \Call{f}{n}$
\EndIf
\end{algorithmic}
\end{algorithm}

\begin{align}
a &= b \label{one} \\
c &= d \label{two}
\end{align}

由 \eqref{two}。
"""
REFERENCES = {
    "other#thm-z": {"url": "/posts/other/#thm-z", "label": "定理 9", "number": "9"},
    "[[other]]": {"url": "/posts/other/", "title": "另一篇"},
}
LITERATURE = {
    "k2020": {
        "id": "k2020",
        "type": "book",
        "title": "A_b",
        "author": [{"literal": "王五"}],
        "language": "zh",
        "issued": {"date-parts": [[2020]]},
    }
}


def collect_facts(source, **changes):
    """Return the facts of a render of `source`, with the titles of its theorems in `changes`."""
    result = render(source, language="zh-Hans", references=REFERENCES, literature=LITERATURE)
    labels = {
        label.key: Label(label.key, label.kind, label.number, label.name, label.key)
        for label in result.labels
    }
    facts = {"language": "zh-Hans", "labels": labels, "references": REFERENCES, "literature": LITERATURE}
    return TextFacts(**facts | changes)


@pytest.fixture(scope="module")
def facts():
    return collect_facts(THINGS, theorem_titles=["引理 1", "定理 1", "假设 1"])


def test_quarto_gets_keys_and_headings_that_it_numbers():
    text = adapt_markdown(SOURCE, QUARTO_DIALECT)
    assert text.startswith("由 @thm-main 和 @eq-a，见 `\\ref{thm:main}`。")
    assert "::: {#thm-main}\n## 名\n\n文\n" in text
    assert "$$\na^2\n$$ {#eq-a}\n" in text
    assert "::: {.proof}\n证\n:::" in text
    assert "::: {.callout-note}\n例\n:::" in text
    assert text.rstrip().endswith("又见 @eq-a。")


def test_other_tools_get_a_quotation_that_says_what_it_is():
    text = adapt_markdown(SOURCE, HUGO_DIALECT)
    assert "> **Theorem (名)**\n>\n" in text
    assert "> **Proof**\n>\n> 证" in text
    assert "> [!example]\n> 例" in text
    assert "{#" not in text


@pytest.mark.parametrize(
    "expected",
    [
        # A key ends where words go on, and begins behind them.
        "如[@fig-a]所示，[定理 9](/posts/other/#thm-z)、[那篇](/posts/other/)与[@fig-a; @tbl-b]",
        "又 [-@lst-c] 和 `@fig-a`。\n已知 [@k2020, 第 3 页]，@{k2020}的研究。",
        '![题](a.png){#fig-a fig-alt="说明"}',
        ": 各行 {#tbl-b}\n",
        "::: {#lem-unnamed-1}\n## 甲\n\n一\n:::",
        "::: {#thm-main}\n## 乙\n\n二，由 @lst-c 与 @thm-main。\n:::",
        "::: {.assumption}\n**假设 1**\n\n三\n:::",
        '```{#lst-c .python lst-cap="码" code-line-numbers="2"}\nx @fig-a\ny\n```',
        '```{mermaid}\n%%| label: fig-d\n%%| fig-cap: "画"\nflowchart LR\n```',
        "::: {#fig-e}\n![](a.png)\n![](b.png)\n\n两张\n:::",
        "::: {#alg-f}\n## 求\n\n**输入：** $n$\n\n1. **if** $n>0$ **then**\n2. &emsp;",
        # Of several equations in one formula Quarto numbers none.
        '<span id="one"></span><span id="two"></span>\n\n$$\n\\begin{align}\na &= b \\tag{1} \\\\\n',
        "由 [(2)](#two)。",
    ],
)
def test_quarto_reads_every_thing_in_its_own_spelling(facts, expected):
    assert expected in adapt_markdown(THINGS, QUARTO_DIALECT, facts)


@pytest.mark.parametrize(
    "expected",
    [
        "## 1 问题 {#sec-a}\n",
        "如[图 1](#fig-a)所示，[定理 9](/posts/other/#thm-z)、[那篇](/posts/other/)与[图 1](#fig-a)、[表 1",
        "又 [1](#lst-c) 和 `@fig-a`。\n已知<sup>[[1](#ref-k2020)]3</sup>，王五<sup>[[1](#ref-k2020)]</sup>的",
        '<span id="fig-a"></span>![说明](a.png "题")\n\n**图 1**：题\n',
        '\n\n<span id="tbl-b"></span>**表 1**：各行\n',
        "> **引理 1（甲）**\n>\n> 一",
        '> <span id="main"></span>**定理 1（乙）**\n>\n> 二，由 [代码 1](#lst-c) 与 [定理 1](#main)。',
        "> **假设 1**\n>\n> 三",
        '<span id="lst-c"></span>**代码 1**：码\n\n```python {2}\nx @fig-a\ny\n```',
        '```mermaid\nflowchart LR\n```\n\n<span id="fig-d"></span>**图 2**：画\n',
        '![](a.png)\n![](b.png)\n\n<span id="fig-e"></span>**图 3**：两张\n',
        '<span id="alg-f"></span>**算法 1**：求\n\n**输入：** $n$\n\n1. **if** $n>0$ **then**\n2. &emsp;',
        "a &= b \\tag{1} \\\\\nc &= d \\tag{2}",
        "由 [(2)](#two)。",
        '## 参考文献\n\n1. <span id="ref-k2020"></span>王五. A&#95;b[M]. 2020.',
    ],
)
def test_other_tools_get_the_numbers_of_the_page(facts, expected):
    assert expected in adapt_markdown(THINGS, HUGO_DIALECT, facts)


def test_the_list_stands_where_the_page_has_it(facts):
    for source in ("a [@k2020]\n\n## References\n\n## End", "a [@k2020]\n\n::: {#refs}\n:::\n\n## End"):
        text = adapt_markdown(source, JEKYLL_DIALECT, facts)
        assert text.index("王五. A&#95;b") < text.index("## End")
        assert "refs" not in text


def test_what_is_unknown_escaped_or_typed_by_hand_stays(facts):
    source = "@fig-none, \\@k2020, [[nowhere]], a@k2020.org\n\n![图 7：手写](a.png){#fig-a}"
    text = adapt_markdown(source, HUGO_DIALECT, facts)
    assert text.startswith("@fig-none, \\@k2020, [[nowhere]], a@k2020.org")
    assert text.rstrip().endswith("图 7：手写")
    assert "**图" not in text


def test_what_is_referred_to_within_the_post_stays_a_reference(facts):
    source = "见[[#fig-a]]与[[#fig-a|此图]]，[[#问题]]。\n\n![说明](a.png){#fig-a}"
    quarto, plain = (adapt_markdown(source, dialect, facts) for dialect in (QUARTO_DIALECT, HUGO_DIALECT))
    assert quarto.startswith("见[@fig-a]与[此图](#fig-a)，[[#问题]]。")
    assert plain.startswith("见[图 1](#fig-a)与[此图](#fig-a)，[[#问题]]。")


def test_a_proof_ends_with_its_sign():
    text = adapt_markdown(
        "> [!proof]\n> a\n\n> [!proof]\n> b \\square\n\n> [!proof]\n> $$c$$\n", HUGO_DIALECT
    )
    assert text.count("∎") == 2
    assert all(end in text for end in ("> a ∎\n", "> b \\square\n", ">\n> ∎"))
