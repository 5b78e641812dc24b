"""Addresses in Markdown: of links, pictures, link definitions and attributes of HTML, found and replaced.

Code has to be hidden before, see `masking`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from urllib.parse import unquote, urlsplit

LINK_DESTINATION = r"<[^<>\n]*>|[^\s()<>]*(?:\([^\s()<>]*\)[^\s()<>]*)*"
INLINE_LINK = re.compile(
    rf"(?P<before>(?P<image>!\[(?:(?!!\[)[^\]\n])*)?\]\([ \t]*\n?[ \t]*)(?P<to>{LINK_DESTINATION})"
)
DEFINED_DESTINATION = r"<[^<>\n]*>|\S+"
LINK_DEFINITION = re.compile(
    rf"^(?P<before>[ >]{{0,6}}\[[^\]\^\n][^\]\n]*\]:[ \t]*)(?P<to>{DEFINED_DESTINATION})", re.MULTILINE
)
HTML_START_TAG = re.compile(r"<[a-zA-Z][^<>]*>")
ADDRESS_ATTRIBUTE = re.compile(
    r"""(?P<before>\b(?P<name>src|href|poster)\s*=\s*)(?P<quote>["'])(?P<to>[^"'\n]*)(?P=quote)"""
)
# What an address in Markdown, and one in an attribute, may look like.
WHOLE_DESTINATION = re.compile(LINK_DESTINATION)
WHOLE_ATTRIBUTE = re.compile(r"[^\"'<>\n]*")


@dataclass(frozen=True, slots=True)
class WrittenAddress:
    """An address as it stands in a text, such as `<a b.png>`; `in_html`: in an attribute, with entities."""

    written: str
    is_image: bool = False
    in_html: bool = False

    @property
    def address(self) -> str:
        """The address that is meant."""
        if self.in_html:
            return unescape(self.written)
        return self.written.removeprefix("<").removesuffix(">").strip()

    @property
    def is_whole(self) -> bool:
        """Whether an address that is written like this ends where it should."""
        return bool((WHOLE_ATTRIBUTE if self.in_html else WHOLE_DESTINATION).fullmatch(self.written))

    @property
    def local_path(self) -> str | None:
        """The decoded path of an address without scheme and host; None for others."""
        try:
            parts = urlsplit(self.address.replace("\\", "/"))
        except ValueError:
            return None
        return None if parts.scheme or parts.netloc else unquote(parts.path)

    def without_fragment(self) -> str:
        """Return what is written for the same without a fragment."""
        start, mark, _ = self.written.partition("#")
        return f"{start}>" if mark and start.startswith("<") else start

    def with_fragment(self, fragment: str) -> str:
        """Return what is written for the same with `fragment`, "" or one that begins with `#`."""
        if fragment and self.written.startswith("<") and self.written.endswith(">"):
            return f"{self.written[:-1]}{fragment}>"
        return f"{self.written}{fragment}"


# Returns what stands in place of an address, as it is to be written; None keeps it.
ReplaceAddress = Callable[[WrittenAddress], str | None]


def rewrite_addresses(text: str, replace: ReplaceAddress) -> str:
    """Return `text`, its code hidden, with `replace` applied to every address that is no bare one."""

    def replace_inline(match: re.Match[str]) -> str:
        new = replace(WrittenAddress(match["to"], is_image=bool(match.groupdict().get("image"))))
        return match[0] if new is None else f"{match['before']}{new}"

    def replace_element(match: re.Match[str]) -> str:
        is_picture = match[0].lower().startswith("<img")

        def replace_attribute(found: re.Match[str]) -> str:
            is_image = is_picture and found["name"] == "src"
            new = replace(WrittenAddress(found["to"], is_image=is_image, in_html=True))
            return found[0] if new is None else f"{found['before']}{found['quote']}{new}{found['quote']}"

        return ADDRESS_ATTRIBUTE.sub(replace_attribute, match[0])

    text = INLINE_LINK.sub(replace_inline, text)
    text = LINK_DEFINITION.sub(replace_inline, text)
    return HTML_START_TAG.sub(replace_element, text)
