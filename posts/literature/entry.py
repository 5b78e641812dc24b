"""What is read from a text of literature: entries, and what could not be read."""

from dataclasses import dataclass, field
from typing import Any

# An item of CSL-JSON.
CslItem = dict[str, Any]

MAX_KEY_LENGTH = 200


@dataclass(frozen=True, slots=True)
class ParsedEntry:
    """One entry: `data` is CSL-JSON, `bibtex` what its author wrote, "" where it was no BibTeX."""

    key: str
    data: CslItem
    bibtex: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class ParseProblem:
    """Something that was left out, and why.

    `kind` is "broken", "repeated", "invalid-key", "invalid", "format" or "limit"; `line` counts from 1;
    `text` is its beginning, or its key.
    """

    kind: str
    text: str = ""
    line: int | None = None


@dataclass(slots=True)
class ParsedLiterature:
    """All that a text holds; each key stands once."""

    entries: list[ParsedEntry] = field(default_factory=list)
    problems: list[ParseProblem] = field(default_factory=list)

    def get_items(self) -> dict[str, CslItem]:
        """Return the entries as CSL-JSON, by their keys."""
        return {entry.key: entry.data for entry in self.entries}
