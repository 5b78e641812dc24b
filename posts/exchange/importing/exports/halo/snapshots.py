"""Texts of Halo 2: a whole one, and changes of its lines for each later version."""

import json
from typing import Any

from posts.exchange.importing.exports.converted import ExportError


def apply_line_changes(text: str, changes: str) -> str:
    """Return `text` after `changes`: JSON, a list of {"source": {"position", "lines"}, "target": {"lines"}}.

    Positions are those of lines of `text`, from 0. Raises ExportError.
    """
    try:
        deltas = [read_delta(each) for each in json.loads(changes or "[]")]
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise ExportError("a version of its text cannot be read") from error
    lines = text.split("\n") if text.strip() else []
    for position, count, new in sorted(deltas, key=lambda delta: delta[0], reverse=True):
        lines[position : position + count] = new
    return "\n".join(lines)


def read_delta(delta: dict[str, Any]) -> tuple[int, int, list[str]]:
    """Return the place of a change, how many lines it replaces, and by which."""
    source, target = delta["source"], delta["target"]
    return int(source["position"]), len(source["lines"] or []), [str(line) for line in target["lines"] or []]
