"""YAML as people type it: every scalar stays text, and common mistakes are repaired."""

import re
from typing import Any

import yaml

KEY_LINE = re.compile(r"^(?P<head>[\w-]+)[:：](?P<value>.*)$")
ITEM_LINE = re.compile(r"^(?P<head>\s*-)\s+(?P<value>.*)$")
# A value that goes on over the next lines, or that YAML must read itself.
OPEN_VALUE = re.compile(r"^(?:[|>][+-]?\d*\s*$|\[[^\]]*$|\{[^}]*$|#)")


class TextLoader(yaml.SafeLoader):
    """Reads every scalar as text, so that a title `2020` or `On` stays what it is.

    Aliases are refused: a page of them can unfold into gigabytes.
    """

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012  (declared so by PyYAML)

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()  # type: ignore[no-untyped-call]
            raise yaml.composer.ComposerError(None, None, "aliases (*name) are not read", event.start_mark)
        return super().compose_node(parent, index)


def load_yaml(text: str) -> Any:
    """Parse `text` into texts, lists and mappings. Raises yaml.YAMLError."""
    try:
        return yaml.load(text, Loader=TextLoader)  # noqa: S506  (a SafeLoader)
    except (RecursionError, ValueError) as error:
        raise yaml.YAMLError("it is nested too deeply or holds an impossible value") from error


def repair_yaml(text: str) -> tuple[str, list[tuple[int, str]]]:
    """Return `text` repaired, and for each repair (line from 1, what was wrong)."""
    lines, changes = text.split("\n"), []
    for index, line in enumerate(lines):
        fixed, fault = repair_yaml_line(line, "".join(lines[index + 1 : index + 2]))
        if fault:
            lines[index] = fixed
            changes.append((index + 1, fault))
    return "\n".join(lines), changes


def repair_yaml_line(line: str, following: str) -> tuple[str, str]:
    """Return `line` as its author meant it, and what was wrong; "" where nothing was."""
    expanded = line.expandtabs(2).rstrip()
    match = KEY_LINE.match(expanded) or ITEM_LINE.match(expanded)
    if not match:
        return expanded, "a tab" if "\t" in line else ""
    value = match["value"].strip()
    mark = "" if match["head"].endswith("-") else ":"
    continues = OPEN_VALUE.match(value) and not KEY_LINE.match(following)
    if value and not continues and not is_valid_value(value):
        quoted = "'" + value.strip("'\"").replace("'", "''") + "'"
        return f"{match['head']}{mark} {quoted}", "a value that needs quotes"
    repaired = f"{match['head']}{mark} {value}".rstrip()
    if "\t" in line:
        return repaired, "a tab"
    if mark and not expanded.startswith(f"{match['head']}:"):
        return repaired, "a full-width colon"
    if mark and value and not match["value"].startswith(" "):
        return repaired, "no space after the colon"
    return line, ""


def is_valid_value(value: str) -> bool:
    """Whether YAML reads `value` as one text, list or mapping."""
    try:
        load_yaml(f"key: {value}")
    except yaml.YAMLError:
        return False
    return True
