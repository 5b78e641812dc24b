"""Theorems and groups as quotations have them, once all dialects are translated to `> [!theorem]`."""

from collections.abc import Iterable

from posts.rendering.numbered.attributes import TRAILING_ATTRIBUTES, ThingAttributes, parse_thing_attributes
from posts.rendering.numbered.kinds import (
    KEY_PREFIX,
    KINDS_BY_NAME,
    THEOREM_NAMES,
    NumberedKind,
    find_kind_of_key,
)
from posts.rendering.passes.theorem_openings import DIV_KINDS
from posts.rendering.passes.theorems import THEOREM_LABEL


def split_theorem_title(name: str, title: str) -> tuple[NumberedKind, str, ThingAttributes] | None:
    """Return what a quotation that begins with `[!name] title` is, its name and marks; None for others."""
    folded = name.casefold()
    kind = THEOREM_NAMES.get(folded) or (KINDS_BY_NAME[folded] if folded in DIV_KINDS else None)
    match = TRAILING_ATTRIBUTES.search(title)
    marks = parse_thing_attributes(match["attributes"]) if match else ThingAttributes()
    is_marked = marks.has_mark or "unnumbered" in marks.classes
    if kind is None or (kind.needs_mark and not is_marked):
        return None
    return kind, title[: match.start()].strip() if match else title.strip(), marks


def take_label(marks: ThingAttributes, inside: list[str]) -> list[str]:
    r"""Return the lines of a theorem without the `\label{…}` that they begin with, which `marks` gets."""
    if inside and (label := THEOREM_LABEL.match(inside[0])):
        marks.key = marks.key or label["key"]
        return [inside[0][label.end() :], *inside[1:]]
    return inside


def count_colons(line: str) -> int:
    return len(line) - len(line.lstrip(":")) if line.startswith(":::") else 0


def respell_key(key: str) -> str:
    """Return `key` as Quarto spells it, `thm-x` for `thm:x`; "" for one without a prefix that it knows."""
    kind, match = find_kind_of_key(key), KEY_PREFIX.match(key)
    return f"{kind.prefix}-{key[match.end() :]}" if kind and match else ""


def count_theorems(marks: Iterable[tuple[str, str]]) -> int:
    """Return how many of the quotations that begin with such names and titles are theorems."""
    found = [split_theorem_title(name, title) for name, title in marks]
    return sum(1 for theorem in found if theorem and theorem[0].style)
