"""What another site of ours exported: nothing of it is in a dialect."""

from pathlib import Path

from posts.exchange.exporting.layouts import LAYOUTS, MARK
from posts.exchange.importing.records.fields import FrontMatterFields
from posts.exchange.importing.records.record import PostRecord
from posts.exchange.importing.sites.base import Site


class Transmission(Site):
    name = "transmission"
    is_ours = True
    static_folders = ("",)

    @classmethod
    def claims(cls, folder: Path) -> bool:
        return (folder / MARK).is_file()

    def post_folders(self) -> list[Path]:
        folder = self.root / LAYOUTS["any"].posts
        return [folder if folder.is_dir() else self.root]

    def categories(self, fields: FrontMatterFields) -> list[tuple[str, ...]]:
        """The names are those of one path, from shelf to shelf."""
        return [tuple(fields.get_names("categories"))]

    def addresses(self, record: PostRecord, fields: FrontMatterFields) -> list[str]:
        return [f"/posts/{record.slug}/"]
