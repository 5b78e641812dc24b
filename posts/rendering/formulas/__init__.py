"""Formulas: TeX in, MathML out, one call a post."""

from posts.rendering.formulas.engine import HIDDEN_START, Formula, TypesetFormula, typeset_formulas
from posts.rendering.formulas.macro_expansion import MacroExpander
from posts.rendering.formulas.numbering import EquationNumbers

__all__ = [
    "HIDDEN_START",
    "EquationNumbers",
    "Formula",
    "MacroExpander",
    "TypesetFormula",
    "typeset_formulas",
]
