"""The pages and databases in the folder of an export of Notion."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from uuid import UUID

from posts.exchange.importing.exports.notion.page_names import split_page_name
from posts.exchange.importing.exports.notion.tables import NotionTable, read_database_table
from posts.exchange.importing.records.regular_files import walk_files

MARKDOWN_PAGE, HTML_PAGE, TABLE_FILE = ".md", ".html", ".csv"


@dataclass(frozen=True, slots=True)
class NotionPage:
    """A page: its file, its identity, and the title in its file's name, which may be cut."""

    path: Path
    uid: UUID
    name: str

    @property
    def is_html(self) -> bool:
        return self.path.suffix.lower() == HTML_PAGE


@dataclass
class NotionFolder:
    """What an export holds, whose parts are unpacked below `root`.

    `pages`: by identity, in the order of their paths. `doubles`: files of pages that are there already.
    `tables`: the files of each database, by its identity.
    """

    root: Path
    pages: dict[UUID, NotionPage] = field(default_factory=dict)
    doubles: list[Path] = field(default_factory=list)
    table_files: dict[UUID, list[Path]] = field(default_factory=dict)

    def find_table(self, uid: UUID | None) -> NotionTable | None:
        """Return the database with the identity `uid`: its view, with all columns where that has no rows."""
        files = (
            sorted(self.table_files.get(uid, ()), key=lambda path: path.stem.endswith("_all")) if uid else []
        )
        tables = [self.read_file(path) for path in files]
        return next((table for table in tables if table.rows), tables[0] if tables else None)

    def find_database_id(self, page: NotionPage) -> UUID | None:
        """Return the identity of the database that `page` is a row of; None for other pages."""
        place = page.path.parent
        for uid in (split_page_name(place.name)[1], self.ids_by_folder.get(place)):
            if uid in self.table_files:
                return uid
        return None

    def find_columns(self, page: NotionPage) -> dict[str, str] | None:
        """Return the columns of the database that `page` is a row of, with its values; None for others."""
        uid = self.find_database_id(page)
        if uid is None:
            return None
        files = sorted(self.table_files[uid], key=lambda path: not path.stem.endswith("_all"))
        return self.read_file(files[0]).find_row(page.name)

    @cached_property
    def ids_by_folder(self) -> dict[Path, UUID]:
        """The identities of databases by the folders of their rows; newer exports leave them off these."""
        return {
            path.parent / split_page_name(path.stem)[0]: uid
            for uid, files in self.table_files.items()
            for path in files
        }

    def read_file(self, path: Path) -> NotionTable:
        if path not in self.read_tables:
            self.read_tables[path] = read_database_table(path)
        return self.read_tables[path]

    @cached_property
    def read_tables(self) -> dict[Path, NotionTable]:
        return {}


def find_pages(root: Path) -> NotionFolder:
    """Return the pages and databases below `root`."""
    found = NotionFolder(root)
    for path, name, uid in iter_named_files(root):
        if path.suffix.lower() == TABLE_FILE:
            found.table_files.setdefault(uid, []).append(path)
        elif uid in found.pages:
            found.doubles.append(path)
        else:
            found.pages[uid] = NotionPage(path, uid, name)
    return found


def iter_named_files(root: Path) -> Iterator[tuple[Path, str, UUID]]:
    """Yield the files that Notion names so, each with title and identity."""
    for path in [root] if root.is_file() else walk_files(root):
        if path.suffix.lower() in {MARKDOWN_PAGE, HTML_PAGE, TABLE_FILE} and path.is_file():
            name, uid = split_page_name(path.stem)
            if uid and not path.is_symlink():
                yield path, name, uid
