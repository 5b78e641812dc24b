"""Tags of JSX: found, and their attributes read, in time linear in the length of a text."""

import re
from dataclasses import dataclass, field

MAX_TAG_CHARACTERS = 2000
JSX_TAG_START = re.compile(r"<(?P<close>/)?(?P<name>[A-Za-z][\w.:-]*)(?=[\s/>])|</?>")
ATTRIBUTE_NAME = re.compile(
    r"\s*(?:(?P<name>[@:#A-Za-z_][\w:.@-]*)(?P<equals>\s*=\s*)?|(?P<end>/?>)|(?P<brace>\{))"
)
QUOTED = re.compile(r"\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|`(?P<tick>[^`$]*)`")
BRACE_TOKEN = re.compile(r"[{}]|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|`[^`]*`")
REQUIRED_PATH = re.compile(
    r"require\(\s*[\"']([^\"'\n]+)[\"']\s*\)|useBaseUrl\(\s*[\"']([^\"'\n]+)[\"']\s*\)"
)
# Attributes that mean something to React, or to the old site's look.
DROPPED_ATTRIBUTES = {"classname", "style", "key"}


@dataclass(slots=True)
class Component:
    """One tag: where it begins and ends, its name and attributes, and whether it closes or stands alone."""

    start: int
    end: int
    name: str
    closes: bool = False
    alone: bool = False
    attributes: dict[str, str] = field(default_factory=dict)
    # Whether an attribute holds an expression, which HTML does not know.
    has_expression: bool = False


def read_tag(text: str, start: re.Match[str], pictures: dict[str, str]) -> Component | None:
    """Return the tag that begins at the match `start` of TAG_START; None where it never ends.

    `pictures` are the imported files by name, which an attribute's expression may mean.
    """
    if not start["name"]:
        return Component(start.start(), start.end(), "")
    found = Component(start.start(), start.end(), start["name"], closes=bool(start["close"]))
    position, limit = start.end(), min(len(text), start.end() + MAX_TAG_CHARACTERS)
    while match := ATTRIBUTE_NAME.match(text, position, limit):
        if match["end"]:
            found.end, found.alone = match.end(), match["end"] == "/>"
            return found
        end = read_attribute(text, match, limit, found, pictures)
        if end is None:
            return None
        position = end
    return None


def read_attribute(
    text: str, match: re.Match[str], limit: int, found: Component, pictures: dict[str, str]
) -> int | None:
    """Add the attribute at `match` to the tag `found`; return where it ends, None where it never does."""
    position = match.end()
    name = (match["name"] or "").lower().lstrip(":")
    if match["brace"] or (match["equals"] and text.startswith("{", position)):
        begin = match.start("brace") if match["brace"] else position
        end = find_closing_brace(text, begin, limit)
        if end is not None:
            found.has_expression = True
            found.attributes |= {name: read_expression(text[begin + 1 : end - 1], pictures)} if name else {}
        return end
    if not match["equals"]:
        found.attributes[name] = "true"
        return position
    value = QUOTED.match(text, position, limit)
    if value:
        found.attributes[name] = next(part for part in value.groups() if part is not None)
    return value.end() if value else None


def find_closing_brace(text: str, start: int, limit: int) -> int | None:
    """Return the position behind the brace that closes the one at `start`; None where none does."""
    depth = 0
    for match in BRACE_TOKEN.finditer(text, start, limit):
        depth += {"{": 1, "}": -1}.get(match[0], 0)
        if depth == 0:
            return match.end()
    return None


def read_expression(written: str, pictures: dict[str, str]) -> str:
    """Return what an attribute's expression means: a text, a number, a required or imported file; else ""."""
    written = written.strip()
    if literal := QUOTED.fullmatch(written):
        return next(part for part in literal.groups() if part is not None)
    if required := REQUIRED_PATH.search(written):
        return required[1] or required[2]
    name = written.partition(".")[0]
    if name in pictures:
        return pictures[name]
    return written if re.fullmatch(r"\d+|true|false", written) else ""


def write_element(tag: Component, text: str) -> str:
    """Return an element of HTML without attributes that only a component could read."""
    if tag.closes:
        return text[tag.start : tag.end]
    kept = {name: value for name, value in tag.attributes.items() if value and name not in DROPPED_ATTRIBUTES}
    written = "".join(f' {name}="{value.replace(chr(34), "&quot;")}"' for name, value in kept.items())
    return f"<{tag.name}{written}{' /' if tag.alone else ''}>"
