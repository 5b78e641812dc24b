"""kramdown's notations: comments `{::comment}…{:/}`, abbreviations `*[HTML]: …`, tables without a head."""

import re
from html import escape

from posts.exchange.importing.records.record import PostRecord
from posts.rendering.scanner import is_table_delimiter_row

CONTENTS_NOTE = "list of contents left out"
COMMENT_NOTE, UNCLOSED_NOTE = "comment left out", "comment never closed"
EXTENSION_TAG = re.compile(r"\{::comment[ \t]*(?P<alone>/)?\}|\{:/(?:comment)?[ \t]*\}")
ABBREVIATION = re.compile(r"^ {0,3}\*\[(?P<name>[^\[\]\n]{1,60})\]:[ \t]*(?P<text>[^\n]*)$\n?", re.MULTILINE)
# The heading of a list of contents, which goes with the list: ours is made from the headings.
CONTENTS_TITLE = re.compile(
    r"^(?:#+ *|\*\*)?(目录|目錄|Table of Contents|Contents)[:：]?(?:\*\*)?[:：]?[ \t]*\n\s*"
    r"^[ \t]*(?:[*+-]|\d+[.)])[^\n]*\n[ \t]*\{:[ \t]*toc[^}]*\}[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)
# What no abbreviation is marked in: tags, destinations of links, definitions, addresses, hidden text.
NOT_TEXT = r"<[^<>\n]*>|\]\([^()\n]*\)|^ {0,3}\[[^\]\n]*\]:[^\n]*|https?://[^\s<>]+|\ufdd0\d+\ufdd1"
KRAMDOWN_TABLE_RULE = re.compile(r"[ \t]*\|?[ \t]*(?:[=+|:-][ \t]*){3,}\|?[ \t]*")
MAX_TABLE_COLUMNS, MAX_ABBREVIATIONS = 60, 200


def remove_comments(text: str, record: PostRecord) -> str:
    """Return `text`, its code hidden, without kramdown's comments, each of which is noted.

    One that is never closed stays, so that nothing else is lost with it.
    """
    kept, end, start = [], 0, None
    for match in EXTENSION_TAG.finditer(text):
        if match["alone"]:
            continue
        if match[0].startswith("{::") and start is None:
            start = match
        elif match[0].startswith("{:/") and start:
            kept.append(text[end : start.start()])
            record.add_note(COMMENT_NOTE, "a comment of kramdown", record.find_line(start[0]))
            end, start = match.end(), None
    if start:
        record.add_note(UNCLOSED_NOTE, "the text behind {::comment} is shown", record.find_line(start[0]))
    return "".join([*kept, text[end:]])


def note_contents_titles(text: str, record: PostRecord) -> None:
    """Add a note for each heading of a list of contents in `text`."""
    for match in CONTENTS_TITLE.finditer(text):
        written = match[0].partition("\n")[0]
        record.add_note(CONTENTS_NOTE, match[1], record.find_line(f"{written}\n"))


def mark_abbreviations(text: str, record: PostRecord) -> str:
    """Return `text`, its code and formulas hidden, with abbreviations as `<abbr>`, without definitions."""
    defined = {match["name"]: match["text"].strip() for match in ABBREVIATION.finditer(text)}
    if not 0 < len(defined) <= MAX_ABBREVIATIONS:
        return text
    names = "|".join(map(re.escape, sorted(defined, key=len, reverse=True)))
    pattern = re.compile(rf"{NOT_TEXT}|(?<!\w)(?P<name>{names})(?!\w)", re.MULTILINE)

    def mark(match: re.Match[str]) -> str:
        title = defined.get(match["name"] or "")
        return f'<abbr title="{escape(title)}">{match["name"]}</abbr>' if title else match[0]

    return pattern.sub(mark, ABBREVIATION.sub("", text))


def complete_tables(text: str, record: PostRecord) -> str:
    """Return `text`, its code and formulas hidden, with a head above each table that has none.

    kramdown's tables are lines that begin with a bar, with or without a head, and may hold further rules
    between their rows, which GFM does not know.
    """
    lines = text.split("\n")
    done: list[str] = []
    position = 0
    while position < len(lines):
        end = position
        while end < len(lines) and lines[end].lstrip(" ").startswith("|"):
            end += 1
        if end > position:
            done += complete_table(lines[position:end])
        else:
            done.append(lines[position])
        position = max(end, position + 1)
    return "\n".join(done)


def complete_table(rows: list[str]) -> list[str]:
    """Return the lines of one table as GFM reads them."""
    if len(rows) < 2 or (is_table_delimiter_row(rows[1]) and not KRAMDOWN_TABLE_RULE.fullmatch(rows[0])):
        return rows[:2] + [row for row in rows[2:] if not KRAMDOWN_TABLE_RULE.fullmatch(row)]
    if not all(row.rstrip().endswith("|") or KRAMDOWN_TABLE_RULE.fullmatch(row) for row in rows):
        return rows
    body = [row for row in rows if not KRAMDOWN_TABLE_RULE.fullmatch(row)]
    columns = max((count_table_columns(row) for row in body), default=0)
    if not 1 < columns <= MAX_TABLE_COLUMNS:
        return rows
    rule = next((row.strip() for row in rows[:1] if is_table_delimiter_row(row)), "")
    return [
        f"|{'  |' * columns}",
        rule if count_table_columns(rule) == columns else f"|{' --- |' * columns}",
        *body,
    ]


def count_table_columns(row: str) -> int:
    """Return the number of cells in a row that begins with a bar."""
    return len(re.findall(r"(?<!\\)\|", row.strip().removesuffix("|")))
