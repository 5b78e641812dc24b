"""A database within a page, which Notion's Markdown only links to, as a table whose titles are links."""

import re
from collections.abc import Callable, Collection
from uuid import UUID

from posts.exchange.importing.exports.notion.page_names import find_linked_id
from posts.exchange.importing.exports.notion.pages import NotionFolder, NotionPage
from posts.exchange.importing.exports.notion.properties import LINKED_VALUE
from posts.exchange.importing.exports.notion.tables import NotionTable, fold_title

MAX_ROWS = 200
TABLE_LINK = re.compile(r"^(?P<lead>[ \t>]*)\[(?P<text>[^\n]*)\]\((?P<to>[^\s]+\.csv)\)[ \t]*$", re.MULTILINE)
CELL_SPACE = re.compile(r"\s*\n\s*|\|")


def show_tables(text: str, folder: NotionFolder, posts: Collection[UUID]) -> str:
    """Return `text` with lines that only link to a database as its table; long ones stay links.

    `posts`: the pages that become posts; others are not linked to.
    """

    def write_table(match: re.Match[str]) -> str:
        uid = find_linked_id(match["to"])
        table = folder.find_table(uid)
        if table is None or not table.rows or len(table.rows) > MAX_ROWS:
            return match[0]
        lines = format_rows(table, index_rows(uid, folder, posts))
        return "\n".join(f"{match['lead']}{line}".rstrip() for line in lines)

    return TABLE_LINK.sub(write_table, text)


def index_rows(
    uid: UUID | None, folder: NotionFolder, posts: Collection[UUID]
) -> Callable[[str], NotionPage | None]:
    """Return a function that finds the page of a row of the database `uid` by its title."""
    pages = [
        page for key, page in folder.pages.items() if key in posts and folder.find_database_id(page) == uid
    ]

    def find_page(title: str) -> NotionPage | None:
        wanted = fold_title(title)
        found = [page for page in pages if fold_title(page.name) == wanted]
        cut = [page for page in pages if fold_title(page.name) and wanted.startswith(fold_title(page.name))]
        return next(iter(found or (cut if len(cut) == 1 else [])), None)

    return find_page


def format_rows(table: NotionTable, find_page: Callable[[str], NotionPage | None]) -> list[str]:
    """Return the lines of a table with those columns that hold something."""
    rows = [[*row, *[""] * len(table.columns)][: len(table.columns)] for row in table.rows]
    kept = [number for number in range(len(table.columns)) if any(row[number].strip() for row in rows)]
    kept = [0, *(number for number in kept if number)] if table.columns else []
    lines = [[format_cell(table.columns[number]) for number in kept], ["---"] * len(kept)]
    for row in rows:
        page = find_page(row[0])
        cells = [format_cell(row[number]) for number in kept]
        lines.append([f"[{cells[0]}]({page.uid.hex}.md)" if page and cells[0] else cells[0], *cells[1:]])
    return [f"| {' | '.join(cells)} |" for cells in lines]


def format_cell(value: str) -> str:
    """Return a value on one line, pages in it by their names, with nothing that would end its cell."""
    named = LINKED_VALUE.sub(lambda match: f"{match['name']}, ", value).strip().rstrip(",")
    return CELL_SPACE.sub(lambda match: "\\|" if match[0] == "|" else " ", named)
