"""`PostRecord`: what every format is read into; and the errors that reading one raises."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol
from uuid import UUID

from posts.exchange.notebooks.cell_digests import CellDigest


@dataclass(frozen=True, slots=True)
class ImportNote:
    """Something the site's owner should check. `line` counts from 1; None where it is unknown.

    `kind` groups notes in the summary, so it is a short phrase for people.
    """

    kind: str
    line: int | None
    text: str


class ImportFileError(Exception):
    """The file cannot become a post; the message says why, for people."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(reason)
        self.line = line


class SkipImport(Exception):  # noqa: N818  (it is no failure)
    """The file or its post is skipped on purpose; the message says why, for people."""


class PostReferences(Protocol):
    """Finds other posts by the names that tags and wiki links call them."""

    def find_title(self, name: str, record: "PostRecord") -> str | None: ...

    def find_by_name(self, name: str) -> "PostRecord | None": ...


@dataclass(slots=True)
class NotebookSource:
    """The notebook that a text was read from: its file, its name, and the digests of its cells.

    `hides_parts`: whether it holds what the text was made without. `is_stored`: not in a dry run.
    `fields`: a snapshot of the post that it alone makes, once that is known.
    """

    path: Path
    file_name: str
    cells: list[CellDigest] = field(default_factory=list)
    hides_parts: bool = False
    is_stored: bool = True
    fields: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class PostRecord:
    """One post being imported, independent of the format it came from.

    `origin` identifies it for ever, so that importing again finds its post.
    `addresses` are the paths it had on its old site,
    `feed_id` what the feeds of that called it. `category` holds names
    from the outermost category to the innermost. Names of fields are part of
    digests in the database (see `persist`).
    """

    origin: str
    path: Path
    # What an export of this software says beside: which post it is, in which version, and its state.
    is_own_export: bool = False
    uid: UUID | None = None
    version: int = 0
    is_archived: bool = False
    # When it last changed notably, and what it corrects, as `version_fields` writes it.
    notable_at: datetime | None = None
    corrections: list[Any] = field(default_factory=list)
    citable_versions: list[Any] = field(default_factory=list)
    # The whole file as it was read, for the line numbers of notes.
    file_text: str = ""
    title: str = ""
    slug: str = ""
    source: str = ""
    # The mark between excerpt and rest, where the file names its own.
    excerpt_separator: str = ""
    summary: str = ""
    created_at: datetime | None = None
    published_at: datetime | None = None
    updated_at: datetime | None = None
    authors: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    series: str = ""
    series_order: int = 0
    language: str = ""
    # The same for all translations of one post.
    translation_key: str = ""
    cover: str = ""
    cover_alt: str = ""
    # BibTeX or CSL-JSON, whole.
    bibliography: str = ""
    is_pinned: bool = False
    is_unlisted: bool = False
    # A page, below the page at the path `parent`; whether it is public though nothing dates it.
    is_page: bool = False
    parent: str = ""
    is_undated: bool = False
    # When its old site stops showing it.
    expires_at: datetime | None = None
    # The folder of its images, where the file names one.
    image_folder: str = ""
    addresses: list[str] = field(default_factory=list)
    feed_id: str = ""
    notebook: NotebookSource | None = None
    # Paths of files as the text has them, by the names that the files have in media.
    written_paths: dict[str, list[str]] = field(default_factory=dict)
    notes: list[ImportNote] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    @property
    def page_path(self) -> str:
        """The path of a page, as the model has it."""
        return f"{self.parent}/{self.slug}" if self.parent else self.slug

    @property
    def expected_name(self) -> str:
        """What links to it are known by before it is here: a post by its slug, a page by its address."""
        return f"/{self.page_path}" if self.is_page else self.slug

    def add_note(self, kind: str, text: str, line: int | None = None) -> None:
        """Add a note for the summary."""
        self.notes.append(ImportNote(kind, line, text))

    def add_written_path(self, name: str, path: str) -> None:
        """Note that the text shows the media file `name` by `path`, after those that were noted before."""
        self.written_paths.setdefault(name, []).append(path)

    def find_line(self, needle: str, occurrence: int = 1) -> int | None:
        """Return the line of the file, from 1, that holds `needle` for the first or a later time."""
        found = -1
        for _ in range(occurrence if needle else 0):
            found = self.file_text.find(needle, found + 1)
            if found < 0:
                break
        return None if found < 0 else self.file_text.count("\n", 0, found) + 1
