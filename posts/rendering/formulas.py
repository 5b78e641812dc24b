"""Formulas: TeX in, MathML out, one call a post."""

import html
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from math_core import LatexToMathML


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula as its author typed it, without delimiters."""

    tex: str
    display: bool


@dataclass(frozen=True, slots=True)
class Typeset:
    """HTML of a formula; `error` says why its source is shown instead, "" where it is not."""

    html: str
    error: str = ""


def typeset(formulas: Iterable[Formula], *, macros: Mapping[str, str] = {}) -> list[Typeset]:
    """Return each formula of a post as HTML."""
    engine = LatexToMathML(
        annotation=True, continue_on_error=True, fancy_error=False, macros=dict(macros), id_prefix="eq-"
    )
    formulas = list(formulas)
    done = engine.convert_all([(formula.tex, formula.display) for formula in formulas])
    return [read(formula, text) for formula, text in zip(formulas, done, strict=True)]


def read(formula: Formula, text: str) -> Typeset:
    if text.startswith("<math"):
        return Typeset(text)
    error = html.unescape(text.partition('title="')[2].partition('"')[0])
    source = html.escape(formula.tex)
    return Typeset(f'<code class="formula-error" title="{html.escape(error)}">{source}</code>', error)
