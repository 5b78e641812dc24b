"""An export of this software: its Markdown is ours already and is not converted."""

from pathlib import Path

from posts.exchange.exporting.layouts import EXPORT_LAYOUTS, EXPORT_MARKER, get_comments_name
from posts.exchange.importing.records.fields import FrontMatterFields
from posts.exchange.importing.records.record import PostRecord
from posts.exchange.importing.sites.base import SourceSite


class TransmissionSite(SourceSite):
    name = "transmission"
    is_own_export = True
    static_folders = ("",)

    @classmethod
    def is_site_root(cls, folder: Path) -> bool:
        return (folder / EXPORT_MARKER).is_file()

    def get_exported_media(self) -> Path | None:
        return self.root / EXPORT_LAYOUTS["any"].media_folder

    def get_comments_path(self, path: Path) -> Path:
        return self.root / get_comments_name(path.relative_to(self.root).as_posix())

    def post_folders(self) -> list[Path]:
        folder = self.root / EXPORT_LAYOUTS["any"].posts_folder
        return [folder if folder.is_dir() else self.root]

    def get_categories(self, fields: FrontMatterFields) -> list[tuple[str, ...]]:
        """Return one category: the names are its path from the outermost on."""
        return [tuple(fields.get_names("categories"))]

    def get_old_paths(self, record: PostRecord, fields: FrontMatterFields) -> list[str]:
        return [f"/posts/{record.slug}/"]
