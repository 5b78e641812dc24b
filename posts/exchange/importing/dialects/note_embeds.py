"""Notes within notes, as Obsidian shows them: `![[Note]]`, `![[Note#Heading]]`, `![[Note#^block]]`.

An embed on a line of its own becomes a quotation of that text, below a link to the note. Others, those of
notes that are not public, that are long or that embed each other, become links, as wiki links do.
"""

import os
import re
from collections.abc import Callable
from functools import lru_cache
from html import escape
from pathlib import PurePosixPath
from typing import NamedTuple

from posts.exchange.importing.dialects.wikilinks import get_heading_anchor
from posts.exchange.importing.records.file_types import MARKDOWN_SUFFIXES
from posts.exchange.importing.records.front_matter import split_front_matter
from posts.exchange.importing.records.record import ImportFileError, PostRecord
from posts.exchange.markdown.addresses import WrittenAddress, rewrite_addresses
from posts.exchange.markdown.masking import Mask

EMBED_LINE = re.compile(
    r"^(?P<lead>[ \t>]*)!\[\[(?P<name>[^\[\]|#\n]+)(?:#(?P<part>[^\[\]|\n]*))?(?:\|[^\[\]\n]*)?\]\][ \t]*$",
    re.MULTILINE,
)
HEADING = re.compile(r"^(?P<marks>#{1,6})[ \t]+(?P<text>.*?)[ \t]*#*[ \t]*$", re.MULTILINE)
FOOTNOTE_MARK = re.compile(r"\[\^(?P<name>[^\]\s]+)\]")
FOOTNOTE = re.compile(r"^\[\^(?P<name>[^\]\s]+)\]:.*$", re.MULTILINE)
LOCAL_LINK = re.compile(r"(?<!!)\[\[#(?P<part>[^\[\]|\n]+)(?P<rest>\|[^\[\]\n]*)?\]\]")
MAX_EMBED_LEVELS = 3
MAX_EMBEDDED_CHARACTERS = 20_000  # of a note, and of all in one post ten times as many
MAX_ALL_EMBEDDED_CHARACTERS = 200_000
MAX_EMBEDS = 1_000  # in one post, those within notes included
MAX_NOTE_CHARACTERS = 400_000  # of a note in which a part is looked for
NOT_EMBEDDED_NOTE = "embedded note kept as a link"

# Takes the name of a note, returns its record; None where there is none.
FindNote = Callable[[str], PostRecord | None]


def expand_note_embeds(text: str, record: PostRecord, find_note: FindNote) -> str:
    """Return `text`, nothing of it hidden, with the notes that it embeds; a note says which it can't show."""
    if "![[" not in text:
        return text
    return NoteEmbedder(record, find_note).expand(text, ())


class NoteEmbedder:
    """Puts notes into the text of `record`, which may embed others in turn."""

    def __init__(self, record: PostRecord, find_note: FindNote) -> None:
        self.record, self.find_note = record, find_note
        self.characters_left = MAX_ALL_EMBEDDED_CHARACTERS
        self.embeds_left = MAX_EMBEDS
        self.bodies: dict[str, str] = {}

    def expand(self, text: str, above: tuple[PostRecord, ...]) -> str:
        """Return `text` with its embeds; `above` are the notes that it is itself embedded in."""
        mask = Mask()
        return mask.restore_text(
            EMBED_LINE.sub(lambda match: self.replace_embed(match, above), mask.hide_code(text))
        )

    def replace_embed(self, match: re.Match[str], above: tuple[PostRecord, ...]) -> str:
        name, part = match["name"].strip(), (match["part"] or "").strip()
        if PurePosixPath(name).suffix.lower() not in {"", *MARKDOWN_SUFFIXES} and "." in name[-6:]:
            return match[0]
        note = self.find_note(name) if self.embeds_left else None
        if note is None:
            return match[0]
        self.embeds_left -= 1
        if not self.embeds_left:
            self.record.add_note(NOT_EMBEDDED_NOTE, f"more than {MAX_EMBEDS} notes in one post")
        if note.origin not in self.bodies:
            self.bodies[note.origin] = read_note_body(note)
        found = find_part(self.bodies[note.origin], part)
        if reason := self.find_obstacle(note, found, above):
            self.record.add_note(NOT_EMBEDDED_NOTE, f"{name}: {reason}", self.record.find_line(f"[[{name}"))
            return match[0]
        self.characters_left -= len(found)
        inside = self.expand(adapt_note(found, note, self.record), (*above, note))
        title = escape(note.title, quote=False).replace("[", "\\[").replace("]", "\\]")
        target = f"post:{name}{'#' + get_heading_anchor(part) if part and not part.startswith('^') else ''}"
        lines = ["", f"> **[{title}](<{target}>)**", ">", *(f"> {line}" for line in inside.split("\n")), ""]
        return "\n".join(f"{match['lead']}{line}".rstrip() for line in lines)

    def find_obstacle(self, note: PostRecord, found: str, above: tuple[PostRecord, ...]) -> str:
        """Return why `found`, a part of `note`, is not shown; "" where it is."""
        if note is self.record or note in above:
            return "it embeds itself"
        if len(above) >= MAX_EMBED_LEVELS:
            return f"more than {MAX_EMBED_LEVELS} notes within each other"
        if note.published_at is None and self.record.published_at is not None:
            return "it is not public"
        if not found:
            return "it has no such part"
        is_long = len(found) > min(MAX_EMBEDDED_CHARACTERS, self.characters_left)
        return "it is long" if is_long else ""


