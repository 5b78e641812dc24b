"""Theorems, equations and references for other tools."""

from posts.exchange.exporting.tool_markdown import HUGO_DIALECT, QUARTO_DIALECT, adapt_markdown

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
