"""Typesetting: all formulas of a post in one call of math-core, so that they can refer to one another."""

import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from math_core import LatexToMathML

from posts.rendering.formulas.complexity import check_complexity
from posts.rendering.formulas.macro_expansion import MacroExpander
from posts.rendering.formulas.macros import BUILTIN_MACROS
from posts.rendering.formulas.mathml import finalize_mathml
from posts.rendering.formulas.numbering import EquationNumbers, number_display_formula, number_inline_formula
from posts.rendering.formulas.packages import expand_packages, uses_packages
from posts.rendering.formulas.plain_formulas import is_plain_formula
from posts.rendering.formulas.preparation import prepare_nodes
from posts.rendering.formulas.respelling import respell_tex
from posts.rendering.formulas.tex import TexError, parse_tex, serialize_tex

MAX_MACRO_EXPANSIONS = 1_000
# What the HTML of a formula begins with that shows nothing.
HIDDEN_START = '<span hidden="">'
ENGINE_ERROR = re.compile(r'<(?:p|span) class="math-core-error" title="(?:\d+: )?([^"]*)"')


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula as its author typed it, without delimiters."""

    tex: str
    display: bool
    # In which part of the post it stands, where numbers begin anew in each.
    section: int = 0


@dataclass(frozen=True, slots=True)
class TypesetFormula:
    """The HTML of a formula; `error` says why it shows the source instead, and is empty where it does not."""

    html: str
    error: str = ""


def typeset_formulas(
    formulas: Iterable[Formula],
    *,
    macros: Mapping[str, str] = {},
    expander: MacroExpander | None = None,
    numbers: EquationNumbers | None = None,
) -> list[TypesetFormula]:
    r"""Return the formulas of a post as MathML Core, in their order, with numbers and links across the post.

    `macros` are the site's commands without their backslash: `{"R": r"\mathbb{R}"}`. An `expander` stands
    in for them: it knows those too that earlier formulas define, and learns what these define. `numbers` says
    how equations are counted, and learns which number each label has.
    """
    formulas = list(formulas)
    numbers = numbers or EquationNumbers()
    expander = expander or MacroExpander(macros)
    prepared = [prepare_formula(formula, numbers, expander) for formula in formulas]
    engine = LatexToMathML(
        macros=BUILTIN_MACROS,
        annotation=True,
        allow_unreliable_rendering=True,
        continue_on_error=True,
        fancy_error=False,
        max_expansions=MAX_MACRO_EXPANSIONS,
    )
    snippets = [
        (tex if isinstance(tex, str) else "", formula.display)
        for formula, tex in zip(formulas, prepared, strict=True)
    ]
    results = engine.convert_all(snippets)
    return [
        show_formula_error(formula, str(tex))
        if isinstance(tex, TexError)
        else finish_formula(formula, mathml, numbers, is_hidden=not tex.strip())
        for formula, tex, mathml in zip(formulas, prepared, results, strict=True)
    ]


def prepare_formula(formula: Formula, numbers: EquationNumbers, expander: MacroExpander) -> str | TexError:
    """Return the TeX of a formula as the engine reads it, or why there is none."""
    numbers.counters.enter_section(formula.section)
    try:
        tex = respell_tex(expander.expand_macros(formula.tex))
        if is_plain_formula(tex):
            return tex
        tree = parse_tex(tex)
        if uses_packages(tex):
            tree = expand_packages(tree)
        check_complexity(tree)
        nodes = prepare_nodes(tree)
        number_formula = number_display_formula if formula.display else number_inline_formula
        return serialize_tex(number_formula(nodes, numbers))
    except TexError as error:
        return error


def finish_formula(
    formula: Formula, mathml: str, numbers: EquationNumbers, *, is_hidden: bool
) -> TypesetFormula:
    """Return what the engine made of a formula, MathML or an error, for readers.

    `is_hidden` tells of a formula that only defines macros: there is nothing in it to be seen.
    """
    if error := ENGINE_ERROR.match(mathml):
        return show_formula_error(formula, html.unescape(error[1]))
    finished = finalize_mathml(mathml, formula.tex, numbers)
    if is_hidden and formula.tex.strip():
        return TypesetFormula(f"{HIDDEN_START}{finished}</span>")
    return TypesetFormula(finished)


def show_formula_error(formula: Formula, error: str) -> TypesetFormula:
    """Return the source of a formula, with the error as a tooltip."""
    source = html.escape(formula.tex)
    return TypesetFormula(f'<code class="formula-error" title="{html.escape(error)}">{source}</code>', error)
