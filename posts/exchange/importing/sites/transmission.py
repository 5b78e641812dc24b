"""An export of this software: its Markdown is ours already and is not converted."""

from pathlib import Path

from posts.exchange.exporting.layouts import EXPORT_LAYOUTS, EXPORT_MARKER
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

    def get_exported_media(self) -> Path:
        return self.root / EXPORT_LAYOUTS["any"].media_folder

    def post_folders(self) -> list[Path]:
        layout = EXPORT_LAYOUTS["any"]
        folders = [self.root / layout.posts_folder, self.root / layout.pages_folder]
        return [folder for folder in folders if folder.is_dir()] or [self.root]

    def is_page(self, path: Path, fields: FrontMatterFields) -> bool:
        return fields.get_kind() == "page"

    def get_categories(self, fields: FrontMatterFields) -> list[tuple[str, ...]]:
        """Return one category: the names are its path from the outermost on."""
        return [tuple(fields.get_names("categories"))]

    def get_old_paths(self, record: PostRecord, fields: FrontMatterFields) -> list[str]:
        return [] if record.is_page else [f"/posts/{record.slug}/"]
