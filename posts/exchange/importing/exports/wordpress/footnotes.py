"""Footnotes: references in the text, whose notes are in a custom field or were in shortcodes."""

import json
import re
from collections.abc import Mapping

FOOTNOTE_REFERENCE = re.compile(r"""<sup\b[^>]*data-fn="(?P<id>[^"]+)"[^>]*>.*?</sup>""", re.DOTALL)


def read_footnotes(field: str) -> dict[str, str]:
    """Return the notes by their ids; `field` is JSON, a list of {"id", "content"}."""
    try:
        notes = json.loads(field or "[]")
    except (ValueError, RecursionError):
        return {}
    entries = notes if isinstance(notes, list) else []
    return {str(note.get("id")): str(note.get("content", "")) for note in entries if isinstance(note, dict)}


def add_footnotes(html: str, notes: Mapping[str, str]) -> str:
    """Return `html` with its references to `notes`, and below it those notes, as the converter reads them."""
    numbers: dict[str, int] = {}

    def replace_reference(match: re.Match[str]) -> str:
        if match["id"] not in notes:
            return match[0]
        number = numbers.setdefault(match["id"], len(numbers) + 1)
        return f'<sup id="fnref:{number}"><a href="#fn:{number}">{number}</a></sup>'

    html = FOOTNOTE_REFERENCE.sub(replace_reference, html)
    items = (
        f'<li id="fn:{number}"><p>{notes[key]} <a href="#fnref:{number}">↩</a></p></li>'
        for key, number in numbers.items()
    )
    return f"{html}\n<ol>{''.join(items)}</ol>" if numbers else html
