"""Theorems and references in the form of other tools: Quarto has its own, others get a quotation."""

import re

from posts.rendering.numbered.attributes import TRAILING_ATTRIBUTES, ThingAttributes, parse_thing_attributes
from posts.rendering.numbered.kinds import KEY_PREFIX, THEOREM_NAMES, NumberedKind, find_kind_of_key
from posts.rendering.passes.theorems import THEOREM_LABEL

EQUATION_LABEL = re.compile(r"\\label\{(?P<key>eq[-:][^{}\s]{1,200})\}")
# Or a code span, which is passed over.
REFERENCE_COMMAND = re.compile(
    r"(?P<ticks>`+)(?!`)[^`]*+(?P=ticks)(?!`)|\\(?:[cC]ref|autoref|eqref|ref)\{(?P<key>[^{},\s]{1,200})\}"
)


def split_theorem_title(name: str, title: str) -> tuple[NumberedKind, str, ThingAttributes] | None:
    """Return what a quotation that begins with `[!name] title` is, its name and marks; None for others."""
    kind = THEOREM_NAMES.get(name.casefold())
    match = TRAILING_ATTRIBUTES.search(title)
    marks = parse_thing_attributes(match["attributes"]) if match else ThingAttributes()
    if kind is None or (kind.needs_mark and not marks.has_mark):
        return None
    return kind, title[: match.start()].strip() if match else title.strip(), marks


def write_quarto_theorem(
    kind: NumberedKind, name: str, marks: ThingAttributes, inside: list[str]
) -> list[str]:
    """Return a theorem as Quarto's block, with its name as a heading."""
    if inside and (label := THEOREM_LABEL.match(inside[0])):
        marks.key = marks.key or label["key"]
        inside = [inside[0][label.end() :], *inside[1:]]
    while inside and not inside[0].strip():
        inside = inside[1:]
    key = respell_key(marks.key) or (f"{kind.prefix}-{marks.key}" if marks.key else "")
    # Without a key, Quarto knows no number.
    attributes = [f"#{key}"] if key else [f".{kind.name}"]
    if kind.style == "proof":
        attributes = [f".{kind.name}"]
    heading = [f"## {name}", ""] if name else []
    colons = ":" * (max([2, *(count_colons(line) for line in inside)]) + 1)
    return ["", f"{colons} {{{' '.join(attributes)}}}", *heading, *inside, colons, ""]


def write_quoted_theorem(kind: NumberedKind, name: str, inside: list[str]) -> list[str]:
    """Return a theorem as a quotation that begins with what it is."""
    heading = f"**{kind.name.capitalize()}{f' ({name})' if name else ''}**"
    return [f"> {line}".rstrip() for line in [heading, "", *inside]]


def count_colons(line: str) -> int:
    return len(line) - len(line.lstrip(":")) if line.startswith(":::") else 0


def respell_key(key: str) -> str:
    """Return `key` as Quarto spells it, `thm-x` for `thm:x`; "" for one without a prefix that it knows."""
    kind, match = find_kind_of_key(key), KEY_PREFIX.match(key)
    return f"{kind.prefix}-{key[match.end() :]}" if kind and match else ""


def write_quarto_references(text: str) -> str:
    r"""Return `text` with `\cref{thm:x}` and its like as `@thm-x`."""
    return REFERENCE_COMMAND.sub(write_quarto_reference, text)


def write_quarto_reference(match: re.Match[str]) -> str:
    """Return one reference in Quarto's spelling, where its key has a prefix."""
    key = respell_key(match["key"] or "")
    return f"@{key}" if key else match[0]


def split_equation_key(lines: list[str]) -> tuple[list[str], str]:
    """Return the lines of a formula without the label that Quarto wants behind it, and that."""
    for number, line in enumerate(lines):
        if match := EQUATION_LABEL.search(line):
            rest = f"{line[: match.start()]}{line[match.end() :]}"
            kept = [*lines[:number], *([rest] if rest.strip() else []), *lines[number + 1 :]]
            return kept, f" {{#{respell_key(match['key'])}}}"
    return lines, ""
