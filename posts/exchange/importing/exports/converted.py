"""What a format of exports gives: `ConvertedPost`s, and a report on what they do not hold."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, Protocol
from uuid import NAMESPACE_URL, uuid5

# Kinds of notes that several formats have.
KEPT_AS_HTML, NOT_IMPORTED = "kept as HTML", "not imported"
# More are a loop.
MAX_CATEGORY_DEPTH = 20


class ExportError(Exception):
    """The export cannot be read, or is none; the message says why, for people. Nothing is imported."""


@dataclass(frozen=True, slots=True)
class ConvertedPost:
    """A post or page of an export.

    `path`: where it is written below the folder, such as `posts/hello.md`; links between posts may name it.
    `front_matter`: the keys that exports of this software use (`posts.exchange.exporting.document`), without
    those that are empty; `slug` may be in any spelling, `aliases` are the old addresses.
    `body`: Markdown of this software; no dialect is mended any more.
    `notes`: what was lost or kept as HTML, as "kind: what"; the summary groups them by kind.
    `comments`: what readers said, each with "id", "author", "date" and "text" at least; kept privately.
    `identity`: what the export knows the post by; its `uid` is made of it where `front_matter` has none.
    """

    path: str
    front_matter: Mapping[str, Any]
    body: str
    notes: tuple[str, ...] = ()
    identity: str = ""
    comments: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ConversionOptions:
    """What people choose: to fetch media from the old site; to take the outputs of notebooks.

    `on_fetch` is called before each file that is fetched: it may take a minute.
    """

    fetch_media: bool = False
    includes_outputs: bool = True
    on_fetch: Callable[[], None] = lambda: None


class OldAddressTarget(NamedTuple):
    """Where an old address leads: a tag, a category or an author of this `name`, or an address ("url")."""

    kind: str
    name: str


@dataclass(slots=True)
class ConversionReport:
    """What a format says beside its posts.

    `site`: settings of the old site: `url`, `timezone`, `language`, `author`, where they are known.
    `failures`, `skipped`: what did not become a post, and why. `notes`: lines for people, by kind.
    `counts`: numbers, by what they count. `redirects`: old paths that are no post's, and where they lead.
    """

    site: dict[str, Any] = field(default_factory=dict)
    failures: list[tuple[str, str]] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    redirects: dict[str, OldAddressTarget] = field(default_factory=dict)

    def add_failure(self, name: str, reason: object) -> None:
        """Say that the item called `name` cannot become a post; the others go on."""
        is_told = isinstance(reason, ExportError | str)
        self.failures.append((name, str(reason) if is_told else f"{type(reason).__name__}: {reason}"))

    def add_skip(self, name: str, reason: str) -> None:
        """Say that the item called `name` is left out on purpose."""
        self.skipped.append((name, reason))

    def add_note(self, kind: str, text: str) -> None:
        self.notes.append((kind, text))


class ExportFormat(Protocol):
    """A kind of export. `name` is that of `--format`, `label` stands in messages ("WordPress (WXR)")."""

    name: str
    label: str

    def recognizes(self, source: Path) -> bool:
        """Whether the file or folder `source` is, or holds, such an export; quick, and by its content."""

    def convert(
        self, source: Path, folder: Path, options: ConversionOptions, report: ConversionReport
    ) -> Iterator[ConvertedPost]:
        """Yield the posts of `source`, and put the files that they name below `folder`.

        What is wrong with one item goes into `report`. Raises ExportError where nothing can be read.
        """


def make_identity_uid(*parts: object) -> str:
    """Return the UUID (RFC 9562, version 5) of what a tool knows a post by, the same each time."""
    return str(uuid5(NAMESPACE_URL, "\n".join(map(str, parts))))
