"""`ExportSite`: the folder of Markdown that an export of another tool was turned into."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from posts.exchange.importing.exports.converted import ConversionReport, ConvertedPost
from posts.exchange.importing.records.record import ImportNote
from posts.exchange.importing.sites.transmission import TransmissionSite

CONVERSION_NOTE = "conversion"  # the kind of a note that names none


class ExportSite(TransmissionSite):
    """Is read as an export of this software is: what stands there is meant, and posts are known by `uid`."""

    keeps_written_paths = False

    def __init__(
        self, root: Path, name: str, posts: Mapping[Path, ConvertedPost], report: ConversionReport
    ) -> None:
        self.name, self.report = name, report  # type: ignore[misc]  # that of the format
        # By path, without bodies.
        self.posts = {path.resolve(): post for path, post in posts.items()}
        # An import of one post by itself brings it back where it was deleted here.
        super().__init__(root, next(iter(self.posts)) if len(self.posts) == 1 else root)

    @classmethod
    def is_site_root(cls, folder: Path) -> bool:
        return False

    def read_settings(self) -> Mapping[str, Any]:
        return self.report.site

    def get_exported_media(self) -> None:
        return None

    def get_old_paths(self, record: Any, fields: Any) -> list[str]:
        return []

    def iter_post_files(self) -> Iterator[Path]:
        yield from self.posts

    def iter_unread_files(self) -> Iterator[tuple[Path, str]]:
        return iter(())

    def get_origin(self, path: Path) -> str:
        """Return the format and the post's `uid`: exports are made anew, under other names."""
        if path not in self.posts:
            return super().get_origin(path)
        return f"{self.name}/{self.posts[path].front_matter['uid']}"

    def get_conversion_notes(self, path: Path) -> list[ImportNote]:
        """Return the notes on the post at `path`, their kinds taken from before the first colon."""
        parts = (note.partition(": ") for note in self.posts[path].notes)
        return [ImportNote(kind if text else CONVERSION_NOTE, None, text or kind) for kind, _, text in parts]

    def get_path_language(self, path: Path) -> str:
        return ""
