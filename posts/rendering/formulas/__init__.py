"""Formulas: TeX in, MathML out, one call a post."""

from posts.rendering.formulas.engine import Formula, Typeset, typeset

__all__ = ["Formula", "Typeset", "typeset"]
