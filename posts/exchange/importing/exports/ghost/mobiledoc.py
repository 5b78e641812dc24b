"""Mobiledoc, the text of Ghost 1 to 4 (format 0.3: github.com/bustle/mobiledoc-kit, MOBILEDOC.md)."""

from collections.abc import Iterator
from html import escape
from typing import Any

from posts.exchange.importing.exports.ghost.body import BodyWriter, escape_with_breaks
from posts.exchange.importing.exports.ghost.card_parts import iter_texts_in
from posts.exchange.importing.exports.ghost.cards import write_card
from posts.exchange.json_values import read_list_value

MARKUP_SECTION, IMAGE_SECTION, LIST_SECTION, CARD_SECTION = 1, 2, 3, 10
SECTION_TAGS = {
    **{name: name for name in ("p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote")},
    "aside": "blockquote",
    "pull-quote": "blockquote",
}
MARKUP_TAGS = {
    **{name: name for name in ("a", "b", "code", "del", "em", "i", "mark", "s", "strong", "sub", "sup", "u")},
    "strike": "s",
}
ATOM = 1


def write_mobiledoc(document: Any, body: BodyWriter) -> None:
    """Add a document, `{"version", "atoms", "cards", "markups", "sections"}`, to `body`."""
    reader = MobiledocReader(document, body)
    for section in read_list_value(document, "sections"):
        reader.write_section(section)


class MobiledocReader:
    """Reads the sections of one document, which name its atoms, cards and markups by number."""

    def __init__(self, document: Any, body: BodyWriter) -> None:
        self.body = body
        self.atoms, self.cards, self.markups = (
            read_list_value(document, key) for key in ("atoms", "cards", "markups")
        )

    def write_section(self, section: Any) -> None:
        """Add a section; of one that has no shape of a section, the texts."""
        kind = get_item(section, 0)
        if kind == CARD_SECTION:
            self.write_card_section(get_item(section, 1))
        elif kind == MARKUP_SECTION and isinstance(get_item(section, 2), list):
            tag = SECTION_TAGS.get(str(get_item(section, 1)).lower(), "p")
            self.body.add_html(f"<{tag}>{self.write_markers(section[2])}</{tag}>")
        elif kind == LIST_SECTION and isinstance(get_item(section, 2), list):
            tag = "ol" if get_item(section, 1) == "ol" else "ul"
            items = [f"<li>{self.write_markers(item)}</li>" for item in section[2]]
            self.body.add_html(f"<{tag}>{''.join(items)}</{tag}>")
        elif kind == IMAGE_SECTION and isinstance(get_item(section, 1), str):
            write_card("image", {"src": section[1]}, self.body)
        else:
            self.write_unknown_section(section)

    def write_unknown_section(self, section: Any) -> None:
        texts = list(iter_texts_in(section))
        if texts:
            self.body.add_note("unknown part of the text, its text kept", texts[0])
        for text in texts:
            self.body.add_html(f"<p>{escape_with_breaks(text)}</p>")

    def write_card_section(self, number: Any) -> None:
        card = get_item(self.cards, number)
        name = get_item(card, 0)
        if isinstance(name, str):
            write_card(name, get_item(card, 1), self.body)
        else:
            self.body.add_note("card missing", f"number {number}")

    def write_markers(self, markers: Any) -> str:
        """Return the HTML of a line; its pieces are `[kind, markups that open, how many close, text]`."""
        parts: list[str] = []
        still_open: list[str] = []
        for marker in markers if isinstance(markers, list) else [[0, [], 0, markers]]:
            for number in get_item(marker, 1) if isinstance(get_item(marker, 1), list) else []:
                opening, closing = self.find_markup(number)
                parts.append(opening)
                still_open.append(closing)
            parts.append(self.write_marker(marker))
            count = get_item(marker, 2)
            closed = max(0, min(count, len(still_open))) if isinstance(count, int) else 0
            parts += [still_open.pop() for _ in range(closed)]
        return "".join([*parts, *reversed(still_open)])

    def write_marker(self, marker: Any) -> str:
        value = get_item(marker, 3)
        if get_item(marker, 0) != ATOM or isinstance(value, str):
            return escape_with_breaks(
                "".join(iter_plain_texts(value if isinstance(marker, list) else marker))
            )
        atom = get_item(self.atoms, value)
        if get_item(atom, 0) == "soft-return":
            return "<br>"
        return escape_with_breaks("".join(iter_plain_texts(get_item(atom, 1))))

    def find_markup(self, number: Any) -> tuple[str, str]:
        """Return the opening and the closing tag of a markup; empty ones for one that is not known."""
        markup = get_item(self.markups, number)
        tag = MARKUP_TAGS.get(str(get_item(markup, 0)).lower(), "")
        if tag != "a":
            return (f"<{tag}>", f"</{tag}>") if tag else ("", "")
        attributes = get_item(markup, 1)
        pairs = attributes if isinstance(attributes, list) else []
        values = zip(pairs[::2], pairs[1::2], strict=False)
        address = next((value for key, value in values if key == "href"), "")
        return f'<a href="{escape(str(address))}">', "</a>"


def get_item(values: Any, number: Any) -> Any:
    """Return the value at `number`; None where there is none."""
    is_place = isinstance(values, list) and isinstance(number, int) and 0 <= number < len(values)
    return values[number] if is_place else None


def iter_plain_texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield str(value)
    elif isinstance(value, list | dict):
        yield from iter_texts_in(value)
