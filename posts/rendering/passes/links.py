"""Links as typed: a bare address ends where the Chinese sentence goes on."""

import re
from collections.abc import Sequence
from urllib.parse import quote

from posts.rendering.page import Page
from posts.rendering.text import HAN, WIDE_PUNCTUATION
from posts.rendering.tree import Element, Node

# A wide punctuation mark ends a bare address; so does Han right after the host.
END_OF_ADDRESS = re.compile(
    rf"[{WIDE_PUNCTUATION}“”‘’…—]|(?<=\.[a-z]{{2}})[{HAN}]|(?<=\.[a-z]{{3}})[{HAN}]", re.IGNORECASE
)
NEXT_ADDRESS = re.compile(r"(?<=[^\x00-\x7f])(?=https?://)")
HOST = re.compile(r"(?:https?://|www\.)[\w-]+")
SAFE_IN_ADDRESS = "%/:=&?~#+!$,;'@()*[]"


def link(element: Element, page: Page) -> Sequence[Node] | None:
    """Give back to the sentence what a bare address swallowed of it, and what leads nowhere."""
    if name := element.attributes.pop("name", None):
        element.attributes.setdefault("id", name)
    if not element.attributes.get("href") and "id" not in element.attributes:
        return element.children
    text = element.only_text()
    if not text or not is_bare(element, text) or not END_OF_ADDRESS.search(text):
        return None
    return [node for part in NEXT_ADDRESS.split(text) for node in linked(part)]


def linked(text: str) -> list[Node]:
    """Return the address that `text` begins with as a link, and the rest as it is."""
    match = END_OF_ADDRESS.search(text)
    address = text[: match.start()] if match else text
    if not HOST.match(address):
        return [text]
    href = quote(address if "://" in address else f"http://{address}", safe=SAFE_IN_ADDRESS)
    return [Element("a", {"href": href}, [address]), *filter(None, [text[len(address) :]])]


def is_bare(element: Element, text: str) -> bool:
    """Whether the link shows its own address, typed without any mark-up."""
    href = element.attributes.get("href", "")
    return quote(text, safe=SAFE_IN_ADDRESS) in {href, href.removeprefix("http://")} or text == href
