"""Blocks by their tags: headings, quotations, callouts, figures, definitions, boxes that open, videos."""

from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING

from posts.exchange.html_to_markdown import lists, picture_markup, tables
from posts.exchange.html_to_markdown.document import (
    NO_MARKS,
    Block,
    Container,
    Definition,
    Details,
    Figure,
    Paragraph,
    Quote,
    RawHtml,
    Rule,
    Term,
)
from posts.exchange.html_to_markdown.element_names import HEADING_TAGS
from posts.exchange.html_to_markdown.trees import find_first, get_classes, get_text, iter_text_nodes
from posts.rendering.labels import LABELS_BY_LANGUAGE
from posts.rendering.passes.callouts import CALLOUT_KINDS, ICON_KINDS, ICON_PATTERN
from posts.rendering.tree import Element

if TYPE_CHECKING:
    from posts.exchange.html_to_markdown.reader import Look, Reader

CALLOUT_BOXES = frozenset(
    {"markdown-alert", "admonition", "theme-admonition", "callout", "alert", "custom-block"}
)
CALLOUT_PREFIXES = ("markdown-alert-", "theme-admonition-", "callout-", "alert-", "alert--")
TITLE_CLASSES = frozenset(
    {"markdown-alert-title", "admonition-title", "callout-title", "custom-block-title", "admonition-heading"}
)
CALLOUT_LABELS = frozenset(text for labels in LABELS_BY_LANGUAGE.values() for text in labels.values())


def read_heading_element(reader: "Reader", element: Element, look: "Look") -> None:
    reader.read_heading(element, look, HEADING_TAGS[element.tag])


def read_paragraph(reader: "Reader", element: Element, look: "Look") -> None:
    """Read a paragraph, which may say that it is a heading."""
    level = element.attributes.get("aria-level", "") if element.attributes.get("role") == "heading" else ""
    if level in {"1", "2", "3", "4", "5", "6"}:
        reader.read_heading(element, look, int(level))
    elif element.has_class("MsoTitle"):
        reader.read_heading(element, look, 1)
    else:
        reader.read_block(element, look)


def read_rule(reader: "Reader", element: Element, look: "Look") -> None:
    reader.add_block(Rule())


def read_quote(reader: "Reader", element: Element, look: "Look") -> None:
    reader.open_container(element, look._replace(in_heading=False), Quote())


def read_callout(reader: "Reader", element: Element, look: "Look") -> bool:
    """Read the callout that `element` is; tells whether it is one."""
    kind = find_callout_kind(element)
    if not kind:
        return False
    title = find_first(element, is_callout_title)
    text = " ".join(get_text(title).split()) if title else ""
    if title:
        title.children = []
    is_label = text.lower() == kind.lower() or text in CALLOUT_LABELS
    quote = Quote(callout=kind.upper(), title="" if is_label else text)
    reader.open_container(element, look._replace(in_heading=False), quote)
    return True


def pop_icon(element: Element) -> str:
    """Take the icon off that begins the text of a callout of Notion; return the kind that it tells, or ""."""
    match = ICON_PATTERN.match(get_text(element))
    if not match:
        return ""
    for each in [element, *element.iter_elements()]:
        for index, child in enumerate(each.children):
            if isinstance(child, str) and (icon := ICON_PATTERN.match(child)):
                each.children[index] = child[icon.end() :]
                return ICON_KINDS.get(icon[1], "note")
            if isinstance(child, str) and child.strip():
                return ""
    return ""


def find_callout_kind(element: Element) -> str:
    """Return the kind of the callout that `element` is, "" where it is none."""
    if element.tag not in {"div", "aside", "section", "figure", "blockquote"}:
        return ""
    if "class" not in element.attributes:
        return pop_icon(element) if element.tag == "aside" else ""
    classes = get_classes(element)
    if CALLOUT_BOXES.isdisjoint(classes):
        return ""
    names = [element.attributes.get("data-callout", ""), *classes]
    for name in names:
        lowered = name.lower()
        for prefix in CALLOUT_PREFIXES:
            lowered = lowered.removeprefix(prefix)
        if lowered in CALLOUT_KINDS:
            return CALLOUT_KINDS[lowered]
    icon_kind = pop_icon(element) if element.has_class("callout") else ""
    return icon_kind or ("note" if element.has_class("admonition") else "")


