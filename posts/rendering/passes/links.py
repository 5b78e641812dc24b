"""Links: a bare address ends where the Chinese sentence goes on."""

import re
from collections.abc import Sequence
from urllib.parse import quote

from posts.rendering.characters import HAN_RANGES, WIDE_PUNCTUATION_RANGES
from posts.rendering.context import RenderContext
from posts.rendering.tree import Element, Node

# A wide punctuation mark ends a bare address; so does a Han character right after the host.
URL_END = re.compile(
    rf"[{WIDE_PUNCTUATION_RANGES}“”‘’…—]|(?<=\.[a-z]{{2}})[{HAN_RANGES}]|(?<=\.[a-z]{{3}})[{HAN_RANGES}]",
    re.IGNORECASE,
)
NEXT_URL = re.compile(r"(?<=[^\x00-\x7f])(?=https?://)")
URL_HOST = re.compile(r"(?:https?://|www\.)[\w-]+")
# Of a link that shows where it leads: paper needs not say it once more.
ADDRESS_CLASS = "address"
URL_SAFE_CHARACTERS = "%/:=&?~#+!$,;'@()*[]"


def fix_link(element: Element, context: RenderContext) -> Sequence[Node] | None:
    """Cut what belongs to the sentence off a bare address; unwrap a link that leads nowhere."""
    if name := element.attributes.pop("name", None):
        element.attributes.setdefault("id", name)
    if not element.attributes.get("href") and "id" not in element.attributes:
        return element.children
    text = element.only_text()
    if not text or not is_autolink(element, text):
        return None
    if not URL_END.search(text):
        element.attributes["class"] = ADDRESS_CLASS
        return None
    return [node for part in NEXT_URL.split(text) for node in split_autolink(part)]


def split_autolink(text: str) -> list[Node]:
    """Return the address that `text` begins with as a link, and the rest as it is."""
    match = URL_END.search(text)
    address = text[: match.start()] if match else text
    if not URL_HOST.match(address):
        return [text]
    href = quote(address if "://" in address else f"http://{address}", safe=URL_SAFE_CHARACTERS)
    return [
        Element("a", {"href": href, "class": ADDRESS_CLASS}, [address]),
        *filter(None, [text[len(address) :]]),
    ]


def is_autolink(element: Element, text: str) -> bool:
    """Whether the link shows its own address, typed without any mark-up."""
    href = element.attributes.get("href", "")
    return quote(text, safe=URL_SAFE_CHARACTERS) in {href, href.removeprefix("http://")} or text == href
