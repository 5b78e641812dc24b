"""Values of JSON that others wrote, where anything may stand in any place: what is no such value is empty."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

# A string of JSON (RFC 8259, section 7) behind its key; the last one may be cut.
KEYED_STRING = re.compile(r'"(?P<key>[A-Za-z_]{1,40})"\s*:\s*"(?P<value>(?:[^"\\]|\\.)*+)(?:"|\\?$)')


def read_text_value(mapping: Any, key: str) -> str:
    """Return the text under `key`, a number as text; "" where there is none, or no mapping."""
    value = mapping.get(key) if isinstance(mapping, Mapping) else None
    if isinstance(value, bool):
        return ""
    return value if isinstance(value, str) else str(value) if isinstance(value, int | float) else ""


def read_list_value(mapping: Any, key: str) -> list[Any]:
    """Return the list under `key`; an empty one where there is none."""
    value = mapping.get(key) if isinstance(mapping, Mapping) else None
    return value if isinstance(value, list) else []


def read_mapping_value(mapping: Any, key: str) -> dict[str, Any]:
    """Return the object under `key`; an empty one where there is none."""
    value = mapping.get(key) if isinstance(mapping, Mapping) else None
    return value if isinstance(value, dict) else {}


def read_flag_value(mapping: Any, key: str, *, default: bool = False) -> bool:
    """Return whether `key` is true; databases write 1 and 0."""
    value = mapping.get(key) if isinstance(mapping, Mapping) else None
    if isinstance(value, bool | int | float):
        return bool(value)
    return value.strip().lower() in {"1", "true"} if isinstance(value, str) else default


def read_number_value(mapping: Any, key: str, default: int = 0) -> int:
    """Return the whole number under `key`, or `default`."""
    value = mapping.get(key) if isinstance(mapping, Mapping) else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return default
    return int(value) if abs(value) < 10**15 else default


def iter_keyed_strings(text: str) -> Iterator[tuple[str, str]]:
    """Give the strings of damaged JSON with their keys, in their order; escapes are resolved."""
    for match in KEYED_STRING.finditer(text):
        yield match["key"], ESCAPE.sub(resolve_escape, match["value"])


ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|(.))", re.DOTALL)
ESCAPED_SIGNS = {"n": "\n", "t": "\t", "r": "\r", "b": "", "f": ""}


def resolve_escape(match: re.Match[str]) -> str:
    if match[1]:
        character = chr(int(match[1], 16))
        return "" if "\ud800" <= character <= "\udfff" else character
    return ESCAPED_SIGNS.get(match[2], match[2])