def is_callout_title(element: Element) -> bool:
    return not TITLE_CLASSES.isdisjoint(get_classes(element))


def read_figure(reader: "Reader", element: Element, look: "Look") -> None:
    """Read a figure: a picture with a caption stays one, of anything else the contents stay."""
    holder = Container()
    parent = reader.containers[-1]

    def close() -> None:
        parent.extend(finish_figure(holder.children))

    reader.open_container(element, look, holder, [], close)


def finish_figure(children: list[Block]) -> list[Block]:
    blocks = [block for block in children if not isinstance(block, Paragraph) or tables.has_runs(block)]
    pictures = [block for block in blocks if isinstance(block, Paragraph) and not block.is_caption]
    captions = [block for block in blocks if isinstance(block, Paragraph) and block.is_caption]
    if len(blocks) != 2 or len(pictures) != 1 or len(captions) != 1:
        return children
    runs = [run for run in pictures[0].runs if run.kind != "text" or run.text.strip()]
    is_plain = all(run.kind in {"text", "formula"} and not run.link for run in captions[0].runs)
    if len(runs) == 1 and runs[0].kind == "image" and is_plain and runs[0].link in {"", runs[0].source}:
        # The title of a picture, which a caption becomes, knows no marks.
        caption = [run._replace(marks=NO_MARKS) for run in captions[0].runs]
        return [Figure(runs[0]._replace(link=""), caption)]
    return children


def read_term(reader: "Reader", element: Element, look: "Look") -> None:
    reader.open_container(element, look, Term())


def read_definition(reader: "Reader", element: Element, look: "Look") -> None:
    """Read a definition; without a term before it, it is what Wikipedia indents."""
    before = reader.containers[-1]
    reader.end_paragraph()
    if before and isinstance(before[-1], Term | Definition):
        reader.open_container(element, look, Definition())
    else:
        reader.read_block(element, look)


def read_details(reader: "Reader", element: Element, look: "Look") -> None:
    summary = find_first(element, lambda each: each.tag == "summary")
    text = ""
    if summary:
        text = " ".join(
            "".join(iter_text_nodes(summary.children, lambda each: each.tag == "annotation")).split()
        )
        summary.children = []
    reader.open_container(element, look, Details(summary=text, is_open="open" in element.attributes))


def read_player(reader: "Reader", element: Element, look: "Look") -> None:
    """Keep a video or a sound as HTML, where its address is known."""
    source = find_first(element, lambda each: each.tag == "source" and bool(each.attributes.get("src")))
    address = element.attributes.get("src") or (source.attributes["src"] if source else "")
    address = picture_markup.resolve_address(address.strip(), reader.page.base_url)
    if not address.startswith(("http://", "https://", "/")):
        reader.counter.add("embed", address)
        return
    reader.add_block(RawHtml(f'<{element.tag} src="{escape(address)}" controls></{element.tag}>'))


BLOCK_READERS: dict[str, Callable[["Reader", Element, "Look"], None]] = {
    **dict.fromkeys(HEADING_TAGS, read_heading_element),
    "audio": read_player,
    "blockquote": read_quote,
    "caption": tables.read_caption,
    "dd": read_definition,
    "details": read_details,
    "dir": lists.read_list,
    "div": read_paragraph,
    "dt": read_term,
    "figcaption": tables.read_caption,
    "figure": read_figure,
    "hr": read_rule,
    "li": lists.read_item,
    "menu": lists.read_list,
    "ol": lists.read_list,
    "p": read_paragraph,
    "table": tables.read_table_element,
    "td": tables.read_cell,
    "th": tables.read_cell,
    "tr": tables.read_row,
    "ul": lists.read_list,
    "video": read_player,
}
