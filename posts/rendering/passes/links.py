"""Links as typed: a bare address ends where the Chinese sentence goes on."""

import re
from collections.abc import Sequence
from urllib.parse import quote, urlsplit

from posts.rendering.page import Page
from posts.rendering.text import HAN, WIDE_PUNCTUATION
from posts.rendering.tree import Element, Node

# A wide punctuation mark ends a bare address; so does Han right after the host.
END_OF_ADDRESS = re.compile(
    rf"[{WIDE_PUNCTUATION}“”‘’…—]|(?<=\.[a-z]{{2}})[{HAN}]|(?<=\.[a-z]{{3}})[{HAN}]", re.IGNORECASE
)
SAFE_IN_ADDRESS = "%/:=&?~#+!$,;'@()*[]"


def link(element: Element, page: Page) -> Sequence[Node] | None:
    """Give back to the sentence what a bare address swallowed of it."""
    if name := element.attributes.pop("name", None):
        element.attributes.setdefault("id", name)
    text = element.only_text()
    if not text or not is_bare(element, text) or not (match := END_OF_ADDRESS.search(text)):
        return None
    address = text[: match.start()]
    if not urlsplit(address if "//" in address else f"//{address}").netloc:
        return None
    prefix = "" if "//" in address else "http://"
    element.attributes["href"] = prefix + quote(address, safe=SAFE_IN_ADDRESS)
    element.children = [address]
    return [element, text[match.start() :]]


def is_bare(element: Element, text: str) -> bool:
    """Whether the link shows its own address, typed without any mark-up."""
    href = element.attributes.get("href", "")
    return quote(text, safe=SAFE_IN_ADDRESS) in {href, href.removeprefix("http://")} or text == href
