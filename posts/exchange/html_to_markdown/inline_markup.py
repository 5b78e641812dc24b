"""What stands in lines: marks by tag and style, links, images, line breaks; and what nobody sees."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from posts.exchange.html_to_markdown import formula_markup, picture_markup, styles
from posts.exchange.html_to_markdown.document import NoteCounter, Run
from posts.exchange.html_to_markdown.element_names import MARK_TAGS
from posts.exchange.html_to_markdown.escaping import escape_html_text
from posts.exchange.html_to_markdown.trees import find_first, get_classes, get_text
from posts.rendering.tree import Element

if TYPE_CHECKING:
    from posts.exchange.html_to_markdown.reader import HtmlPage, Look, Reader

SPACES = re.compile(r"[ \t\n\r\f\v\xa0\u2028\u2029]+")
UNSEEN = re.compile(r"[\u200b\u2060\ufeff\u00ad\u200e\u200f\u202a-\u202e\x00-\x08\x0b\x0c\x0e-\x1f]")
# For screen readers, or for those who can change the page.
UNSEEN_CLASSES = frozenset(
    """
    sr-only visually-hidden visuallyhidden screen-reader-text screen-reader-only mw-editsection mw-jump-link
    anchor-link headerlink heading-anchor hash-link octicon-link zeroclipboard-container mw-cite-backlink
    copy-btn noprint-copy ztext-empty-paragraph-hidden
    """.split()  # noqa: SIM905  (a list would take a line for each)
)
ANCHOR_TEXT = re.compile(r"\s*[#¶§🔗\u200b]?\s*")


def collapse_spaces(text: str) -> str:
    """Return `text` with single spaces, and without characters that nobody sees."""
    return UNSEEN.sub("", SPACES.sub(" ", text))


def is_unseen(element: Element, page: "HtmlPage", counter: NoteCounter) -> bool:
    """Whether nothing of `element` is for readers; hidden text is counted."""
    if id(element) in page.notes.backlinks:
        return True
    attributes = element.attributes
    if not attributes:
        return False
    if "class" in attributes and not UNSEEN_CLASSES.isdisjoint(attributes["class"].split()):
        return True
    if element.tag == "a" and is_heading_anchor(element):
        return True
    if page.shows_hidden:
        return False
    is_hidden = "hidden" in attributes or styles.is_hidden_style(attributes.get("style", ""))
    is_hidden = is_hidden or any(
        styles.is_hidden_style(page.class_rules[name])
        for name in get_classes(element)
        if name in page.class_rules
    )
    if is_hidden and get_text(element).strip():
        counter.add("hidden", " ".join(get_text(element).split())[:60])
    return is_hidden


def is_heading_anchor(link: Element) -> bool:
    """Whether a link is the sign beside a heading that leads to itself."""
    href = link.attributes.get("href", "")
    is_anchor = "anchor" in get_classes(link) or link.attributes.get("aria-hidden") == "true"
    return (
        "#" in href
        and is_anchor
        and bool(ANCHOR_TEXT.fullmatch(get_text(link)))
        and not find_first(link, is_image)
    )


def is_image(element: Element) -> bool:
    return element.tag == "img"


def is_block_style(element: Element) -> bool:
    """Whether a style makes a block of an element such as `span`."""
    style = element.attributes.get("style", "")
    return "display" in style and styles.parse_style(style).get("display") in {
        "block",
        "flex",
        "grid",
        "list-item",
    }


def inherit_look(element: Element, look: "Look", page: "HtmlPage") -> "Look":
    """Return the look of the text in `element`: marks by its tag, changed by its classes and its style."""
    if mark := MARK_TAGS.get(element.tag):
        look = look._replace(marks=look.marks | {mark})
    if element.attributes:
        for style in iter_styles(element, page.class_rules):
            look = apply_style(style, element.tag, look)
    return look


def apply_style(style: str, tag: str, look: "Look") -> "Look":
    """Return `look` as the style of an element changes it."""
    marks = look.marks
    for mark, is_set in styles.read_marks(style).items():
        # Underlining is how links look; what a style takes away is what its own element or a weight has set.
        if is_set and not (mark == "u" and look.link):
            marks |= {mark}
        elif not is_set and (mark in {"strong", "em"} or MARK_TAGS.get(tag) == mark):
            marks -= {mark}
    if look.is_highlighting and tag == "span" and styles.is_highlighted(style):
        marks |= {"mark"}
    keeps = styles.keeps_line_ends(style)
    if keeps is None:
        return look._replace(marks=marks)
    return look._replace(marks=marks, keeps_line_ends=keeps and not look.in_heading)


def iter_styles(element: Element, class_rules: Mapping[str, str]) -> Iterator[str]:
    """Give the styles of `element`, the strongest last."""
    for name in get_classes(element) if class_rules else ():
        if name in class_rules:
            yield class_rules[name]
    if style := element.attributes.get("style"):
        yield style


def split_into_runs(text: str, look: "Look", page: "HtmlPage") -> Iterator[Run]:
    """Give `text` as runs: line ends that are kept are breaks, `$latex x$` is a formula."""
    lines = text.replace("\r", "").split("\n") if look.keeps_line_ends else [text]
    for number, line in enumerate(lines):
        if number:
            yield Run("break")
        yield from split_formulas(line.replace("\xa0", " "), look, page)


def split_formulas(text: str, look: "Look", page: "HtmlPage") -> Iterator[Run]:
    """Give `text` as runs with the formulas that WordPress or, where the page says so, MathJax would set."""
    pattern = formula_markup.WORDPRESS_TEX
    is_code_element = "code" in look.marks
    end = 0
    for match in () if is_code_element or "latex" not in text else pattern.finditer(text):
        if match.start() > end:
            yield Run("text", text[end : match.start()], look.marks, look.link)
        yield Run("formula", formula_markup.clean_tex(match["tex"] or match["tagged"]), look.marks, look.link)
        end = match.end()
    if text[end:]:
        yield Run("text", UNSEEN.sub("", text[end:]), look.marks, look.link)


# Readers of elements in lines.


def read_break(reader: "Reader", element: Element, look: "Look") -> None:
    if look.in_heading:
        reader.add_text(" ", look)
    elif reader.paragraph is not None:
        reader.add_run(Run("break"))


def read_link(reader: "Reader", element: Element, look: "Look") -> None:
    """Read a link: its text carries the address."""
    address = element.attributes.get("href", "").strip()
    link = find_link_address(address, reader)
    if not address:
        reader.descend(element, look)
    elif not link:
        reader.counter.add("lost-link", f"{' '.join(get_text(element).split())[:60]} → {address[:100]}")
        reader.descend(element, look)
    else:
        reader.descend(element, look._replace(link=link, marks=look.marks - {"u"}))


def find_link_address(address: str, reader: "Reader") -> str:
    """Return where a link leads, "" where that is nowhere a reader could go."""
    page = reader.page
    if address.startswith("#"):
        return f"#{page.headings[address[1:]]}" if address[1:] in page.headings else ""
    address = picture_markup.resolve_address(picture_markup.unwrap_redirect(address), page.base_url)
    try:
        scheme = urlsplit(address).scheme.lower()
    except ValueError:
        return ""
    return address if scheme in {"", "http", "https", "mailto", "tel", "ftp"} else ""


def read_image(reader: "Reader", element: Element, look: "Look") -> None:
    """Read a picture: emoji are text, pictures that nobody sees are left out."""
    if emoji := picture_markup.read_emoji(element):
        reader.add_run(Run("text", emoji, look.marks, look.link))
        return
    address = picture_markup.find_picture_address(element, reader.page.base_url)
    alt = " ".join(element.attributes.get("alt", "").split())
    if picture_markup.is_tracking_pixel(element):
        return
    if not address or (
        picture_markup.EMPTY_PICTURE.match(address) and not address.startswith("data:image/gif")
    ):
        reader.counter.add("lost-picture", alt or "?")
        return
    if address.startswith(("file:", "blob:", "cid:", "webkit-fake-url:")):
        reader.counter.add("local-picture", alt or address.rpartition("/")[2])
        return
    reader.add_run(Run("image", alt, frozenset(), look.link, address))


def read_noscript(reader: "Reader", element: Element, look: "Look") -> None:
    """Read what is for browsers without scripts, unless it is a picture that others get too."""
    image = find_first(element, is_image)
    is_double = image is not None and image.attributes.get("src") in reader.page.late_pictures
    if not is_double or get_text(element).strip():
        reader.descend(element, look)


def read_drawing(reader: "Reader", element: Element, look: "Look") -> None:
    """Leave a drawing out; large ones are told."""
    label = element.attributes.get("aria-label", "")
    is_icon = picture_markup.is_small(element, 48) or element.attributes.get("aria-hidden") == "true"
    if not is_icon:
        reader.counter.add("drawing", label)


def read_embed(reader: "Reader", element: Element, look: "Look") -> None:
    """Write a link to what a page embeds."""
    attributes = element.attributes
    address = attributes.get("src") or attributes.get("data-src") or attributes.get("data", "")
    address = picture_markup.resolve_address(address.strip(), reader.page.base_url)
    if not address.startswith(("http://", "https://")):
        reader.counter.add("embed", address)
        return
    reader.end_paragraph()
    reader.add_run(Run("text", attributes.get("title") or address, frozenset(), address))
    reader.end_paragraph()
    reader.counter.add("embed", address)


def read_nothing(reader: "Reader", element: Element, look: "Look") -> None:
    """Leave an element out: a field of a form, or a place where a word may be broken."""


def read_ruby(reader: "Reader", element: Element, look: "Look") -> None:
    """Keep characters with their reading as HTML."""
    parts = list(iter_ruby(element))
    if find_first(element, lambda each: each.tag == "rt"):
        reader.add_run(Run("html", f"<ruby>{''.join(parts)}</ruby>", look.marks, look.link))
    else:
        reader.descend(element, look)


def iter_ruby(element: Element) -> Iterator[str]:
    from_tags = {"rt": "rt", "rp": "rp"}
    for child in element.children:
        if isinstance(child, str):
            yield escape_html_text(collapse_spaces(child))
        elif isinstance(child, Element):
            tag = from_tags.get(child.tag)
            text = escape_html_text(collapse_spaces(get_text(child)))
            yield f"<{tag}>{text}</{tag}>" if tag else text


def read_quotation(reader: "Reader", element: Element, look: "Look") -> None:
    """Read a quotation in a line, whose marks a browser sets."""
    reader.add_text("“", look)
    reader.descend(element, look, lambda: reader.add_text("”", look))


INLINE_READERS: dict[str, Callable[["Reader", Element, "Look"], None]] = {
    "a": read_link,
    "br": read_break,
    "button": read_nothing,
    "embed": read_embed,
    "iframe": read_embed,
    "img": read_image,
    "input": read_nothing,
    "x-noscript": read_noscript,
    "object": read_embed,
    "option": read_nothing,
    "q": read_quotation,
    "ruby": read_ruby,
    "select": read_nothing,
    "svg": read_drawing,
    "textarea": read_nothing,
    "wbr": read_nothing,
}
