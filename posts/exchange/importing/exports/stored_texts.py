"""Texts as databases of blogs store them: Markdown or HTML; their files and dates."""

import re
from collections.abc import Callable
from datetime import UTC, datetime

from posts.exchange.html_to_markdown import ConversionError, convert_html
from posts.exchange.importing.exports.addresses import (
    rewrite_html_addresses,
    rewrite_markdown_addresses,
)
from posts.exchange.importing.exports.converted import ExportError
from posts.exchange.importing.exports.media_files import MISSING_MEDIA_NOTE, MediaFiles

LOOKS_LIKE_HTML = re.compile(
    r"\A\s*<(?:p|div|h[1-6]|ul|ol|table|figure|blockquote|pre|section|article|span)\b", re.IGNORECASE
)
LAST_SECOND = 100_000_000_000  # in the year 5138; greater numbers are milliseconds


def convert_stored_text(text: str, media: MediaFiles, *, is_markdown: bool) -> tuple[str, tuple[str, ...]]:
    """Return a stored text as Markdown, its files at their new addresses, and notes. Raises ExportError."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    notes: list[str] = []
    find_address = note_missing(media, notes)
    if is_markdown:
        return rewrite_markdown_addresses(text, find_address).strip("\n") + "\n", tuple(notes)
    try:
        converted = convert_html(rewrite_html_addresses(text, find_address))
    except ConversionError as error:
        raise ExportError(f"its text is {error.kind.replace('-', ' ')}") from error
    notes += [f"{note.kind}: {note.detail} ({note.count:,})" for note in converted.notes]
    return converted.markdown, tuple(dict.fromkeys(notes))


def note_missing(media: MediaFiles, notes: list[str]) -> Callable[[str], str]:
    """Return a function that gives new addresses of files, and adds a note for each that is not here."""

    def find_address(url: str) -> str:
        new = media.find_address(url)
        if not new and media.get_upload_name(url):
            notes.append(f"{MISSING_MEDIA_NOTE}: {url}")
        return new

    return find_address


def is_stored_html(text: str) -> bool:
    """Whether a text, of which nothing is said, is HTML."""
    return bool(LOOKS_LIKE_HTML.match(text))


def parse_stored_moment(value: object) -> datetime | None:
    """Return the moment of a number of seconds or milliseconds since 1970, or of a date of ISO 8601."""
    text = str(value or "").strip()
    try:
        if re.fullmatch(r"-?\d{1,14}", text, re.ASCII):
            seconds = int(text) / (1000 if abs(int(text)) > LAST_SECOND else 1)
            return datetime.fromtimestamp(seconds, UTC) if seconds else None
        moment = datetime.fromisoformat(text) if text else None
    except (ValueError, OverflowError, OSError):
        return None
    return moment.replace(tzinfo=moment.tzinfo or UTC) if moment else None


def choose_category_path(paths: list[tuple[str, ...]]) -> tuple[tuple[str, ...], list[str]]:
    """Return the first of a post's category paths at its deepest, and the names of those not above it."""
    first = next(iter(paths), ())
    chosen = max((path for path in paths if path[: len(first)] == first), key=len, default=())
    return chosen, [path[-1] for path in paths if path != chosen[: len(path)]]
