"""Wiki links, embeds and comments of Obsidian: `[[Note#Heading|text]]`, `![[picture.png|300]]`, `%%x%%`."""

import re
from html import escape
from pathlib import PurePosixPath

from posts.exchange.importing.dialects.attributes import format_size
from posts.exchange.importing.dialects.markdown import format_image
from posts.exchange.importing.records.file_types import ATTACHMENT_SUFFIXES, IMAGE_SUFFIXES
from posts.exchange.importing.records.record import PostRecord, PostReferences
from posts.rendering.numbered.kinds import find_kind_of_key

WIKILINK = re.compile(
    r"(?:(?P<embed>!)|(?<![A-Za-z0-9_)\]]))\[\[(?!_?(?i:toc)_?\]\])"
    r"(?P<name>[^\[\]|#\n]*)(?:#(?P<part>[^\[\]|\n]*))?(?P<rest>(?:\\?\|[^\[\]\n]*)?)\]\]"
)
PLAYED_SUFFIXES = {
    **dict.fromkeys((".mp4", ".webm", ".mov"), "video"),
    **dict.fromkeys((".mp3", ".m4a", ".ogg", ".wav"), "audio"),
}
IMAGE_SIZE = re.compile(r"\d+(?:x\d+)?")
SIZED_ALT = re.compile(
    r"(!\[[^\[\]|\n]*)\|(\d+)(?:x(\d+))?"
    r"(\]\((?:<[^<>\n]*>|[^()\s<>]*(?:\([^()\s]*\)[^()\s]*)*)(?:[ \t]+\"[^\"\n]*\")?\))"
)
# Not after a digit: `100%%` begins none.
OBSIDIAN_COMMENT = re.compile(r"(?<![\w%])%%(?!%)(?:(?!%%).){1,5000}%%(?!%)", re.DOTALL)
BLOCK_ID = re.compile(r"(?<![ \t])[ \t]+\^(?!\d+[ \t]*$)[a-zA-Z0-9-]{4,}[ \t]*$", re.MULTILINE)


def replace_wikilinks(text: str, record: PostRecord, references: PostReferences) -> str:
    """Return `text`, its code and formulas hidden, with Obsidian's notations as Markdown."""
    text = WIKILINK.sub(lambda match: format_wikilink(match, record, references), text)
    return BLOCK_ID.sub("", OBSIDIAN_COMMENT.sub("", SIZED_ALT.sub(move_size, text)))


def move_size(match: re.Match[str]) -> str:
    """Return `![text|300](a.png)` with its size behind it."""
    return f"{match[1]}{match[4]}{format_size({'width': match[2], 'height': match[3] or ''})}"


def format_wikilink(match: re.Match[str], record: PostRecord, references: PostReferences) -> str:
    """Return a wiki link or embed as Markdown; the link to a missing note becomes its name."""
    name, part = match["name"].strip().rstrip("\\"), (match["part"] or "").strip()
    words = [word.strip() for word in match["rest"].replace("\\|", "|").split("|")]
    label = next((word for word in words if word and not IMAGE_SIZE.fullmatch(word)), "")
    if PurePosixPath(name).suffix.lower() in IMAGE_SUFFIXES | ATTACHMENT_SUFFIXES:
        size = next((word for word in words if IMAGE_SIZE.fullmatch(word)), "")
        return format_file(name, label, size) if match["embed"] else f"[{label or name}](<{name}>)"
    if part.startswith("^"):
        part = ""  # a block, whose mark goes
    if not name:
        return f"[{label or part}](#{get_heading_anchor(part)})" if part else label
    title = references.find_title(name, record)
    if title is None and name.isdigit():
        return match[0]
    if title is None:
        record.add_note("note not written yet", name, record.find_line(f"[[{name}"))
        return label or name
    if find_kind_of_key(part) and not set("[]|#") & set(title):
        # Of something numbered: the renderer knows its number, and follows it.
        return f"[[{title}#{part}{'|' + label if label else ''}]]"
    return f"[{label or title}](<post:{name}{'#' + get_heading_anchor(part) if part else ''}>)"


def format_file(name: str, label: str, size: str) -> str:
    """Return an embedded file: a picture, in its size, a player, or a link."""
    suffix = PurePosixPath(name).suffix.lower()
    if suffix in IMAGE_SUFFIXES:
        width, _, height = size.partition("x")
        shown = format_image(name, label or PurePosixPath(name).stem, label)
        return shown + format_size({"width": width, "height": height})
    if tag := PLAYED_SUFFIXES.get(suffix):
        return f'<{tag} src="{escape(name)}" controls></{tag}>'
    return f"[{label or name}](<{name}>)"


def get_heading_anchor(heading: str) -> str:
    """Return the id of the heading with this text; of a path of headings, the last counts."""
    return re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", heading.rpartition("#")[2].lower()).strip())
