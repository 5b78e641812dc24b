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
from posts.exchange.importing.records.record import Note, Refused

FAULT, KEPT = "front matter repaired", "no front matter"
MAX_LENGTH = 64 * 1024  # characters; the longest of 2,000 real ones has 4,000
FENCES = {"---": ("---", "..."), "+++": ("+++",), ";;;": (";;;",)}
KEY = re.compile(r"^[A-Za-z_][\w.-]*[:：](?:\s|$)")
CONTINUED = re.compile(r"^(?:\s+\S|-\s|\]|\}|#)")
JSON_BEGINS = re.compile(r'\{\s*"[^"\n]*"\s*:')
TOP_KEY = re.compile(r"^([\w-]+):(?=\s|$)", re.MULTILINE)
TOML_LINE = re.compile(r"at line (\d+)")


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The fields, the text below them, and the line of the file, from 1, on which the text begins."""

    fields: dict[str, Any]
    body: str
    body_line: int = 1
    notes: list[Note] = field(default_factory=list)


def split(text: str) -> FrontMatter:
    """Part a file into fields and text. Raises Refused, with the line, for fields that nobody can read."""
    lines = text.split("\n")
    start = len(list(takewhile(lambda line: not line.strip(), lines)))
    first = lines[start].strip() if start < len(lines) else ""
    if first in FENCES:
        return between_fences(lines, start, first)
    if first.startswith("{"):
        return json_object(text)
    if KEY.match(first):
        return without_opening_fence(lines, start, text)
    return FrontMatter({}, text)


def between_fences(lines: list[str], start: int, fence: str) -> FrontMatter:
    """Read what stands between `fence` on line `start` (from 0) and the next one."""
    notes: list[Note] = []
    end = find_fence(lines, start + 1, FENCES[fence])
    below = end + 1 if end is not None else 0
    if end is None:
        end = below = start + 1 + length_of_fields(lines[start + 1 :], fence)
        if end == start + 1:
            return FrontMatter({}, "\n".join(lines))
        notes.append(
            Note(FAULT, end, f"the closing {fence} is missing; the text is taken to begin after line {end}")
        )
    fields = read(fence, "\n".join(lines[start + 1 : end]), start + 2, notes)
    if fields is None:
        notes.append(Note(KEPT, start + 1, f"what stands between the {fence} holds no fields; kept as text"))
        return FrontMatter({}, "\n".join(lines), notes=notes)
    return FrontMatter(fields, "\n".join(lines[below:]), below + 1, notes)


def find_fence(lines: list[str], start: int, fences: tuple[str, ...]) -> int | None:
    """Return the index of the first line from `start` that is one of `fences`."""
    return next((index for index in range(start, len(lines)) if lines[index].rstrip() in fences), None)


def length_of_fields(lines: Iterable[str], fence: str) -> int:
    """Return how many lines from the first look like fields."""
    if fence == "+++":
        return len(
            list(takewhile(lambda line: re.match(r"\s*(?:[\w.-]+\s*=|\[|\]|#|\"|$)", line) and line, lines))
        )
    return len(list(takewhile(lambda line: KEY.match(line) or CONTINUED.match(line), lines)))


def without_opening_fence(lines: list[str], start: int, text: str) -> FrontMatter:
    """Read fields that begin at once and end at `---`, as Hexo allows."""
    end = start + length_of_fields(lines[start:], "---")
    # A line such as `<!-- image: -->` may stand between the fields and the fence.
    close = find_fence(lines[: end + 3], start, ("---",))
    if close is None:
        return FrontMatter({}, text)
    notes: list[Note] = []
    fields = read("---", "\n".join(lines[start:close]), start + 1, notes)
    return FrontMatter(fields or {}, "\n".join(lines[close + 1 :]), close + 2, notes)


def json_object(text: str) -> FrontMatter:
    """Read the JSON object that `text` begins with; where there is none, all of it is text."""
    bare = text.lstrip()
    try:
        fields, end = json.JSONDecoder().raw_decode(bare)
    except (json.JSONDecodeError, RecursionError) as error:
        if not JSON_BEGINS.match(bare):
            return FrontMatter({}, text)
        line = text.count("\n", 0, len(text) - len(bare)) + getattr(error, "lineno", 1)
        raise Refused(f"front matter: {error}", line) from error
    end += len(text) - len(text.lstrip())
    return FrontMatter(fields, text[end:], text.count("\n", 0, end) + 1)


def read(fence: str, text: str, first_line: int, notes: list[Note]) -> dict[str, Any] | None:
    """Return the fields in `text`, which begins on `first_line`; None where it holds no fields at all."""
    if len(text) > MAX_LENGTH:
        raise Refused(f"the front matter is longer than {MAX_LENGTH:,} characters", first_line)
    readers = {"---": read_yaml, "+++": read_toml, ";;;": read_json}
    fields = readers[fence](text, first_line, notes)
    if fields is None or fields == "":
        return {}
    return fields if isinstance(fields, dict) else None


def read_yaml(text: str, first_line: int, notes: list[Note]) -> Any:
    note_repeated(text, first_line, notes)
    try:
        return lenient_yaml.load(text)
    except yaml.YAMLError as error:
        repaired, changes = lenient_yaml.repair(text)
        try:
            fields = lenient_yaml.load(repaired)
        except yaml.YAMLError:
            mark = getattr(error, "problem_mark", None)
            problem = getattr(error, "problem", None) or str(error)
            raise Refused(f"front matter: {problem}", first_line + (mark.line if mark else 0)) from error
    notes.extend(Note(FAULT, first_line + line - 1, fault) for line, fault in changes)
    return fields


def note_repeated(text: str, first_line: int, notes: list[Note]) -> None:
    seen = set()
    for match in TOP_KEY.finditer(text):
        if match[1] in seen:
            line = first_line + text.count("\n", 0, match.start())
            notes.append(Note(FAULT, line, f"{match[1]} stands here again; the last is taken"))
        seen.add(match[1])


def read_toml(text: str, first_line: int, notes: list[Note]) -> Any:
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        at = TOML_LINE.search(str(error))
        raise Refused(f"front matter: {error}", first_line + int(at[1]) - 1 if at else first_line) from error


def read_json(text: str, first_line: int, notes: list[Note]) -> Any:
    bare = text.strip()
    try:
        return json.loads(bare if bare.startswith("{") else "{" + bare + "}")
    except (json.JSONDecodeError, RecursionError) as error:
        line = getattr(error, "lineno", 1)
        raise Refused(f"front matter: {error}", first_line + line - 1) from error
