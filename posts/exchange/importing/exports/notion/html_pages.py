"""A page of Notion in its HTML: a header with title and properties, a body made ready for `convert_html`."""

import re
from collections.abc import Callable

from posts.exchange.html_to_markdown import convert_html
from posts.exchange.html_to_markdown.parsing import parse_fragment
from posts.exchange.html_to_markdown.trees import find_all, find_first, get_classes, get_text
from posts.exchange.importing.exports.notion.callout_boxes import find_icon_kind
from posts.exchange.importing.exports.notion.code_languages import rename_language
from posts.exchange.importing.exports.notion.markdown_pages import MENTIONED_DATE
from posts.exchange.importing.exports.notion.page_text import NO_ADDRESS, NotionText, RewriteAddress
from posts.exchange.importing.exports.notion.players import show_players
from posts.rendering.tree import Element, Node, serialize_html

NOTION_LANGUAGE_CLASS = "language-"


def find_article(html: str) -> Element | None:
    """Return the page that `html` is; None for a file that Notion did not write as one.

    Raises ConversionError where it is too long or too deep.
    """
    return find_first(
        parse_fragment(html), lambda each: each.tag == "article" and "page" in get_classes(each)
    )


def read_html_page(article: Element, name: str) -> NotionText:
    """Return title, properties and cover of a page, without its text; `name` is the title of its file."""
    title = find_first(article, lambda each: each.has_class("page-title"))
    description = find_first(article, lambda each: each.has_class("page-description"))
    table = find_first(article, lambda each: each.tag == "table" and each.has_class("properties"))
    cover = find_first(article, lambda each: each.has_class("page-cover-image"))
    rows = find_all(table, lambda each: each.tag == "tr") if table else ()
    properties = dict(filter(None, map(read_property_row, rows)))
    if description and (text := join_words(description)):
        properties.setdefault("description", text)
    return NotionText(
        (join_words(title) if title else "") or name,
        properties,
        cover=cover.attributes.get("src", "") if cover else "",
    )


def read_property_row(row: Element) -> tuple[str, str] | None:
    """Return the name and the value of a property, as the Markdown of the same page has them."""
    head = find_first(row, lambda each: each.tag == "th")
    cell = find_first(row, lambda each: each.tag == "td")
    if head is None or cell is None:
        return None
    box = find_first(cell, lambda each: each.has_class("checkbox"))
    if box:
        return join_words(head), "Yes" if box.has_class("checkbox-on") else "No"
    values = list(find_all(cell, lambda each: each.has_class("selected-value") or each.has_class("user")))
    if values and holds_only(cell, values):
        return join_words(head), ", ".join(map(join_words, values))
    if "property-row-url" not in get_classes(row):
        links = list(find_all(cell, lambda each: each.tag == "a"))
        separator = ", " if holds_only(cell, links) else ""
        for number, link in enumerate(links, 1):
            end = separator if number < len(links) else ""
            link.children = [f"{join_words(link)} ({link.attributes.get('href', '')}){end}"]
    return join_words(head), join_words(cell)


def holds_only(cell: Element, parts: list[Element]) -> bool:
    """Whether a cell holds no words beside those of `parts`, which may have commas between them."""
    return re.sub(r"[\s,]", "", get_text(cell)) == re.sub(r"[\s,]", "", "".join(map(get_text, parts)))


def join_words(element: Element) -> str:
    return " ".join(get_text(element).split())


def find_body(article: Element) -> Element:
    """Return the text of a page: its body, else all of it without its header."""
    body = find_first(article, lambda each: each.has_class("page-body"))
    header = find_first(article, lambda each: each.tag == "header")
    if body is None and header is not None:
        header.children = []
    return body or article


def is_database(body: Element) -> bool:
    """Whether a page is only the table of a database."""
    table = find_first(body, lambda each: each.has_class("collection-content"))
    if table is None:
        return False
    return "".join(get_text(body).split()) == "".join(get_text(table).split())


def convert_body(body: Element, rewrite: RewriteAddress) -> tuple[str, list[str]]:
    """Return the text of a page in Markdown, its addresses as `rewrite` has them, and notes on what was lost.

    Raises ConversionError.
    """
    for element in list(body.iter_elements()):
        for applies, prepare in PREPARATIONS:
            if applies(element):
                prepare(element)
        move_addresses(element, rewrite)
    conversion = convert_html(serialize_html(body))
    return show_players(conversion.markdown), [
        f"{note.kind}: {note.detail or note.count}" for note in conversion.notes
    ]


