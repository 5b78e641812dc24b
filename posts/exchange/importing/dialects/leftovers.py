"""Marks of a dialect that nothing here reads: they stay in the text, and each is noted with its line.

Keys, references to them and citations are read; noted is what leads nowhere.
"""

import re
from collections import Counter
from collections.abc import Collection

from posts.exchange.importing.records.record import PostRecord
from posts.exchange.markdown.masking import Mask
from posts.models.cited_literature import parse_bibliography
from posts.models.literature_entry import load_literature
from posts.rendering.citations.syntax import find_citations
from posts.rendering.numbered.kinds import KEY_PREFIXES
from posts.rendering.passes.callout_dialects import CALLOUT_NAMES
from posts.rendering.passes.references import AT_KEY

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
# Of something numbered; and of a quotation with a kind, which may be a theorem.
KEY_MARK = re.compile(
    rf"\{{[^{{}}\n]{{0,300}}?(?:#(?:{KEY_PREFIXES})[-:]|\.(?:un)?numbered\b)[^{{}}\n]{{0,300}}\}}",
    re.IGNORECASE,
)
CALLOUT_WITH_MARKS = re.compile(r"^[ \t]*(?:>[ \t]?)+\[![^\]\n]{1,40}\][^\n]*$", re.MULTILINE)
DEFINED_KEY = re.compile(
    r"\{[^{}\n]{0,300}?#([^\s{}#]{1,200})|\\label\{([^{}\n]{1,200})\}|\blabel:[ \t]*(\S{1,200})"
)
KEY_REFERENCE = re.compile(rf"(?<![A-Za-z0-9_@/.\\-]){AT_KEY}", re.IGNORECASE)
BOOKDOWN_REFERENCE = re.compile(r"\\@ref\([\w:-]+\)")
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
    for written in find_dangling_references(text, mask, record):
        notes.add_note(REFERENCE_NOTE, "", written)
    text = KEY_MARK.sub("", CALLOUT_WITH_MARKS.sub("", text))
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


def find_dangling_references(text: str, mask: Mask, record: PostRecord) -> list[str]:
    """Return the references in `text` to keys that the post does not define, and unknown citations."""
    written = [match[0] for match in BOOKDOWN_REFERENCE.finditer(text)]
    if "@" not in text and "cite" not in text:
        return written
    defined = {key for found in DEFINED_KEY.findall(mask.restore_text(text)) for key in found if key}
    references = (match[0] for match in KEY_REFERENCE.finditer(text))
    written += [each for each in references if not is_defined(each.lstrip("-@"), defined)]
    return [*written, *find_unknown_citations(text, record)]


def is_defined(key: str, defined: Collection[str]) -> bool:
    """Whether `key`, or what is left of it without the Han characters that follow, is among `defined`."""
    return key in defined or (not key.isascii() and any(key[:end] in defined for end in range(1, len(key))))


def find_unknown_citations(text: str, record: PostRecord) -> list[str]:
    """Return the citations in `text` of what neither the post's literature nor the library has."""
    known = set(parse_bibliography(record.bibliography).get_items())
    groups = list(find_citations(text, known))
    if missing := {work.key for group in groups for work in group.works} - known:
        known |= load_literature(missing).keys()
    return [group.typed for group in groups if any(work.key not in known for work in group.works)]
