"""Formulas: TeX in, MathML out, one call a post."""

from posts.rendering.formulas.engine import HIDDEN_START, Formula, TypesetFormula, typeset_formulas
from posts.rendering.formulas.macro_expansion import MacroExpander

__all__ = ["HIDDEN_START", "Formula", "MacroExpander", "TypesetFormula", "typeset_formulas"]
