"""Addresses in HTML and Markdown: those of files and posts of the old site, replaced."""

import re
from collections.abc import Callable
from html import escape, unescape

from posts.exchange.markdown.masking import Mask

START_TAG = re.compile(r"<[a-zA-Z][^<>]*>")
TAG_ADDRESS = re.compile(
    r"""(?P<before>\b(?:src|href|poster)\s*=\s*)(?P<quote>["'])(?P<url>[^"']*)(?P=quote)"""
)
MARKDOWN_LINK = re.compile(
    r"(?P<before>\]\(\s*<?)(?P<url>[^\s()<>]+)|(?P<label>^\s{0,3}\[[^\]\n]+\]:\s*<?)(?P<target>[^\s<>]+)",
    re.MULTILINE,
)
# Other sizes of the same picture.
OTHER_SIZES = re.compile(
    r"\s(?:srcset|sizes|data-[\w-]{0,40}?(?:src|file|permalink|href|link|image)[\w-]{0,40})"
    r"""\s{0,5}=\s{0,5}(?:"[^"]*"|'[^']*')"""
)
LINKED_PICTURE = re.compile(
    r"""<a\b[^<>]{0,500}?\bhref=["'](?P<to>[^"'<>]{0,2000})["'][^<>]{0,500}>\s{0,20}"""
    r"""(?P<image><img\b[^<>]{0,500}?\bsrc=["'](?P<src>[^"'<>]{0,2000})["'][^<>]{0,500}>)\s{0,20}</a>""",
    re.IGNORECASE,
)
FindAddress = Callable[[str], str]


def rewrite_html_addresses(html: str, find_address: FindAddress) -> str:
    """Return `html` with the addresses that `find_address` knows; pictures lead to themselves no more.

    `find_address` returns the new address, "" to keep one.
    """
    html = START_TAG.sub(lambda tag: rewrite_tag(OTHER_SIZES.sub("", tag[0]), find_address), html)
    return LINKED_PICTURE.sub(lambda match: match["image"] if match["to"] == match["src"] else match[0], html)


def rewrite_tag(tag: str, find_address: FindAddress) -> str:
    def replace_address(match: re.Match[str]) -> str:
        new = find_address(unescape(match["url"]).strip())
        return f"{match['before']}{match['quote']}{escape(new)}{match['quote']}" if new else match[0]

    return TAG_ADDRESS.sub(replace_address, tag)


def rewrite_markdown_addresses(markdown: str, find_address: FindAddress) -> str:
    """Return `markdown` with the addresses that `find_address` knows, but in code."""

    def replace_address(match: re.Match[str]) -> str:
        before, url = match["before"] or match["label"], match["url"] or match["target"]
        return f"{before}{find_address(url) or url}"

    mask = Mask()
    text = MARKDOWN_LINK.sub(replace_address, mask.hide_code(markdown))
    return mask.restore_text(START_TAG.sub(lambda tag: rewrite_tag(tag[0], find_address), text))


def list_addresses(html: str) -> dict[str, None]:
    """Return the addresses in the tags of `html`, each once."""
    tags = (tag[0] for tag in START_TAG.finditer(html))
    return dict.fromkeys(unescape(match["url"]) for tag in tags for match in TAG_ADDRESS.finditer(tag))