def read_note_body(note: PostRecord) -> str:
    """Return the text of a note as its file has it, without a heading that repeats its title."""
    try:
        body = split_front_matter(note.file_text).body.strip("\n")
    except ImportFileError:
        return ""
    heading = HEADING.match(body)
    return body[heading.end() :].strip("\n") if heading and heading["text"] == note.title else body


def find_part(body: str, part: str) -> str:
    """Return the part of a note that `#Heading`, `#Path#Of headings` or `#^block` names; "" for none.

    With the footnotes that it names.
    """
    if len(body) > MAX_NOTE_CHARACTERS:
        return body
    found = find_block(body, part[1:]) if part.startswith("^") else find_section(body, part)
    if not part or not found or len(found) > MAX_EMBEDDED_CHARACTERS:
        return found
    names = {match["name"] for match in FOOTNOTE_MARK.finditer(found)}
    notes = [
        match[0] for match in FOOTNOTE.finditer(body) if match["name"] in names and match[0] not in found
    ]
    return "\n\n".join([found, *notes])


def find_block(body: str, name: str) -> str:
    """Return the paragraph that ends with the mark of a block; "" for none."""
    marked = re.compile(rf"\s\^{re.escape(name)}\s*$")
    return next(filter(marked.search, re.split(r"\n[ \t]*\n", body)), "").strip()


def find_section(body: str, part: str) -> str:
    """Return what stands below a heading, with all that is below that; "" for none, all for no heading."""
    if not part:
        return body.strip()
    mask, hidden, headings = find_headings(body)
    wanted = get_heading_anchor(part)
    for number, heading in enumerate(headings):
        if heading.anchor == wanted:
            later = (each.start for each in headings[number + 1 :] if each.level <= heading.level)
            return mask.restore_text(hidden[heading.end : next(later, len(hidden))]).strip()
    return ""


class NoteHeading(NamedTuple):
    """A heading of a note: where it stands in the text."""

    anchor: str
    level: int
    start: int
    end: int


@lru_cache(maxsize=16)
def find_headings(body: str) -> tuple[Mask, str, list[NoteHeading]]:
    """Return what hides the code of a note, its text without that, and the headings in it."""
    mask = Mask()
    hidden = mask.hide_code(body)
    found = HEADING.finditer(hidden)
    headings = [
        NoteHeading(get_heading_anchor(one["text"]), len(one["marks"]), one.start(), one.end())
        for one in found
    ]
    return mask, hidden, headings


def adapt_note(text: str, note: PostRecord, record: PostRecord) -> str:
    """Return a part of `note` as it can stand in `record`: links as seen from there, notes of its own names.

    Its headings become bold lines: they are no sections of the post that it stands in.
    """
    mask = Mask()
    text = mask.hide_code(text)
    text = HEADING.sub(lambda match: f"**{match['text']}**" if match["text"] else "", text)
    text = FOOTNOTE_MARK.sub(lambda match: f"[^{note.slug}-{match['name']}]", text)
    text = LOCAL_LINK.sub(
        lambda match: f"[[{note.title}#{match['part']}{match['rest'] or '|' + match['part']}]]", text
    )

    def move_address(written: WrittenAddress) -> str | None:
        path = written.local_path
        file = note.path.parent / path if path and not path.startswith("/") else None
        if file is None or written.in_html or not file.is_file():
            return None
        return f"<{os.path.relpath(file, record.path.parent)}>"

    return mask.restore_text(rewrite_addresses(text, move_address))
