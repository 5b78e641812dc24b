"""Obsidian's links and embeds: `[[Note#Heading|text]]`, `![[picture.png|300]]`; and its hidden comments."""

import re
from pathlib import PurePosixPath

from posts.exchange.importing.dialects.markdown import format_image
from posts.exchange.importing.records.file_types import ATTACHMENT_SUFFIXES, IMAGE_SUFFIXES
from posts.exchange.importing.records.record import PostReferences, Record

WIKILINK = re.compile(
    r"(?:(?P<embed>!)|(?<![A-Za-z0-9_)\]]))\[\[(?!_?(?i:toc)_?\]\])"
    r"(?P<name>[^\[\]|#\n]*)(?:#(?P<part>[^\[\]|\n]*))?(?P<rest>(?:\\?\|[^\[\]\n]*)?)\]\]"
)
SIZE = re.compile(r"\d+(?:x\d+)?")
SIZED_ALT = re.compile(r"(!\[[^\[\]|\n]*)\|\d+(?:x\d+)?(?=\]\()")
# Not after a digit: `100%%` begins none.
COMMENT = re.compile(r"(?<![\w%])%%(?!%)(?:(?!%%).){1,5000}%%(?!%)", re.DOTALL)
BLOCK_ID = re.compile(r"(?<![ \t])[ \t]+\^(?!\d+[ \t]*$)[a-zA-Z0-9-]{4,}[ \t]*$", re.MULTILINE)


def replace(text: str, record: Record, references: PostReferences) -> str:
    """Return `text`, its code and formulas hidden, with Obsidian's own marks as Markdown."""
    text = WIKILINK.sub(lambda match: written(match, record, references), text)
    return BLOCK_ID.sub("", COMMENT.sub("", SIZED_ALT.sub(r"\1", text)))


def written(match: re.Match[str], record: Record, references: PostReferences) -> str:
    """Return one link or embed as Markdown; a note that nobody has written is its name."""
    name, part = match["name"].strip().rstrip("\\"), (match["part"] or "").strip()
    words = [word.strip() for word in match["rest"].replace("\\|", "|").split("|")]
    label = next((word for word in words if word and not SIZE.fullmatch(word)), "")
    suffix = PurePosixPath(name).suffix.lower()
    if match["embed"] and suffix in IMAGE_SUFFIXES:
        return format_image(name, label or PurePosixPath(name).stem, label)
    if suffix in IMAGE_SUFFIXES | ATTACHMENT_SUFFIXES:
        return f"[{label or name}](<{name}>)"
    if not name:
        return f"[{label or part}](#{anchor(part)})"
    title = references.title_of(name, record)
    if title is None and name.isdigit():
        return match[0]
    if title is None:
        record.note("note not written yet", name, record.line_of(f"[[{name}"))
        return label or name
    return f"[{label or title}](<post:{name}{'#' + anchor(part) if part else ''}>)"


def anchor(heading: str) -> str:
    """Return the id that our headings of this text have; a path of headings leads to its last."""
    return re.sub(r"\s", "-", re.sub(r"[^\w\s-]", "", heading.rpartition("#")[2].lower()).strip())
