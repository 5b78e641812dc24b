"""The tables in the JSON of an export, as far as posts need them."""

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from posts.exchange.importing.exports.converted import ExportError
from posts.exchange.importing.exports.json_files import read_json_file
from posts.exchange.json_values import (
    read_list_value,
    read_mapping_value,
    read_number_value,
    read_text_value,
)

GhostRow = dict[str, Any]
# Columns of `posts` in which a text may stand.
TEXT_COLUMNS = ("lexical", "mobiledoc", "markdown", "html", "plaintext")


def read_export(path: Path) -> "GhostDatabase":
    """Return the tables of the export in the file at `path`. Raises ExportError."""
    database = GhostDatabase(find_tables(read_json_file(path)))
    if not isinstance(database.tables.get("posts"), list):
        raise ExportError(f"{path.name} is an export of Ghost that holds no posts.")
    return database


def find_tables(document: Any) -> dict[str, Any]:
    """Return the tables: those of the first database (`db`), or what older versions had outside of one."""
    databases = read_list_value(document, "db")
    holder = databases[0] if databases else read_mapping_value(document, "db") or document
    return read_mapping_value(holder, "data")


@dataclass
class GhostDatabase:
    """The tables of an export, by name."""

    tables: dict[str, Any] = field(default_factory=dict)

    def list_rows(self, table: str) -> list[GhostRow]:
        """Return the rows of a table, without what is no row."""
        return [row for row in read_list_value(self.tables, table) if isinstance(row, dict)]

    @cached_property
    def settings(self) -> dict[str, str]:
        return {
            read_text_value(row, "key"): read_text_value(row, "value") for row in self.list_rows("settings")
        }

    @cached_property
    def _meta(self) -> dict[str, GhostRow]:
        return {read_text_value(row, "post_id"): row for row in self.list_rows("posts_meta")}

    def get_meta(self, post: GhostRow) -> GhostRow:
        """Return what stands about a post in `posts_meta`; before Ghost 3 it was in the post itself."""
        return {**post, **self._meta.get(read_text_value(post, "id"), {})}

    @cached_property
    def _tag_names(self) -> dict[str, list[str]]:
        return self._join("tags", "posts_tags", "tag_id")

    @cached_property
    def _author_names(self) -> dict[str, list[str]]:
        return self._join("users", "posts_authors", "author_id")

    def list_tags(self, post: GhostRow) -> list[str]:
        """Return the names of a post's tags in their order; those of internal tags begin with `#`."""
        return self._tag_names.get(read_text_value(post, "id"), [])

    def list_authors(self, post: GhostRow) -> list[str]:
        """Return the names of a post's authors in their order."""
        names = self._author_names.get(read_text_value(post, "id"), [])
        single = self._names("users").get(read_text_value(post, "author_id"), "")
        return names or ([single] if single else [])

    def _names(self, table: str) -> dict[str, str]:
        return {
            read_text_value(row, "id"): " ".join(read_text_value(row, "name").split())
            for row in self.list_rows(table)
        }

    def _join(self, table: str, join_table: str, key: str) -> dict[str, list[str]]:
        """Return the names in `table` by the id of the post that `join_table` joins them to."""
        names = self._names(table)
        joined: defaultdict[str, list[str]] = defaultdict(list)
        rows = sorted(self.list_rows(join_table), key=lambda row: read_number_value(row, "sort_order"))
        for row in rows:
            if name := names.get(read_text_value(row, key)):
                joined[read_text_value(row, "post_id")].append(name)
        return dict(joined)
