"""Lists: nested as HTML nests them, as Docs does (a list beside its item), or by level, as Word does."""

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from posts.exchange.html_to_markdown.document import Block, ListBlock, ListItem
from posts.exchange.html_to_markdown.styles import parse_style
from posts.exchange.html_to_markdown.trees import find_first, get_text
from posts.rendering.tree import Element, Node

if TYPE_CHECKING:
    from posts.exchange.html_to_markdown.reader import Look, Reader

OFFICE_LEVEL = re.compile(r"(?P<list>l\d+) level(?P<level>\d+)")
MARKER_NUMBER = re.compile(
    r"\s*[(\[]?(?:(?P<number>\d{1,9})|[a-zA-Z]{1,4}|[一二三四五六七八九十]{1,3})[.)\]、．]"
)
MAX_LEVEL = 9
NESTING_TAGS = frozenset({"ul", "ol"})
CHECK_ALTS = frozenset({"checked", "unchecked"})


def read_list(reader: "Reader", element: Element, look: "Look") -> None:
    """Read `ul` or `ol`: what stands in it beside items becomes a part of the item before."""
    if element.has_class("toggle"):
        # Notion puts each box that opens into a list of its own.
        reader.read_block(Element("div", {}, [unwrap_item(child) for child in element.children]), look)
        return
    start = element.attributes.get("start", "")
    number = int(start) if start.isascii() and start.isdigit() and len(start) < 10 else 1
    block = ListBlock(element.tag == "ol", number)
    children: list[Block] = []
    reader.end_paragraph()
    if reader.is_full(element):
        reader.read_block(element, look)
        return
    parent = reader.containers[-1]
    reader.containers.append(children)

    def close() -> None:
        reader.end_paragraph()
        reader.containers.pop()
        block.items = nest_by_level(collect_items(children), block.is_ordered)
        if block.items:
            parent.append(block)

    reader.descend(element, look._replace(in_heading=False), close)


def unwrap_item(node: Node) -> Node:
    return Element("div", {}, node.children) if isinstance(node, Element) and node.tag == "li" else node


def read_item(reader: "Reader", element: Element, look: "Look") -> None:
    level = element.attributes.get("aria-level") or element.attributes.get("data-aria-level", "")
    item = ListItem(is_checked=find_check(element))
    if level.isascii() and level.isdigit() and len(level) < 3:
        item.level = min(int(level), MAX_LEVEL)
    reader.open_container(element, look, item)


def find_check(item: Element) -> bool | None:
    """Return whether the box of a task is ticked; None where `item` is no task. The box is taken out."""
    if item.attributes.get("role") == "checkbox" or "aria-checked" in item.attributes:
        for image in (each for each in item.iter_elements() if each.tag == "img"):
            if image.attributes.get("alt") in CHECK_ALTS:
                image.attributes = {"hidden": ""}
        return item.attributes.get("aria-checked") == "true"
    for number, element in enumerate(item.iter_elements()):
        if number > 12 or element.tag in NESTING_TAGS:
            return None
        if element.tag == "input" and element.attributes.get("type", "").lower() == "checkbox":
            return "checked" in element.attributes
        if element.has_class("checkbox"):
            return element.has_class("checkbox-on")
    return None


def read_office_item(reader: "Reader", element: Element, look: "Look") -> bool:
    """Read a paragraph of Word that is an item of a list; its marker goes. Tells whether it is one."""
    style = element.attributes.get("style", "")
    if element.tag not in {"p", "div"} or "mso-list" not in style:
        return False
    match = OFFICE_LEVEL.search(parse_style(style).get("mso-list", ""))
    if not match:
        return False
    marker = find_first(element, is_marker)
    text = get_text(marker) if marker else ""
    number = MARKER_NUMBER.match(text)
    if marker:
        marker.children = []
    reader.open_container(
        element,
        look,
        ListItem(
            level=min(int(match["level"]), MAX_LEVEL),
            list_name=match["list"],
            is_ordered=bool(number),
            number=int(number["number"] or 1) if number else 1,
        ),
    )
    return True


def is_marker(element: Element) -> bool:
    style = element.attributes.get("style", "")
    return "mso-list" in style and parse_style(style).get("mso-list") == "ignore"


def collect_items(children: Iterable[Block]) -> list[ListItem]:
    """Return the items of a list; other blocks are put at the end of the item before them."""
    items: list[ListItem] = []
    for child in children:
        if isinstance(child, ListItem):
            items.append(child)
        elif items:
            items[-1].children.append(child)
        else:
            items.append(ListItem([child]))
    return items


def nest_by_level(items: Sequence[ListItem], is_ordered: bool) -> list[ListItem]:  # noqa: FBT001  (of the list)
    """Return `items` with those of a deeper level inside those before them."""
    if len({item.level for item in items}) < 2:
        return list(items)
    result: list[ListItem] = []
    open_items: list[ListItem] = []
    for item in items:
        while open_items and open_items[-1].level >= item.level:
            open_items.pop()
        if open_items:
            append_nested(open_items[-1], item, is_ordered)
        else:
            result.append(item)
        open_items.append(item)
    return result


def append_nested(parent: ListItem, item: ListItem, is_ordered: bool) -> None:  # noqa: FBT001  (of the list)
    """Put `item` into the list at the end of `parent`, or a new one."""
    ordered = item.is_ordered if item.list_name else is_ordered
    last = parent.children[-1] if parent.children else None
    if not isinstance(last, ListBlock) or last.is_ordered != ordered:
        last = ListBlock(ordered, item.number)
        parent.children.append(last)
    last.items.append(item)


def group_items(blocks: Iterable[Block]) -> list[Block]:
    """Return `blocks` with items that stand outside of lists in lists, and lists that continue joined."""
    result: list[Block] = []
    pending: list[ListItem] = []
    for block in blocks:
        if isinstance(block, ListItem):
            pending.append(block)
            continue
        result += build_lists(pending)
        pending = []
        last = result[-1] if result else None
        if isinstance(block, ListBlock) and isinstance(last, ListBlock) and continues_list(block):
            last.items = nest_by_level([*last.items, *block.items], block.is_ordered)
        elif isinstance(block, ListBlock) and isinstance(last, ListBlock) and is_one_list(last, block):
            last.items += block.items
        else:
            result.append(block)
    return result + build_lists(pending)


def is_one_list(first: ListBlock, second: ListBlock) -> bool:
    """Whether two lists look like one, as those of Notion, which puts each item into a list of its own."""
    if first.is_ordered or second.is_ordered:
        return first.is_ordered == second.is_ordered and second.start == first.start + len(first.items)
    return len({item.is_checked is None for item in (*first.items, *second.items)}) == 1


def continues_list(block: ListBlock) -> bool:
    """Whether a list consists of deeper items of the list before, as Word for the web writes them."""
    return bool(block.items) and block.items[0].level > 1


def build_lists(items: Sequence[ListItem]) -> list[Block]:
    """Return the lists that `items` make up: a new one begins where name or kind changes at the top."""
    groups: list[list[ListItem]] = []
    for item in items:
        first = groups[-1][0] if groups else None
        is_top = first is not None and item.level <= first.level
        if first is None or (
            is_top and (item.list_name, item.is_ordered) != (first.list_name, first.is_ordered)
        ):
            groups.append([])
        groups[-1].append(item)
    return [
        ListBlock(group[0].is_ordered, group[0].number, nest_by_level(group, group[0].is_ordered))
        for group in groups
    ]
