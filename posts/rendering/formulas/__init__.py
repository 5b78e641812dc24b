"""Formulas: TeX in, MathML out, one call a post."""

from posts.rendering.formulas.engine import Formula, TypesetFormula, typeset_formulas

__all__ = ["Formula", "TypesetFormula", "typeset_formulas"]
