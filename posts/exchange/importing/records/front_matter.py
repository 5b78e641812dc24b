"""Front matter: the fields above a post's text, in YAML, TOML or JSON."""

import json
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

import yaml

from posts.exchange.importing.records import lenient_yaml
from posts.exchange.importing.records.record import ImportFileError, ImportNote

REPAIRED_NOTE, KEPT_AS_TEXT_NOTE = "front matter repaired", "no front matter"
MAX_FRONT_MATTER_LENGTH = 64 * 1024  # characters; the longest of 2,000 real ones has 4,000
FRONT_MATTER_FENCES = {"---": ("---", "..."), "+++": ("+++",), ";;;": (";;;",)}
FIELD_START = re.compile(r"^[A-Za-z_][\w.-]*[:：](?:\s|$)")
CONTINUATION_LINE = re.compile(r"^(?:\s+\S|-\s|\]|\}|#)")
JSON_BEGINS = re.compile(r'\{\s*"[^"\n]*"\s*:')
TOP_KEY = re.compile(r"^([\w-]+):(?=\s|$)", re.MULTILINE)
TOML_LINE = re.compile(r"at line (\d+)")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The fields, the text below them, and the line of the file, from 1, on which the text begins."""

    fields: dict[str, Any]
    body: str
    body_line: int = 1
    notes: list[ImportNote] = field(default_factory=list)


def split_front_matter(text: str) -> FrontMatter:
    """Split a file into fields and text. Raises ImportFileError for fields that cannot be read."""
    lines = text.split("\n")
    start = len(list(takewhile(lambda line: not line.strip(), lines)))
    first = lines[start].strip() if start < len(lines) else ""
    if first in FRONT_MATTER_FENCES:
        return read_fenced(lines, start, first)
    if first.startswith("{"):
        return read_json_object(text)
    if FIELD_START.match(first):
        return read_unopened(lines, start, text)
    return FrontMatter({}, text)


def read_fenced(lines: list[str], start: int, fence: str) -> FrontMatter:
    """Read the fields between `fence` on line `start` (from 0) and its closing fence."""
    notes: list[ImportNote] = []
    end = find_closing_fence(lines, start + 1, FRONT_MATTER_FENCES[fence])
    below = end + 1 if end is not None else 0
    if end is None:
        end = below = start + 1 + count_field_lines(lines[start + 1 :], fence)
        if end == start + 1:
            return FrontMatter({}, "\n".join(lines))
        notes.append(
            ImportNote(
                REPAIRED_NOTE,
                end,
                f"the closing {fence} is missing; the text is taken to begin after line {end}",
            )
        )
    fields = parse_fields(fence, "\n".join(lines[start + 1 : end]), start + 2, notes)
    if fields is None:
        notes.append(
            ImportNote(
                KEPT_AS_TEXT_NOTE, start + 1, f"what stands between the {fence} holds no fields; kept as text"
            )
        )
        return FrontMatter({}, "\n".join(lines), notes=notes)
    return FrontMatter(fields, "\n".join(lines[below:]), below + 1, notes)


def find_closing_fence(lines: list[str], start: int, fences: tuple[str, ...]) -> int | None:
    """Return the index of the first line from `start` that is one of `fences`."""
    return next((index for index in range(start, len(lines)) if lines[index].rstrip() in fences), None)


def count_field_lines(lines: Iterable[str], fence: str) -> int:
    """Return how many lines, from the first on, look like fields."""
    if fence == "+++":
        return len(
            list(takewhile(lambda line: re.match(r"\s*(?:[\w.-]+\s*=|\[|\]|#|\"|$)", line) and line, lines))
        )
    return len(list(takewhile(lambda line: FIELD_START.match(line) or CONTINUATION_LINE.match(line), lines)))


def read_unopened(lines: list[str], start: int, text: str) -> FrontMatter:
    """Read fields that begin at once and end at `---`, as Hexo allows."""
    end = start + count_field_lines(lines[start:], "---")
    # A line such as `<!-- image: -->` may stand between the fields and the fence.
    close = find_closing_fence(lines[: end + 3], start, ("---",))
    if close is None:
        return FrontMatter({}, text)
    notes: list[ImportNote] = []
    fields = parse_fields("---", "\n".join(lines[start:close]), start + 1, notes)
    return FrontMatter(fields or {}, "\n".join(lines[close + 1 :]), close + 2, notes)


def read_json_object(text: str) -> FrontMatter:
    """Read the JSON object at the beginning of `text`; without one, all of it is text."""
    bare = text.lstrip()
    try:
        fields, end = json.JSONDecoder().raw_decode(bare)
    except (json.JSONDecodeError, RecursionError) as error:
        if not JSON_BEGINS.match(bare):
            return FrontMatter({}, text)
        line = text.count("\n", 0, len(text) - len(bare)) + getattr(error, "lineno", 1)
        raise ImportFileError(f"front matter: {error}", line) from error
    end += len(text) - len(text.lstrip())
    return FrontMatter(fields, text[end:], text.count("\n", 0, end) + 1)


def parse_fields(fence: str, text: str, first_line: int, notes: list[ImportNote]) -> dict[str, Any] | None:
    """Return the fields in `text`, which begins on `first_line`; None where it holds no fields at all."""
    if len(text) > MAX_FRONT_MATTER_LENGTH:
        raise ImportFileError(
            f"the front matter is longer than {MAX_FRONT_MATTER_LENGTH:,} characters", first_line
        )
    readers = {"---": parse_yaml_fields, "+++": parse_toml_fields, ";;;": parse_json_fields}
    fields = readers[fence](text, first_line, notes)
    if fields is None or fields == "":
        return {}
    return fields if isinstance(fields, dict) else None


def parse_yaml_fields(text: str, first_line: int, notes: list[ImportNote]) -> Any:
    """Parse YAML, after a repair where it needs one; notes say what was repaired. Raises ImportFileError."""
    note_repeated_keys(text, first_line, notes)
    try:
        return lenient_yaml.load_yaml(text)
    except yaml.YAMLError as error:
        repaired, changes = lenient_yaml.repair_yaml(text)
        try:
            fields = lenient_yaml.load_yaml(repaired)
        except yaml.YAMLError:
            mark = getattr(error, "problem_mark", None)
            problem = getattr(error, "problem", None) or str(error)
            raise ImportFileError(
                f"front matter: {problem}", first_line + (mark.line if mark else 0)
            ) from error
    notes.extend(ImportNote(REPAIRED_NOTE, first_line + line - 1, fault) for line, fault in changes)
    return fields


def note_repeated_keys(text: str, first_line: int, notes: list[ImportNote]) -> None:
    """Add a note for each key that occurs again: YAML takes the last."""
    seen = set()
    for match in TOP_KEY.finditer(text):
        if match[1] in seen:
            line = first_line + text.count("\n", 0, match.start())
            notes.append(ImportNote(REPAIRED_NOTE, line, f"{match[1]} stands here again; the last is taken"))
        seen.add(match[1])


def parse_toml_fields(text: str, first_line: int, notes: list[ImportNote]) -> Any:
    """Parse TOML. Raises ImportFileError."""
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        at = TOML_LINE.search(str(error))
        raise ImportFileError(
            f"front matter: {error}", first_line + int(at[1]) - 1 if at else first_line
        ) from error


def parse_json_fields(text: str, first_line: int, notes: list[ImportNote]) -> Any:
    """Parse JSON, with or without its outer braces. Raises ImportFileError."""
    bare = text.strip()
    try:
        return json.loads(bare if bare.startswith("{") else "{" + bare + "}")
    except (json.JSONDecodeError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        raise ImportFileError(f"front matter: {error}", first_line + line - 1) from error
