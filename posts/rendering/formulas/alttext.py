"""Formulas for feed readers: the TeX in an attribute, not in an annotation.

Many readers drop elements that they do not know and keep their text: an annotation would stand behind the
formula a second time. Classes go too, as there is no stylesheet.
"""

import re

ANNOTATED_FORMULA = re.compile(
    r'<math\b[^>]*?(?P<display> display="block")?>\s*<semantics>(?P<presentation>.*?)'
    r"<annotation[^>]*>(?P<tex>.*?)</annotation></semantics></math>",
    re.DOTALL,
)
CLASS_ATTRIBUTE = re.compile(r' class="[^"]*"')


def move_tex_to_alttext(html: str) -> str:
    """Return `html` with the TeX of each formula in its `alttext`."""
    return ANNOTATED_FORMULA.sub(write_alttext_formula, html)


def write_alttext_formula(match: re.Match[str]) -> str:
    """Return the formula of `match` with its TeX in `alttext`."""
    presentation, tex = match["presentation"], match["tex"]
    if ' class="' in presentation:
        presentation = CLASS_ATTRIBUTE.sub("", presentation)
    # Escaped already but for quotation marks, which need it in an attribute only.
    alttext = tex.replace('"', "&quot;").replace("'", "&#x27;")
    return f'<math{match["display"] or ""} alttext="{alttext}">{presentation}</math>'
