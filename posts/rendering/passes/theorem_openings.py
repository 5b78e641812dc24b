r"""How theorems are opened in other dialects: `::: {#thm-x .theorem name="…"}` and `\begin{theorem}[…]`.

Each is written as `[!theorem] name {#thm-x}`, the first line of a quotation, which `theorems` renders.
"""

import re

from posts.rendering.numbered.attributes import ThingAttributes, format_attributes, parse_thing_attributes
from posts.rendering.numbered.kinds import (
    THEOREM_ENVIRONMENTS,
    THEOREM_NAMES,
    NumberedKind,
    find_kind_of_key,
)

LATEX_NAMES = "|".join(map(re.escape, THEOREM_ENVIRONMENTS))
LATEX_OPENING = rf"\\begin\{{(?P<name>{LATEX_NAMES})(?P<arguments>\*?\}}(?:[ \t]*\[[^\]\n]*\])?)"
LATEX_CLOSING = r"\\end\{{}\*?\}[ \t]*$"
LATEX_THEOREM = re.compile(rf"\\begin\{{(?:{LATEX_NAMES})\*?\}}")
# What a div that only groups blocks may hold as one numbered thing.
DIV_KINDS = frozenset({"figure", "listing", "table"})
BRACED_ATTRIBUTES = re.compile(r"\{(?P<attributes>[^{}]*)\}\s*$")
NAME_VALUES = ("name", "title")
# R Markdown writes the argument of LaTeX's environment: `data-latex="[Pythagoras]"`.
LATEX_VALUE = "data-latex"
FOLD_VALUES = {"true": "-", "false": "+"}


def has_latex_theorem(text: str) -> bool:
    """Whether `text` has an environment that is a theorem."""
    return r"\begin{" in text and bool(LATEX_THEOREM.search(text))


def read_latex_theorem(name: str, arguments: str) -> tuple[str, str]:
    """Return the marker and the title of an environment; `arguments` are its star and what is in brackets."""
    star, _, title = arguments.partition("}")
    # What needs a mark elsewhere can mean nothing else in LaTeX.
    needs_mark = THEOREM_NAMES[name].needs_mark
    marks = ThingAttributes(classes=["unnumbered"] if star else ["numbered"] if needs_mark else [])
    return f"[!{name}]", join_title(title.strip()[1:-1], marks)


def read_theorem_div(name: str, arguments: str, *, in_braces: bool) -> tuple[str, str] | None:
    """Return the marker and the title of the theorem that `::: name arguments` opens; None if it is none.

    `in_braces` tells that the name is the first class in braces.
    """
    found, words = split_arguments(arguments, in_braces=in_braces)
    kind = find_div_kind(name, found)
    if kind is None or (kind.needs_mark and not found.has_mark):
        return None
    fold = FOLD_VALUES.get(found.values.get("collapse", ""), "")
    title = next((found.values[key] for key in NAME_VALUES if found.values.get(key)), "")
    return f"[!{kind.name}]{fold}", join_title(title or words or latex_title(found), found)


def split_arguments(arguments: str, *, in_braces: bool) -> tuple[ThingAttributes, str]:
    """Return the attributes in `arguments` of a div, and the words before them."""
    if in_braces or arguments.startswith("{"):
        return parse_thing_attributes(arguments.strip().removeprefix("{").removesuffix("}")), ""
    match = BRACED_ATTRIBUTES.search(arguments)
    words = arguments[: match.start()] if match else arguments
    words = words.strip(" \t:")
    if words.startswith("[") and words.endswith("]"):
        words = words[1:-1]
    return parse_thing_attributes(match["attributes"]) if match else ThingAttributes(), words


def find_div_kind(name: str, found: ThingAttributes) -> NumberedKind | None:
    """Return what a div is, by its name, its classes, or its key."""
    for each in (name, *found.classes):
        if kind := THEOREM_NAMES.get(each.casefold()):
            return kind
    kind = find_kind_of_key(found.key)
    return kind if kind and (kind.style or kind.name in DIV_KINDS) else None


def latex_title(found: ThingAttributes) -> str:
    value = found.values.get(LATEX_VALUE, "")
    return value[1:-1] if value.startswith("[") and value.endswith("]") else ""


def join_title(title: str, marks: ThingAttributes) -> str:
    return f"{title} {format_attributes(marks)}".strip()
