"""Display formulas are found before Markdown reads them, and stay where they stand."""

import pytest

from posts.rendering.context import RenderContext
from posts.rendering.passes.display_math import fence_display_math
from posts.rendering.scanner import FormulaScanner
from posts.rendering.source import SourceText


def fence_formulas(source):
    return fence_display_math(SourceText.from_text(source), RenderContext("en", {}))


def find_unclosed(source):
    """Return the lines, from 1, on which a formula begins that never ends."""
    scanner = FormulaScanner(source.split("\n"))
    list(scanner.scan_lines())
    return [number + 1 for number in scanner.unclosed]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("$$x$$", "```math\nx\n```"),
        ("$$\nx\n$$", "```math\nx\n```"),
        ("$$x\n+ y$$", "```math\nx\n+ y\n```"),
        ("\\[\nx\n\\]", "```math\nx\n```"),
        ("\\begin{align}\na &= b\n\\end{align}", "```math\n\\begin{align}\na &= b\n\\end{align}\n```"),
        ("\\begin{equation*}x\\end{equation*}", "```math\n\\begin{equation*}x\\end{equation*}\n```"),
    ],
)
def test_every_way_to_write_a_display_formula_becomes_a_fence(source, expected):
    assert fence_formulas(source).text == expected


def test_lines_that_markdown_would_read_stay_in_the_formula():
    source = "$$\na\n- b\n=\n# c\n> d\n\ne\n$$"
    assert fence_formulas(source).text == "```math\na\n- b\n=\n# c\n> d\ne\n```"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("- $$x$$\n- b", "- ```math\n  x\n  ```\n- b"),
        ("1. a\n$$\nx\n$$\n2. b", "1. a\n   ```math\n   x\n   ```\n2. b"),
        ("- a\n\n  $$\n  x\n  $$", "- a\n\n  ```math\n  x\n  ```"),
        ("> $$\n> x\n> $$", "> ```math\n> x\n> ```"),
        ("> - $$x$$", "> - ```math\n>   x\n>   ```"),
        ("[^1]: $$x$$", "[^1]: ```math\n    x\n    ```"),
    ],
)
def test_a_formula_stays_in_its_list_item_quote_or_footnote(source, expected):
    assert fence_formulas(source).text == expected


def test_a_formula_within_a_sentence_becomes_a_block_of_its_own():
    assert fence_formulas("由 $$x$$ 得 $$y$$ 。").text == "由\n```math\nx\n```\n得\n```math\ny\n```\n。"


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        (r"由式 \eqref{eq:a_b} 得", r"由式 $\eqref{eq:a_b}$ 得"),
        (r"- see \ref{a} and \ref{b}", r"- see $\ref{a}$ and $\ref{b}$"),
        (r"由 \eqref{a} 得 $$x$$", "由 $\\eqref{a}$ 得\n```math\nx\n```"),
        (r"`\eqref{a}`", r"`\eqref{a}`"),
        (r"$x + \eqref{a}$", r"$x + \eqref{a}$"),
        (r"\(\eqref{a}\)", r"\(\eqref{a}\)"),
        (r"\\eqref{a}", r"\\eqref{a}"),
    ],
)
def test_a_reference_in_a_sentence_is_a_formula(source, expected):
    assert fence_formulas(source).text == expected


def test_in_a_block_of_html_a_formula_has_room_around_it():
    source = "<center>\n$$x$$\n</center>"
    assert fence_formulas(source).text == "<center>\n\n```math\nx\n```\n\n</center>"


@pytest.mark.parametrize(
    "source",
    [
        "```\n$$x$$\n```",
        "~~~tex\n\\[x\\]\n~~~",
        "    $$x$$",
        "- a\n\n      $$x$$",
        "`$$x$$`",
        "<pre>\n$$x$$\n</pre>",
        "<!--\n$$x$$\n-->",
        "# On $$x$$",
        "| $$x$$ | b |\n|---|---|\n| $$y$$ | c |",
        r"\$$x$$",
        r"\\[2pt]",
        "$a$$b$",
        "$5 and $6",
        "$$$$",
    ],
)
def test_what_is_no_formula_block_is_left_alone(source):
    assert fence_formulas(source).text == source


def test_a_formula_that_never_ends_swallows_nothing():
    source = "a $$ b\n\n这一段不是公式。\n\n$$\nx\n$$"
    fenced = fence_formulas(source)
    assert fenced.text == "a $$ b\n\n这一段不是公式。\n\n```math\nx\n```"
    assert find_unclosed(source) == [1]


def test_a_formula_in_a_sentence_that_never_ends_leaves_the_next_line_alone():
    fenced = fence_formulas("水平截集 $${x} 是一个凸集。\n约束 $$h$$ 成立。")
    assert fenced.text == "水平截集 $${x} 是一个凸集。\n约束\n```math\nh\n```\n成立。"


def test_an_environment_that_begins_again_was_never_closed():
    source = "\\begin{align}\na\n\n\\begin{align}\nb\n\\end{align}"
    fenced = fence_formulas(source)
    assert find_unclosed(source) == [1]
    assert fenced.text.endswith("```math\n\\begin{align}\nb\n\\end{align}\n```")


def test_a_bracket_kept_from_being_a_link_is_no_formula():
    assert find_unclosed(r"映射到 \[0,1] 或者 \[-1, 1] 区间") == []
    assert find_unclosed("\\[\nx") == [1]


def test_backticks_in_a_formula_get_a_longer_fence():
    assert fence_formulas("$$a ``` b$$").text == "````math\na ``` b\n````"


def test_every_line_knows_the_line_of_its_author():
    fenced = fence_formulas("a\n\n$$\nx\n\ny\n$$ b\nc")
    assert fenced.text.split("\n") == ["a", "", "```math", "x", "y", "```", "b", "c"]
    assert fenced.author_lines == [1, 2, 3, 4, 6, 7, 7, 8]


@pytest.mark.parametrize(
    "source",
    [
        "$$x$$" * 4_000,
        "\\[\n" * 30_000,
        "\\(" * 50_000 + "\\ref{a}",
        "`" * 30_000 + "\\ref{a}" + "` ``" * 10_000,
        "$$ a\n\n文字\n\n" * 5_000,
        "\\begin{align}\n" * 5_000,
        "> " * 30_000 + "$$x$$",
        "- " * 30_000,
        "$$\n\n" + "{" * 50_000 + "\n$$",
        "$" * 50_001,
    ],
    ids=lambda source: source[:8],
)
def test_a_hostile_source_takes_time_linear_in_its_length(source):
    # The limit of the whole suite catches what is quadratic: it would take minutes.
    assert len(fence_formulas(source).author_lines) >= source.count("\n")
