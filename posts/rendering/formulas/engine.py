"""All formulas of a post, typeset in one call, so that they can refer to one another."""

import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from math_core import LatexToMathML

from posts.rendering.formulas.limits import check
from posts.rendering.formulas.macros import MACROS
from posts.rendering.formulas.mathml import finish
from posts.rendering.formulas.numbers import Numbers, number, number_inline
from posts.rendering.formulas.prepare import prepare
from posts.rendering.formulas.quick import is_plain
from posts.rendering.formulas.tex import TexError, parse, to_tex

MAX_EXPANSIONS = 1_000
ENGINE_ERROR = re.compile(r'<(?:p|span) class="math-core-error" title="(?:\d+: )?([^"]*)"')


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula as its author typed it, without delimiters."""

    tex: str
    display: bool


@dataclass(frozen=True, slots=True)
class Typeset:
    """The HTML of a formula; `error` says why it is the source instead, and is empty where it is not."""

    html: str
    error: str = ""


def typeset(formulas: Iterable[Formula], *, macros: Mapping[str, str] = {}) -> list[Typeset]:
    r"""Return the formulas of a post as MathML Core, in their order, with numbers and links across the post.

    `macros` are the site's commands without their backslash: `{"R": r"\mathbb{R}"}`.
    """
    formulas = list(formulas)
    numbers = Numbers()
    readable = [read(formula, numbers) for formula in formulas]
    engine = LatexToMathML(
        macros={**MACROS, **macros},
        annotation=True,
        allow_unreliable_rendering=True,
        continue_on_error=True,
        fancy_error=False,
        max_expansions=MAX_EXPANSIONS,
    )
    snippets = [
        (tex if isinstance(tex, str) else "", one.display)
        for one, tex in zip(formulas, readable, strict=True)
    ]
    done = engine.convert_all(snippets)
    return [
        failed(formula, str(tex)) if isinstance(tex, TexError) else settle(formula, mathml, numbers)
        for formula, tex, mathml in zip(formulas, readable, done, strict=True)
    ]


def read(formula: Formula, numbers: Numbers) -> str | TexError:
    """Return the TeX of a formula as the engine reads it, or why there is none."""
    if is_plain(formula.tex):
        return formula.tex
    try:
        tree = parse(formula.tex)
        check(tree)
        nodes = prepare(tree)
        return to_tex(number(nodes, numbers) if formula.display else number_inline(nodes, numbers))
    except TexError as error:
        return error


def settle(formula: Formula, mathml: str, numbers: Numbers) -> Typeset:
    """Return the engine's answer, MathML or an error, as ours."""
    if error := ENGINE_ERROR.match(mathml):
        return failed(formula, html.unescape(error[1]))
    return Typeset(finish(mathml, formula.tex, numbers))


def failed(formula: Formula, error: str) -> Typeset:
    source = html.escape(formula.tex)
    return Typeset(f'<code class="formula-error" title="{html.escape(error)}">{source}</code>', error)
