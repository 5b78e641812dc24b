"""Our Markdown in the form of other tools."""

from posts.exchange.exporting.tool_markdown import (
    HUGO_DIALECT,
    JEKYLL_DIALECT,
    QUARTO_DIALECT,
    adapt_markdown,
    rewrite_fence_attributes,
)

SOURCE = r"""
Inline $a_1$ and \(b\), `$c$`, costs $5 and $6.

| $x$ | y |
|---|---|
| \(z\) | `\(code\)` |

\begin{align}
a &= b \\
- c &= d
\end{align}

> \[
> q
> \]

> [!warning]- Mind "this"
> text $v$
>
> more

:::tip
inside
:::

```tex
$code$ \(too\)
> [!NOTE]
```
"""


def test_kramdown_gets_two_dollars_everywhere_and_callouts_as_quotations():
    text = adapt_markdown(SOURCE, JEKYLL_DIALECT)
    assert "Inline $$a_1$$ and $$b$$, `$c$`, costs $5 and $6." in text
    assert "| $$x$$ | y |" in text
    assert "| $$z$$ | `\\(code\\)` |" in text
    assert "$$\n\\begin{align}\na &= b \\\\\n- c &= d\n\\end{align}\n$$" in text
    assert "> $$\n> q\n> $$" in text
    assert '> **Mind "this"**\n>\n> text $$v$$\n>\n> more\n{: .callout .callout-warning}' in text
    assert "> **Tip**\n>\n> inside\n{: .callout .callout-tip}" in text
    assert "```tex\n$code$ \\(too\\)\n> [!NOTE]\n```" in text


def test_quarto_gets_its_own_callouts():
    text = adapt_markdown(SOURCE, QUARTO_DIALECT)
    assert "Inline $a_1$ and $b$, `$c$`" in text
    quarto = '::: {.callout-warning title="Mind &quot;this&quot;" collapse="true"}\ntext $v$\n\nmore\n:::'
    assert quarto in text
    assert "::: {.callout-tip}\ninside\n:::" in text


def test_callouts_of_other_tools_become_those_of_github_for_hugo():
    text = adapt_markdown(SOURCE, HUGO_DIALECT)
    assert "> [!TIP]" in text.upper()
    assert ":::" not in text
    assert "> [!warning]- Mind" in text


def test_cards_of_links_are_a_list_where_a_tool_has_callouts_of_its_own():
    source = "> [!LINKS] Friends\n> - [A](https://a.example/) — $x$\n\nAfter."
    assert adapt_markdown(source, HUGO_DIALECT) == source
    listed = "**Friends**\n\n- [A](https://a.example/) — {}x{}\n\n"
    assert adapt_markdown(source, QUARTO_DIALECT).startswith(listed.format("$", "$"))
    assert adapt_markdown(source, JEKYLL_DIALECT).startswith(listed.format("$$", "$$"))


def test_what_all_tools_read_alike_stays_as_it_is():
    plain = "# A\n\n- b\n\n  $$\n  x\n  $$\n\n**c** $y$\n\n```\n$$\n```\n"
    assert adapt_markdown(plain, HUGO_DIALECT) == plain


def test_hugo_gets_attributes_of_code_that_it_can_parse():
    text = """```python title="a.py" {4-5, 7} linenostart=2
{1}
```
```js {hl_lines=[1,"3-4"]}
```
~~~r {.foo #bar}
~~~"""
    lines = rewrite_fence_attributes(text).split("\n")
    assert lines[0] == '```python title="a.py" {hl_lines=["4-5", "7"]} linenostart=2'
    assert lines[1] == "{1}"
    assert lines[3] == '```js {hl_lines=[1,"3-4"]}'
    assert lines[5] == "~~~r "


def test_formulas_that_look_like_lists_or_stand_in_quotations_are_on_one_line_for_hugo():
    text = adapt_markdown("> $$\n> a % left out\n> b\n> $$\n\n$$\na\n+ b\n$$\n\n$$\nc\nd\n$$\n", HUGO_DIALECT)
    assert text == "> $$ a b $$\n\n$$ a + b $$\n\n$$\nc\nd\n$$\n"


def test_bars_make_no_tables_for_kramdown():
    source = "If $|x|$ and $\\|y\\|$ | `a|b` \\| c\n\n| $a$ | b |\n|---|:-:|\n| $\\|z\\|$ | `x` |\n"
    text = adapt_markdown(source, JEKYLL_DIALECT)
    assert text == (
        "If $$\\vert x\\vert $$ and $$\\Vert y\\Vert $$ \\| `a|b` \\| c\n\n"
        "| $$a$$ | b |\n|---|:-:|\n| $$\\vert z\\vert $$ | `x` |\n"
    )
