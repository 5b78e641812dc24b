"""Attributes that name and number things: `{#thm-x .unnumbered name="…"}`, as Pandoc writes them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from posts.rendering.tree import Node

THING_ATTRIBUTE = re.compile(
    r"(?:^|(?<=\s))(?:#(?P<key>[^\s{}#]++)|\.(?P<class>[^\s{}#.]++)|(?P<unnumbered>-)(?=\s|$)"
    r"|(?P<name>[A-Za-z][\w-]*+)=(?:\"(?P<quoted>[^\"]*+)\"|'(?P<single>[^']*+)'|(?P<value>[^\s{}\"']++)))"
)
# At the end of a text; it begins with what tells that it is one.
TRAILING_ATTRIBUTES = re.compile(r"(?<!\s)\s*+\{:?[ \t]*+(?P<attributes>(?=[#.\-])[^{}\n]{1,500})\}\s*$")
# No more is looked at.
MAX_KEY_CHARACTERS = 200


@dataclass(slots=True)
class ThingAttributes:
    """The `key` (without its hash), classes and values that an author gave to something."""

    key: str = ""
    classes: list[str] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)

    @property
    def has_mark(self) -> bool:
        """Whether the thing has a number wherever one of its kind may have one."""
        return bool(self.key) or "numbered" in self.classes


def parse_thing_attributes(text: str) -> ThingAttributes:
    """Return what stands between the braces, `text`."""
    found = ThingAttributes()
    for match in THING_ATTRIBUTE.finditer(text):
        if match["key"]:
            found.key = found.key or match["key"][:MAX_KEY_CHARACTERS]
        elif match["class"]:
            found.classes.append(match["class"])
        elif match["unnumbered"]:
            found.classes.append("unnumbered")
        else:
            value = match["quoted"] or match["single"] or match["value"] or ""
            found.values[match["name"].lower()] = value
    return found


def split_attributes(nodes: Sequence[Node]) -> tuple[list[Node], ThingAttributes]:
    """Return `nodes` without the attributes that their text ends with, and those."""
    last = nodes[-1] if nodes else None
    if not isinstance(last, str) or not (match := TRAILING_ATTRIBUTES.search(last)):
        return list(nodes), ThingAttributes()
    rest = [last[: match.start()]] if match.start() else []
    return [*nodes[:-1], *rest], parse_thing_attributes(match["attributes"])


def format_attributes(attributes: ThingAttributes) -> str:
    """Return the key and the marks of `attributes` as they stand behind a title; "" for none."""
    parts = [f"#{attributes.key}"] if attributes.key else []
    parts += [f".{name}" for name in attributes.classes if name in {"numbered", "unnumbered"}]
    return f"{{{' '.join(parts)}}}" if parts else ""
