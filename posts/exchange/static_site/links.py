"""Links in pages, feeds, stylesheets and scripts, as they are written there."""

import json
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

# What the site writes has no angle bracket in texts and attributes, so that this matches tags only.
ANY_TAG = re.compile(r"<[a-zA-Z][^<>]*>")
LINK_ATTRIBUTE = re.compile(r'(?<=\s)(content|href|poster|src|srcset)="([^"]*)"')
SRCSET_ADDRESS = re.compile(r"(?:^|,\s)\s*([^\s,]\S*)")
STRUCTURED_DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)
CSS_ADDRESS = re.compile(r"""url\(\s*["']?([^"')]+)["']?\s*\)""")
MODULE_ADDRESS = re.compile(r"""(?:\bfrom\s*|\bimport\s*\(?\s*)["'](\.{1,2}/[^"']+)["']""")
# Of a feed, with its instructions for processors: the code in an entry is text.
XML_TAG = re.compile(r"<[?a-zA-Z][^<>]*>")
XML_ADDRESS = re.compile(r">\s*(https?://[^<\s]+)\s*<")
TEXT_ADDRESS = re.compile(r"https?://[^\s<>\"')\]]+")


def find_linked_addresses(text: str, content_type: str) -> set[str]:
    """Return the addresses that `text` links to, those of other sites among them."""
    match content_type.partition(";")[0].strip():
        case "text/html":
            return {*find_html_links(text), *find_structured_links(text)}
        case "text/css":
            return set(CSS_ADDRESS.findall(text))
        case "text/javascript" | "application/javascript":
            return set(MODULE_ADDRESS.findall(text))
        case "application/feed+json" | "application/json" | "application/manifest+json":
            return set(find_json_links(json.loads(text)))
        case "text/plain" | "text/markdown":
            return set(TEXT_ADDRESS.findall(text))
    return set(find_xml_links(text))


def find_html_links(html: str) -> Iterator[str]:
    """Yield the addresses in the tags of `html`. A `content` is one where it is absolute."""
    for tag in ANY_TAG.findall(html):
        for name, value in LINK_ATTRIBUTE.findall(tag):
            address = unescape(value)
            if name == "srcset":
                yield from SRCSET_ADDRESS.findall(address)
            elif name != "content" or address.startswith(("https://", "http://")):
                yield address


def find_structured_links(html: str) -> Iterator[str]:
    for data in STRUCTURED_DATA.findall(html):
        yield from find_json_links(json.loads(data))


def find_xml_links(text: str) -> Iterator[str]:
    """Yield the addresses in a feed or sitemap: elements, attributes, and those in the HTML of entries."""
    yield from map(unescape, XML_ADDRESS.findall(text))
    for tag in XML_TAG.findall(text):
        yield from map(unescape, re.findall(r'(?<=\s)href="([^"]*)"', tag))
    yield from find_html_links(unescape(text))


def find_json_links(value: Any, key: str = "") -> Iterator[str]:
    """Yield the addresses in JSON: strings that are rooted or absolute, and those in the HTML of feeds."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from find_json_links(inner, name)
    elif isinstance(value, list):
        for inner in value:
            yield from find_json_links(inner, key)
    elif key == "content_html":
        yield from find_html_links(str(value))
    elif isinstance(value, str) and re.fullmatch(r"(?:https?:/)?/\S*", value):
        yield value
