"""Typesetting: all formulas of a post in one call of math-core, so that they can refer to one another."""

import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from math_core import LatexToMathML

from posts.rendering.formulas.complexity import check_complexity
from posts.rendering.formulas.macros import BUILTIN_MACROS
from posts.rendering.formulas.mathml import finalize_mathml
from posts.rendering.formulas.numbering import EquationNumbers, number_display_formula, number_inline_formula
from posts.rendering.formulas.plain_formulas import is_plain_formula
from posts.rendering.formulas.preparation import prepare_nodes
from posts.rendering.formulas.tex import TexError, parse_tex, serialize_tex

MAX_MACRO_EXPANSIONS = 1_000
ENGINE_ERROR = re.compile(r'<(?:p|span) class="math-core-error" title="(?:\d+: )?([^"]*)"')


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula as its author typed it, without delimiters."""

    tex: str
    display: bool


@dataclass(frozen=True, slots=True)
class TypesetFormula:
    """The HTML of a formula; `error` says why it shows the source instead, and is empty where it does not."""

    html: str
    error: str = ""


def typeset_formulas(formulas: Iterable[Formula], *, macros: Mapping[str, str] = {}) -> list[TypesetFormula]:
    r"""Return the formulas of a post as MathML Core, in their order, with numbers and links across the post.

    `macros` are the site's commands without their backslash: `{"R": r"\mathbb{R}"}`.
    """
    formulas = list(formulas)
    numbers = EquationNumbers()
    prepared = [prepare_formula(formula, numbers) for formula in formulas]
    engine = LatexToMathML(
        macros={**BUILTIN_MACROS, **macros},
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
        else finish_formula(formula, mathml, numbers)
        for formula, tex, mathml in zip(formulas, prepared, results, strict=True)
    ]


def prepare_formula(formula: Formula, numbers: EquationNumbers) -> str | TexError:
    """Return the TeX of a formula as the engine reads it, or why there is none."""
    if is_plain_formula(formula.tex):
        return formula.tex
    try:
        tree = parse_tex(formula.tex)
        check_complexity(tree)
        nodes = prepare_nodes(tree)
        number_formula = number_display_formula if formula.display else number_inline_formula
        return serialize_tex(number_formula(nodes, numbers))
    except TexError as error:
        return error


def finish_formula(formula: Formula, mathml: str, numbers: EquationNumbers) -> TypesetFormula:
    """Return what the engine made of a formula, MathML or an error, for readers."""
    if error := ENGINE_ERROR.match(mathml):
        return show_formula_error(formula, html.unescape(error[1]))
    return TypesetFormula(finalize_mathml(mathml, formula.tex, numbers))


def show_formula_error(formula: Formula, error: str) -> TypesetFormula:
    """Return the source of a formula, with the error as a tooltip."""
    source = html.escape(formula.tex)
    return TypesetFormula(f'<code class="formula-error" title="{html.escape(error)}">{source}</code>', error)
