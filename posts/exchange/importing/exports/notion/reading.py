"""A page of an export of Notion, read from its file."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from posts.exchange.html_to_markdown import ConversionError
from posts.exchange.importing.exports.converted import ExportError
from posts.exchange.importing.exports.notion import html_pages, markdown_pages
from posts.exchange.importing.exports.notion.page_text import NotionText, RewriteAddress
from posts.exchange.importing.exports.notion.pages import NotionFolder, NotionPage
from posts.exchange.importing.exports.notion.row_tables import show_tables
from posts.exchange.importing.records.regular_files import read_regular_file
from posts.rendering.tree import Element

MAX_PAGE_BYTES = 20_000_000


@dataclass(slots=True)
class ReadPage:
    """A page: what it says of itself, and its text, as Markdown of Notion's or as a tree of HTML."""

    text: NotionText
    body: str | Element
    skip_reason: str = ""


def read_notion_page(page: NotionPage, folder: NotionFolder) -> ReadPage:
    """Return the page. Raises ExportError where it cannot be read."""
    try:
        text = read_regular_file(page.path, MAX_PAGE_BYTES).decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ExportError(f"the file cannot be read: {error}") from error
    columns = folder.find_columns(page)
    return read_html(text, page.name) if page.is_html else read_markdown(text, page.name, columns)


def read_markdown(text: str, name: str, columns: Mapping[str, str] | None) -> ReadPage:
    read = markdown_pages.read_markdown_page(text, name, columns)
    return ReadPage(read, read.body, "" if read.body.strip() else "the page has no text")


def read_html(text: str, name: str) -> ReadPage:
    try:
        article = html_pages.find_article(text)
    except ConversionError as error:
        raise ExportError(f"the page is {error.kind.replace('-', ' ')}") from error
    if article is None:
        return ReadPage(NotionText(name), "", "no page of Notion")
    read = html_pages.read_html_page(article, name)
    body = html_pages.find_body(article)
    reason = "a database; its rows are posts" if html_pages.is_database(body) else ""
    has_text = bool(html_pages.join_words(body)) or any(each.tag == "img" for each in body.iter_elements())
    return ReadPage(read, body, reason or ("" if has_text else "the page has no text"))


def convert_page_text(
    read: ReadPage, folder: NotionFolder, posts: Collection[UUID], rewrite: RewriteAddress
) -> tuple[str, list[str]]:
    """Return the text of a page in Markdown of ours, and notes. Raises ExportError."""
    if isinstance(read.body, str):
        return markdown_pages.repair_page_text(show_tables(read.body, folder, posts), rewrite), []
    try:
        return html_pages.convert_body(read.body, rewrite)
    except (ConversionError, RecursionError) as error:
        raise ExportError("the page is nested too deep") from error
