"""WXR, WordPress's XML of a site: read piece by piece, with no entities and no document type."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.parsers import expat

from posts.exchange.importing.exports.converted import ExportError
from posts.exchange.importing.exports.text_encoding import READ_BYTES, find_encoding

# What XML 1.0 does not allow, and exports hold all the same.
FORBIDDEN_IN_XML = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|&#(?:0*(?:[0-8]|1[124-9]|2\\d|3[01])|x0*(?:[0-8bce-f]|1[0-9a-f]));",
    re.IGNORECASE,
)
XML_DECLARATION = re.compile(r"\A\s*<\?xml\b[^>]*\?>")
MAX_ITEM_CHARACTERS = 32_000_000
MAX_XML_DEPTH = 100
# Elements that hold others, below an item or the channel.
GROUPS = {"wp:comment", "wp:postmeta", "wp:commentmeta", "wp:author", "wp:category", "wp:tag", "wp:term"}


@dataclass(slots=True)
class WxrItem:
    """An element with children: `texts` by name, the first of each; `groups` by name; `terms` of an item.

    `terms` are (taxonomy, slug, name).
    """

    texts: dict[str, str] = field(default_factory=dict)
    groups: dict[str, list["WxrItem"]] = field(default_factory=dict)
    terms: list[tuple[str, str, str]] = field(default_factory=list)
    attributes: dict[str, str] = field(default_factory=dict)

    def get(self, name: str) -> str:
        """Return the text of the child `name` without outer spaces; "" where there is none."""
        return self.texts.get(name, "").strip()

    def get_meta(self, key: str) -> str:
        """Return the value of the custom field `key`; "" where there is none."""
        found = (each for each in self.groups.get("wp:postmeta", []) if each.get("wp:meta_key") == key)
        return next((each.get("wp:meta_value") for each in found), "")


class WxrParser:
    """Takes an XML text in parts; `items` are those that are complete, `channel` what stands beside them."""

    def __init__(self) -> None:
        self.channel, self.items = WxrItem(), list[WxrItem]()
        self.stack: list[tuple[str, WxrItem | None]] = []
        self.text: list[str] = []
        self.length = 0
        self.parser = expat.ParserCreate("utf-8")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.add_text
        self.parser.StartDoctypeDeclHandler = self.refuse
        self.parser.EntityDeclHandler = self.refuse

    def refuse(self, *declaration: Any) -> None:
        raise ExportError("it declares a document type or entities, which no export of WordPress does")

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if len(self.stack) >= MAX_XML_DEPTH:
            raise ExportError("its elements are nested too deep")
        if not self.stack and name != "rss":
            raise ExportError("it is no export of WordPress")
        holder = None
        if name == "channel":
            holder = self.channel
        elif name == "item" or name in GROUPS:
            holder = WxrItem()
        elif name == "category":
            holder = WxrItem(attributes=attributes)
        self.stack.append((name, holder))
        self.text = []
        if name == "item":
            self.length = 0

    def add_text(self, text: str) -> None:
        self.length += len(text)
        if self.length > MAX_ITEM_CHARACTERS:
            raise ExportError(f"an item is longer than {MAX_ITEM_CHARACTERS:,} characters")
        self.text.append(text)

    def end(self, name: str) -> None:
        _, holder = self.stack.pop()
        text, self.text = "".join(self.text), []
        parent = next((each for _, each in reversed(self.stack) if each is not None), None)
        if parent is None:
            return
        if name == "item" and holder:
            self.items.append(holder)
        elif name == "category" and holder:
            taxonomy, slug = (holder.attributes.get(key, "") for key in ("domain", "nicename"))
            parent.terms.append((taxonomy or "category", slug, text.strip()))
        elif holder is not None:
            parent.groups.setdefault(name, []).append(holder)
        else:
            parent.texts.setdefault(name, text)


def iter_wxr_items(path: Path) -> Iterator[WxrItem]:
    """Yield the channel of the WXR file at `path`, still empty, then each of its items.

    The channel is filled when the last item was yielded. Raises ExportError, also at the end of a file that
    is cut off or is no XML.
    """
    parser, count = WxrParser(), 0
    yield parser.channel
    try:
        for text in iter_clean_text(path):
            parser.parser.Parse(text.encode("utf-8", "replace"))
            count += len(parser.items)
            yield from parser.items
            parser.items = []
        parser.parser.Parse(b"", True)  # noqa: FBT003  (as expat has it)
    except expat.ExpatError as error:
        whole = f"{count:,} of its items are whole before that; nothing is imported"
        place = f"line {error.lineno} ({expat.ErrorString(error.code)})"
        text = f"{path.name} is cut off or damaged at {place}; {whole}."
        raise ExportError(text) from error
    except ExportError as error:
        raise ExportError(f"{path.name} is not read: {error}.") from error
    yield from parser.items


def iter_clean_text(path: Path) -> Iterator[str]:
    """Yield the text of an XML file in parts, without its declaration and characters that XML forbids."""
    try:
        decoder = codecs.getincrementaldecoder(find_encoding(path))()
        with path.open("rb") as file:
            held, is_first = "", True
            while data := file.read(READ_BYTES):
                text = held + decoder.decode(data)
                if is_first:
                    text, is_first = (
                        XML_DECLARATION.sub(lambda match: "\n" * match[0].count("\n"), text).lstrip("\ufeff"),
                        False,
                    )
                # A reference may go on in the next part.
                cut = text.rfind("&", len(text) - 12 if len(text) > 12 else 0)
                text, held = (text[:cut], text[cut:]) if cut >= 0 else (text, "")
                yield FORBIDDEN_IN_XML.sub("", text)
            yield FORBIDDEN_IN_XML.sub("", held + decoder.decode(b"", final=True))
    except UnicodeError as error:
        raise ExportError(str(error)) from error
    except OSError as error:
        raise ExportError(error.strerror or str(error)) from error