def move_addresses(element: Element, rewrite: RewriteAddress) -> None:
    """Set the address of a link or a picture to where `rewrite` leads it."""
    name = {"a": "href", "img": "src"}.get(element.tag, "")
    written = element.attributes.get(name, "")
    if written and not written.startswith("#"):
        new = rewrite(written, "image" if element.tag == "img" else "link")
        element.attributes[name] = written if new is None else new
        if new == NO_ADDRESS:
            element.tag, element.attributes = "span", {}


# What of Notion's is made ready: each gets an element that it applies to, and changes it in its place.


def empty_element(element: Element) -> None:
    element.tag, element.attributes, element.children = "span", {}, []


def prepare_callout(element: Element) -> None:
    """Make a callout of one that is a figure: its icon, beside its text, tells the kind."""
    icon = find_first(element, lambda each: each.has_class("icon"))
    sign = join_words(icon) if icon and icon.tag != "img" else ""
    if icon:
        empty_element(icon)
    kind, rest = find_icon_kind(sign)
    element.tag, element.attributes = "aside", {"class": "callout", "data-callout": kind}
    first = find_first(element, lambda each: each.tag == "p") or element
    if rest:
        first.children = [f"{rest} ", *first.children]
    if not join_words(element) and not find_first(element, lambda each: each.tag == "img"):
        empty_element(element)


def prepare_bookmark(element: Element) -> None:
    """Make a line of a bookmark, which the renderer shows as a card: a sign, and the title as a link."""
    title = find_first(element, lambda each: each.has_class("bookmark-title"))
    address = element.attributes.get("href", "")
    text = (join_words(title) if title else "") or address
    link = Element("a", {"href": address}, [text])
    element.tag, element.attributes = "p", {}
    element.children = [link] if text == address else ["🔖 ", link]


def prepare_toggle(element: Element) -> None:
    """Close a toggle: all of them are open in an export."""
    element.attributes.pop("open", None)


def prepare_mark(element: Element) -> None:
    """Take the colour of letters off; that of their background is a highlight."""
    if not element.attributes.get("class", "").endswith("_background"):
        element.tag, element.attributes = "span", {}


def prepare_mention(element: Element) -> None:
    first: Node = element.children[0] if element.children else ""
    if isinstance(first, str):
        element.children[0:1] = [MENTIONED_DATE.sub("", first)]


def prepare_code(element: Element) -> None:
    """Give code its language in one word."""
    language = element.attributes["class"].partition(NOTION_LANGUAGE_CLASS)[2]
    name = rename_language(language)
    element.attributes["class"] = f"{NOTION_LANGUAGE_CLASS}{name}" if name else ""


def prepare_cell(element: Element) -> None:
    """Write the box in a cell of a database as a sign."""
    box = find_first(element, lambda each: each.has_class("checkbox"))
    if box:
        element.children = ["✓" if box.has_class("checkbox-on") else ""]


def has_language(element: Element) -> bool:
    return element.tag in {"code", "pre"} and NOTION_LANGUAGE_CLASS in element.attributes.get("class", "")


def is_icon(element: Element) -> bool:
    """Whether an element is the sign before the title of a page, or before a property or a bookmark."""
    return element.has_class("icon") or element.has_class("bookmark-icon")


PREPARATIONS: tuple[tuple[Callable[[Element], bool], Callable[[Element], None]], ...] = (
    (lambda each: each.tag == "nav" and each.has_class("table_of_contents"), empty_element),
    (lambda each: each.tag == "figure" and each.has_class("callout"), prepare_callout),
    (is_icon, empty_element),
    (lambda each: each.tag == "a" and each.has_class("bookmark"), prepare_bookmark),
    (lambda each: each.tag == "details", prepare_toggle),
    (lambda each: each.tag == "mark", prepare_mark),
    (lambda each: each.tag == "time", prepare_mention),
    (lambda each: each.tag == "td", prepare_cell),
    (has_language, prepare_code),
)
