"""Marks of a dialect that nothing here reads: they stay in the text, and each is noted with its line."""

import re
from collections import Counter

from posts.exchange.importing.records.record import PostRecord
from posts.exchange.markdown.masking import Mask
from posts.rendering.passes.callout_dialects import CALLOUT_NAMES

LEFTOVER_NOTE = "marks kept as they are"
REFERENCE_NOTE = "references kept as they are"
MAX_SHOWN_CHARACTERS, MAX_NOTES = 80, 200  # characters of one mark; notes of one post
HTML_COMMENT = re.compile(r"<!--(?:(?!<!--).)*?-->", re.DOTALL)
# What the mark is, and how it looks in a text whose code and formulas are hidden.
LEFTOVER_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.MULTILINE))
    for kind, pattern in (
        ("a shortcode", r"\{\{[<%][^\n]{0,300}?[>%]\}\}"),
        ("a tag", r"\{%[^\n]{0,300}?%\}"),
        ("a template", r"<%[^\n]{0,300}?%>"),
        ("a variable", r"\{\{(?![<%{])[^{}\n]{1,200}\}\}"),
        ("a mark of kramdown", r"\{:{1,2}/?[^{}\n]{0,200}\}"),
        ("an embed", r"!\[\[[^\[\]\n]{1,300}\]\]"),
        ("a link by name", r"(?<![\w\])!])\[\[(?!\d+\]\])[^\[\]\n]{1,300}\]\](?![(\[])"),
        ("a role", r"(?<![\w$}])\{[a-z][\w:-]*\}(?=\ufdd0)"),
        ("a directive", r"^[ \t]*::[a-z][\w-]*(?:\[[^\]\n]*\])?\{[^{}\n]*\}|^\.\. [\w-]+::[^\n]{0,80}"),
        ("a file to be shown", r"^[ \t]*<<<[ \t]*[@.\w][^\n]{0,200}|^@\[\w+\]\([^()\n]*\)"),
        ("a tab", r"^[ \t]*===[!+]?[ \t]+\"[^\"\n]*\""),
        ("a grid table", r"^[ \t]*\+(?:[-=:]{3,}\+)+[ \t]*$"),
        ("attributes", r"\{[.#][A-Za-z][\w-]*(?:[ \t]+[^{}\n]{0,200})?\}"),
    )
)
# Only in notes of Obsidian.
NOTE_PATTERNS = (
    ("a comment of Obsidian", re.compile(r"(?<![\w%])%%(?!%)[^\n]{0,200}")),
    ("a field of Dataview", re.compile(r"^\[?[\w-]+::[ \t]+\S[^\n]{0,80}", re.MULTILINE)),
)
# Tags and shortcodes that the renderer reads as callouts.
CALLOUT_TAG = re.compile(rf"\{{(?:%-?|\{{[<%])\s*(?:end|/)?\s*(?:{'|'.join(CALLOUT_NAMES)})\b", re.IGNORECASE)
REFERENCE_PATTERNS = tuple(
    re.compile(pattern)
    for pattern in (
        r"\{#(?:fig|tbl|eq|lst|thm|lem|cor|prp|cnj|def|exm|exr|sol|rem|alg)[-:][\w-]+[^{}\n]{0,200}\}",
        r"(?<![\w@/.])-?@(?:fig|tbl|eq|sec|lst|thm|lem|cor|prp|cnj|def|exm|exr|sol|rem|alg)-[\w-]+",
        r"(?<!\])\[-?@[\w][^\[\]\n=]{0,200}\](?!\()",
        r"\\@ref\([\w:-]+\)",
    )
)
DIRECTIVE_MARK = re.compile(r"^[ \t>]*:{3,}(?P<rest>[^\n]*)$", re.MULTILINE)
HEADING_ID = re.compile(r"^#{1,6}[ \t][^\n]*(\{#[^\s{}]+\})[ \t]*$", re.MULTILINE)


class LeftoverNotes:
    """Notes the marks of one text with their lines: a mark's second note has the line of its second place."""

    def __init__(self, mask: Mask, record: PostRecord) -> None:
        self.mask, self.record = mask, record
        self.seen: Counter[str] = Counter()

    def add_note(self, kind: str, what: str, written: str) -> None:
        """Add the note for the mark `written`, which is a `what`."""
        mark = self.mask.restore_text(written).strip()
        self.seen[mark] += 1
        if self.seen.total() > MAX_NOTES:
            return
        shown = mark if len(mark) <= MAX_SHOWN_CHARACTERS else f"{mark[:MAX_SHOWN_CHARACTERS]}…"
        self.record.add_note(kind, f"{what}{shown}", self.record.find_line(mark, self.seen[mark]))


def note_leftovers(text: str, mask: Mask, record: PostRecord, *, is_note: bool = False) -> None:
    """Add a note for every mark in `text`, its code and formulas hidden, that stays as it was written.

    `is_note`: the text may be a note of Obsidian, whose marks mean something else elsewhere.
    """
    notes = LeftoverNotes(mask, record)
    # Ids of headings are ours.
    text = HEADING_ID.sub(lambda match: match[0].replace(match[1], ""), HTML_COMMENT.sub("", text))
    for written in find_unclosed_directives(text):
        notes.add_note(LEFTOVER_NOTE, "a directive that is never closed, ", written)
    text = DIRECTIVE_MARK.sub("", text)
    for pattern in REFERENCE_PATTERNS:
        for match in pattern.finditer(text):
            notes.add_note(REFERENCE_NOTE, "", match[0])
        text = pattern.sub("", text)
    for kind, pattern in (*LEFTOVER_PATTERNS, *(NOTE_PATTERNS if is_note else ())):
        for match in pattern.finditer(text):
            if CALLOUT_TAG.match(match[0]):
                continue
            notes.add_note(LEFTOVER_NOTE, f"{kind}, ", match[0])


def find_unclosed_directives(text: str) -> list[str]:
    """Return the opening marks, such as `:::tip`, that no mark closes."""
    still_open: list[str] = []
    for match in DIRECTIVE_MARK.finditer(text):
        if match["rest"].strip():
            still_open.append(match[0].strip(" \t>"))
        else:
            still_open[-1:] = []
    return still_open
