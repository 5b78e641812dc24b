"""Files that a post shows by name, put into its text: VitePress, MyST and Sphinx, Hugo's `readfile`."""

import re
from collections.abc import Callable
from pathlib import Path

from posts.exchange.importing.records.record import PostRecord
from posts.exchange.importing.records.regular_files import read_regular_text
from posts.rendering.scanner import find_fences

INCLUDE_NOTE, INCLUDE_COUNT = "file not included", "files included"
MAX_INCLUDED_BYTES, MAX_INCLUDES = 200_000, 100  # of one file; in one post
ContainsFile = Callable[[Path], bool]
# `<<< @/snippets/a.js#region{1,3 js} [title]`
SNIPPET = re.compile(
    r"<<<[ \t]*(?P<path>[^\s#{}\[\]]+)(?:#(?P<region>[\w-]+))?(?:[ \t]*\{(?P<marks>[^{}\n]*)\})?"
    r"(?:[ \t]*\[(?P<title>[^\[\]\n]*)\])?[ \t]*"
)
# `<!--@include: ./part.md{3,10}-->`
PART = re.compile(r"<!--[ \t]*@include:[ \t]*(?P<path>[^\s{}<>]+?)(?:\{(?P<lines>\d*,\d*)\})?[ \t]*-->[ \t]*")
# `{{< readfile file="a.md" code="true" lang="go" >}}`
READFILE = re.compile(
    r"\{\{[<%][ \t]*readfile[ \t]+(?:file=)?\"(?P<path>[^\"\n]+)\"(?P<options>[^{}\n]*?)/?[>%]\}\}[ \t]*"
)
# ```` ```{literalinclude} a.py ```` with options below, and `:::{include} part.md`.
DIRECTIVE = re.compile(r"(?P<fence>`{3,}|:{3,})\{(?P<name>literalinclude|include)\}[ \t]+(?P<path>\S+)[ \t]*")
OPTION = re.compile(r"[ \t]*:(?P<name>[\w-]+):[ \t]*(?P<value>.*)")


def include_files(text: str, record: PostRecord, root: Path, contains_file: ContainsFile) -> str:
    """Return `text` with the files it names in their places.

    `contains_file` tells whether a file lies within the imported folder `root`. Others, hidden files, big
    ones and those that are no text are noted, and what names them stays.
    """
    if not any(sign in text for sign in ("<<<", "@include", "include}", "readfile")):
        return text
    lines, done, position, count = text.split("\n"), [], 0, 0
    fences = find_fences(lines)
    while position < len(lines):
        line = lines[position]
        is_inner = fences.in_fence[position] and position not in fences.prefixes
        found = None if is_inner else match_include(line)
        end = position + 1
        if found and found.re is DIRECTIVE:
            end = find_directive_end(lines, position, found["fence"])
        path = (
            find_named_file(found["path"], record, root, contains_file)
            if found and count < MAX_INCLUDES
            else None
        )
        content = read_included(path) if path else None
        if found and content is None:
            record.add_note(INCLUDE_NOTE, line.strip()[:80], record.find_line(line.strip()))
        if found and path and content is not None:
            count += 1
            record.counts[INCLUDE_COUNT] += 1
            done += format_included(
                found, path, content.rstrip("\n").split("\n"), lines[position + 1 : end - 1]
            )
        else:
            done += lines[position:end]
        position = end
    return "\n".join(done)


def match_include(line: str) -> re.Match[str] | None:
    """Return the match of the notation that `line` consists of; None where it is none."""
    patterns = (SNIPPET, PART, READFILE, DIRECTIVE)
    return next(filter(None, (pattern.fullmatch(line.strip()) for pattern in patterns)), None)


def find_directive_end(lines: list[str], start: int, fence: str) -> int:
    """Return the number of the line behind the directive that opens on line `start`."""
    for position in range(start + 1, len(lines)):
        line = lines[position].strip()
        if line == fence[0] * max(len(line), len(fence)):
            return position + 1
    return len(lines)


def find_named_file(name: str, record: PostRecord, root: Path, contains_file: ContainsFile) -> Path | None:
    """Return the file that a post calls `name`, unless it is outside of `root` or hidden."""
    if "\0" in name:
        return None
    inner = name.removeprefix("@").lstrip("/")
    near = [record.path.parent / name] if not name.startswith(("@", "/")) else []
    path = next(filter(contains_file, [*near, root / inner]), None)
    if path is None or any(part.startswith(".") for part in path.resolve().relative_to(root).parts):
        return None
    return path


def read_included(path: Path) -> str | None:
    """Return the text of a file; None where it is too big, or no text in UTF-8."""
    try:
        if path.stat().st_size > MAX_INCLUDED_BYTES:
            return None
        content = read_regular_text(path, "utf-8-sig")
    except (OSError, UnicodeDecodeError):
        return None
    return None if "\0" in content else content


def format_included(found: re.Match[str], path: Path, content: list[str], below: list[str]) -> list[str]:
    """Return the lines that stand for an include: those of the file, in a fence where it is code."""
    groups = found.groupdict()
    options = {match["name"]: match["value"].strip() for match in map(OPTION.match, below) if match}
    if groups.get("region"):
        content = cut_region(content, groups["region"])
    if groups.get("lines"):
        content = cut_lines(content, groups["lines"].replace(",", "-"))
    if options.get("lines"):
        content = [line for part in options["lines"].split(",") for line in cut_lines(content, part)]
    shown = groups.get("options") or ""
    is_code = found.re is SNIPPET or groups.get("name") == "literalinclude" or 'code="true"' in shown
    if not is_code:
        return ["", *content, ""]
    marks, _, language = (groups.get("marks") or "").rpartition(" ")
    if language and not language[0].isalpha():
        marks, language = f"{marks} {language}".strip(), ""
    named = re.search(r"lang=\"(\w+)\"", shown)
    language = options.get("language") or (named[1] if named else "") or language.partition(":")[0]
    marks = marks or options.get("emphasize-lines", "")
    title = groups.get("title") or options.get("caption", "")
    parts = [
        language or path.suffix.lstrip("."),
        f"{{{marks}}}" if marks else "",
        f'title="{title}"' if title else "",
    ]
    longest = max((len(run) for line in content for run in re.findall("`{3,}", line)), default=2)
    fence = "`" * (longest + 1)
    return ["", f"{fence}{' '.join(filter(None, parts))}", *content, fence, ""]


def cut_region(lines: list[str], name: str) -> list[str]:
    """Return the lines between `#region name` and `#endregion`; all where there is no such region."""
    mark = re.compile(rf"(?:end)?region\b[ \t]*{re.escape(name)}\b")
    begin = next((number for number, line in enumerate(lines) if mark.search(line)), None)
    if begin is None:
        return lines
    rest = lines[begin + 1 :]
    end = next((number for number, line in enumerate(rest) if "endregion" in line), len(rest))
    return rest[:end]


def cut_lines(lines: list[str], part: str) -> list[str]:
    """Return the lines, counted from 1, that `part` names: `3`, `3-10`, `3-` or `-10`."""
    first, dash, last = part.strip().partition("-")
    if not (first or last) or not (first or "1").isdigit() or not (last or "1").isdigit():
        return lines
    begin = int(first or 1)
    return lines[max(begin - 1, 0) : int(last) if last else None if dash else begin]
