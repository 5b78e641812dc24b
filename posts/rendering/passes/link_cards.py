"""Link cards: a list in `> [!LINKS]` is a grid of cards, one a link, as friends’ sites are listed.

Elsewhere the same Markdown is a list of links in a quotation.
"""

import re
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from posts.rendering.context import RenderContext
from posts.rendering.passes.callouts import CALLOUT_MARKER, shows_something, split_first_line
from posts.rendering.passes.links import is_autolink
from posts.rendering.passes.paragraphs import readable_url
from posts.rendering.tree import Element, Node

# The names of the block, in lower case.
LINK_CARD_NAMES = frozenset({"links", "friends", "友链", "友情链接", "友鏈", "友情鏈接"})
PICTURE_SIZE = "64"  # pixels, for where no stylesheet is
# What stands between the name and the description.
SEPARATOR = re.compile(r"^\s*(?:[—–:：·|,，]|-+(?=\s))?\s*")


def render_link_cards(quote: Element, context: RenderContext) -> Sequence[Node] | None:
    """Return the cards of a quotation that begins with `[!LINKS]`; None for any other quotation."""
    first = next((child for child in quote.children if isinstance(child, Element)), None)
    if first is None or first.tag != "p" or not first.children or not isinstance(first.children[0], str):
        return None
    match = CALLOUT_MARKER.match(first.children[0])
    if not match or match[1].lower() not in LINK_CARD_NAMES:
        return None
    first.children[0] = first.children[0][match.end() :]
    title, first.children = split_first_line(first.children)
    blocks = [block for block in quote.children if shows_something(block)]
    for block in blocks:
        if isinstance(block, Element) and block.tag in {"ul", "ol"}:
            build_card_list(block, context)
    if not any(map(shows_something, title)):
        return blocks
    return [Element("p", {"class": "link-cards-title"}, [Element("strong", {}, title)]), *blocks]


def build_card_list(items: Element, context: RenderContext) -> None:
    """Make cards of the items of a list that have a link; others stay as they are."""
    items.tag = "ul"
    items.attributes["class"] = "link-cards"
    for item in items.children:
        if isinstance(item, Element) and item.tag == "li":
            build_card(item, context)


def build_card(item: Element, context: RenderContext) -> None:
    """Lay out an item as a card: picture, name, address, description."""
    elements = list(item.iter_elements())
    link = next((each for each in elements if each.tag == "a" and names_something(each)), None)
    if link is None:
        return
    picture = next((each for each in elements if each.tag == "img"), None)
    rest = [node for node in remove_nodes(item.children, (link, picture)) if shows_something(node)]
    address = urlsplit(link.attributes.get("href", ""))
    host = (address.hostname or "").removeprefix("www.") if address.scheme in {"http", "https"} else ""
    name = build_name(link, picture, host)
    parts: list[Node] = [name]
    if picture is not None:
        parts.insert(0, build_picture(picture, context))
    if host and name.only_text() != host:
        parts.append(Element("span", {"class": "link-card-host"}, [host]))
    if description := build_description(rest):
        parts.append(Element("div", {"class": "link-card-text"}, description))
    item.attributes["class"] = "link-card"
    # Spaces between them, for what reads the text alone.
    item.children = [node for part in parts for node in (part, " ")][:-1]


def names_something(link: Element) -> bool:
    """Whether `link` leads somewhere and is more than a picture."""
    return "href" in link.attributes and any(
        shows_something(node) and not (isinstance(node, Element) and node.tag == "img")
        for node in link.children
    )


def build_name(link: Element, picture: Element | None, host: str) -> Element:
    """Return the link of a card; a bare address is shown by its host and path."""
    children = list(list_name_nodes(link, picture))
    if children and isinstance(children[0], str):
        children[0] = children[0].lstrip()
    text = link.only_text()
    if text is not None and is_autolink(link, text):
        children = [readable_url(urlsplit(text).path, host)]
    return Element("a", {**link.attributes, "class": "link-card-name"}, children)


def list_name_nodes(link: Element, picture: Element | None) -> Iterator[Node]:
    """Yield what a link shows without its picture; of a bookmark card its title."""
    for node in link.children:
        if isinstance(node, Element) and node.has_class("bookmark-title"):
            yield from node.children
        elif node is not picture and not (isinstance(node, Element) and node.has_class("bookmark-host")):
            yield node


def build_picture(picture: Element, context: RenderContext) -> Element:
    """Return the picture of a card; beside the name it needs no words."""
    line = context.line_of(picture)
    context.warnings[:] = [
        warning for warning in context.warnings if (warning.kind, warning.line) != ("image-alt", line)
    ]
    picture.attributes |= {"class": "link-card-picture", "width": PICTURE_SIZE, "height": PICTURE_SIZE}
    picture.attributes.pop("title", None)
    return picture


def remove_nodes(nodes: Sequence[Node], taken: Sequence[Node | None]) -> Iterator[Node]:
    """Yield `nodes` without those that are `taken`, wherever they stand, and what then holds nothing."""
    for node in nodes:
        if any(node is each for each in taken):
            continue
        if not isinstance(node, Element) or not any(
            each is one for each in node.iter_elements() for one in taken
        ):
            yield node
            continue
        node.children = list(remove_nodes(node.children, taken))
        if node.tag not in {"a", "figure"} and any(map(shows_something, node.children)):
            yield node


def build_description(nodes: list[Node]) -> list[Node]:
    """Return the description, without the mark that stands between it and the name."""
    first = nodes[0] if nodes else ""
    holder = first.children if isinstance(first, Element) and first.tag == "p" else nodes
    while holder:
        text = holder[0]
        if isinstance(text, str) and SEPARATOR.sub("", text, count=1):
            holder[0] = SEPARATOR.sub("", text, count=1)
            break
        if not isinstance(text, str) and not (isinstance(text, Element) and text.tag == "br"):
            break
        del holder[0]
    return [node for node in nodes if shows_something(node)]
