"""Arrows and bonds of chemical equations, in TeX."""

# The arrow with labels above and below, and without.
ARROWS = {
    "->": (r"\xrightarrow", r"\longrightarrow"),
    "<-": (r"\xleftarrow", r"\longleftarrow"),
    "<->": (r"\xleftrightarrow", r"\longleftrightarrow"),
    "<-->": (r"\xrightleftarrows", r"\rightleftarrows"),
    "<=>": (r"\xrightleftharpoons", r"\rightleftharpoons"),
}
# Equilibria that lie on one side: a long arrow over or under a short one.
UNEVEN_ARROWS = {
    "<=>>": (r"\xrightharpoonup", r"\leftharpoondown"),
    "<<=>": (r"\xleftharpoondown", r"\rightharpoonup"),
}
UNICODE_ARROWS = {"→": "->", "⟶": "->", "←": "<-", "⟵": "<-", "↔": "<->", "⇄": "<-->", "⇌": "<=>"}
BONDS = {
    "-": "{-}",
    "1": "{-}",
    "=": "{=}",
    "2": "{=}",
    "#": r"{\equiv}",
    "3": r"{\equiv}",
    "~": r"\text{┄}",
    "...": r"{\cdot}{\cdot}{\cdot}",
    "....": r"{\cdot}{\cdot}{\cdot}{\cdot}",
    "->": r"{\rightarrow}",
    "<-": r"{\leftarrow}",
}
