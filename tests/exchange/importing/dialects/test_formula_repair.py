r"""Formulas escaped for other engines become formulas that can be set."""

import pytest

from posts.exchange.importing.dialects import formula_repair
from posts.exchange.importing.dialects.formula_repair import FormulaStyle
from posts.exchange.importing.records.record import PostRecord
from posts.exchange.markdown.masking import Mask

PLAIN, BLOGDOWN = FormulaStyle(), FormulaStyle(in_code=True)
KRAMDOWN = FormulaStyle(double_is_inline=True, pipes_escaped=True)


def repaired(text, style=PLAIN):
    """Return `text` after the repair, and how many formulas were changed."""
    mask, record = Mask(), PostRecord("blog/x.md", None)
    text = mask.hide_code(
        formula_repair.unwrap_formulas(text), formula_repair.read_code_span if style.in_code else None
    )
    text = formula_repair.repair_formulas(text, style, mask, record)
    return mask.restore_text(text), record.counts[formula_repair.REPAIRED_COUNT]


@pytest.mark.parametrize(
    "text",
    [
        r"$a_1$ and $b$, $\{1, 2\}$",
        "$$\n\\begin{cases} a \\\\ b \\end{cases}\n$$",
        r"\(x\) and \[y\]",
        r"\begin{align} a &= b \\ c &= d \end{align}",
        r"$\text{file\_name}$",
        r"$\|x\|_2$",
        "it costs $5, or $10 in all",
        "| $ 5 or $ 6 |",
        "`$HOME` and `$a$`",
        "```\n$ x \\\\(y\\\\) $\n```",
        "    $ indented code \\_ $",
        "$$ never closed",
        "$$ never closed\n\n一句话。\n\n$$\na\n$$ and $ b",
        r"\\[^a-z] and" + "\n\n" + r"\\]",
        "$损失$",
        "$$ stray\n\nThen we go on in English.\n\nMore words here $$ and so on",
        "a $$ stray\n\n## Heading\n\nx $$",
        r"\sum _{n=1}^N x_n",
    ],
)
def test_what_is_right_stays_as_it_is(text):
    assert repaired(text) == (text, 0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"$a\_1 + b\_2$", "$a_1 + b_2$"),
        (r"$f \* g$", "$f * g$"),
        (r"$x\^2 + y\^{3}$", "$x^2 + y^{3}$"),
        ("\\begin{align\\*}\na &= b\n\\end{align\\*}", "\\begin{align*}\na &= b\n\\end{align*}"),
        (r"$$a \\\\ b$$", r"$$a \\ b$$"),
        (
            "$$\\begin{aligned}a &= b \\\\\\\n c &= d\\end{aligned}$$",
            "$$\\begin{aligned}a &= b \\\\\n c &= d\\end{aligned}$$",
        ),
        (r"$\\{1, 2\\}$", r"$\{1, 2\}$"),
        (r"$\left\[ x \right\]$", r"$\left[ x \right]$"),
        (r"$\text{a\_b} + c\_1$", r"$\text{a\_b} + c_1$"),
        (r"$\\frac{a}{b\_1}$", r"$\frac{a}{b_1}$"),
        (r"$\[ \max_a \] \; \|a\|$", r"$[ \max_a ] \; \|a\|$"),
        (r"$\{n \choose k\} + \{n \choose j\}\_1$", r"${n \choose k} + {n \choose j}_1$"),
        (r"$e\~N$", r"$e\sim N$"),
    ],
)
def test_escapes_made_for_another_engine_are_undone(text, expected):
    assert repaired(text) == (expected, 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"\\(x\\) and \\[y\\]", r"\(x\) and \[y\]"),
        ("$ x_1 $ and $ n$", "$x_1$ and $n$"),
        ('<span class="math inline">\\(a &lt; b\\)</span>', r"\(a < b\)"),
        (r"we win $\\$1$ or $\\$2$", r"we win $\$1$ or $\$2$"),
        ('<script type="math/tex; mode=display">y</script>', "$$y$$"),
    ],
)
def test_delimiters_become_ours(text, expected):
    assert repaired(text)[0] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("`$x$`", "$x$"),
        ("个体`$i$`是否", "个体$i$是否"),
        (r"`\(x\)`", r"\(x\)"),
        ("`$$\na\n$$`", "$$\na\n$$"),
        ("`$$a = b$$`", "$$a = b$$"),
        (r"`\begin{align} a \end{align}`", r"\begin{align} a \end{align}"),
        ("`$HOME` and `x`", "`$HOME` and `x`"),
        ("`echo $a; echo $b`", "`echo $a; echo $b`"),
    ],
)
def test_blogdown_keeps_formulas_in_code(text, expected):
    assert repaired(text, BLOGDOWN)[0] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("so $$x$$ is small", "so $x$ is small"),
        ("$$x$$", "$$x$$"),
        ("> $$x$$", "> $$x$$"),
        ("$$\nx\n$$", "$$\nx\n$$"),
        ("- $$x$$.", "- $$x$$."),
        (r"$p(x \| y)$", r"$p(x \mid y)$"),
        (r"$D(q \|\| p)$", r"$D(q \Vert  p)$"),
        (r"$\|x\|$", r"$\|x\|$"),
        (r"$$a\_b$$ and $a\_b$", r"$a\_b$ and $a_b$"),
    ],
)
def test_kramdown_has_its_own_delimiters_and_pipes(text, expected):
    assert repaired(text, KRAMDOWN)[0] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"$\def\R{\mathbb{R}}$ $x \in \R^n$", r" $x \in \mathbb{R}^n$"),
        (r"$\newcommand{\inner}[2]{\langle #1, #2 \rangle}$ $\inner{a}{b}$", r" $\langle a, b \rangle$"),
        (r"$$\DeclareMathOperator*{\best}{arg\,best}$$ $\best_x$", r" $\operatorname*{arg\,best}_x$"),
        (r"$\def\a{\alpha}\a x$", r"$\alpha x$"),
        (r"$\def\loop{\loop\loop} \loop$", r"$ \loop$"),
    ],
)
def test_macros_of_the_post_are_written_out(text, expected):
    assert repaired(text)[0] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<td>$a < b$</td>", '<td><span data-math-style="inline">a &lt; b</span></td>'),
        ("<p>\n$$\na\n\nb\n$$\n</p>", '<p>\n<span data-math-style="display">\na\nb\n</span>\n</p>'),
        ("<div>\n\n$a$\n\n</div>", "<div>\n\n$a$\n\n</div>"),
        ("text <b>$a$</b>", "text <b>$a$</b>"),
    ],
)
def test_formulas_within_html_become_elements(text, expected):
    assert repaired(text)[0] == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"法\[J\]，\[4\].", "法[J]，[4]."),
        (r"a\[1\](x)", "a&#91;1&#93;(x)"),
        (r"\[a\]", r"\[a\]"),
        (r"so \[a = b\]", r"so \[a = b\]"),
    ],
)
def test_escaped_brackets_around_words_are_brackets(text, expected):
    assert formula_repair.unescape_brackets(text) == expected


def test_a_formula_in_a_quote_keeps_its_marks():
    text = "> $$\n> a\\_1\n> $$"

    assert repaired(text) == ("> $$\n> a_1\n> $$", 1)
