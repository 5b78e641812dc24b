"""The text of an item as Markdown."""

import re
from collections.abc import Callable
from html import escape, unescape
from posixpath import relpath

from posts.exchange.html_to_markdown import ConversionError, convert_html
from posts.exchange.importing.exports.converted import ExportError
from posts.exchange.importing.exports.wordpress.auto_paragraphs import add_paragraphs
from posts.exchange.importing.exports.wordpress.blocks import convert_blocks
from posts.exchange.importing.exports.wordpress.catalogue import Catalogue, get_number
from posts.exchange.importing.exports.wordpress.footnotes import add_footnotes, read_footnotes
from posts.exchange.importing.exports.wordpress.item_text import ItemText
from posts.exchange.importing.exports.wordpress.media_files import MediaFiles
from posts.exchange.importing.exports.wordpress.placeholders import PLACEHOLDER_MARKS
from posts.exchange.importing.exports.wordpress.shortcode_writers import ShortcodeContext
from posts.exchange.importing.exports.wordpress.wxr_reader import WxrItem

HAS_BLOCKS = re.compile(r"<!--\s+wp:")
MORE_COMMENT = re.compile(r"<!--\s*more\b(?:(?!-->).)*-->", re.DOTALL)
MORE_MARK, MORE_LINE = "\ue002", "<!-- more -->"
START_TAG = re.compile(r"<[a-zA-Z][^<>]*>")
ADDRESS = re.compile(r"""(?P<before>\b(?:src|href|poster)\s*=\s*)(?P<quote>["'])(?P<url>[^"']*)(?P=quote)""")
# Other sizes of the same picture.
OTHER_SIZES = re.compile(
    r"""\s(?:srcset|sizes|data-[\w-]*(?:src|file|permalink|href|link|image)[\w-]*)\s*=\s*(?:"[^"]*"|'[^']*')"""
)
LINKED_PICTURE = re.compile(
    r"""<a\b[^<>]*\bhref\s*=\s*["'](?P<to>[^"']*)["'][^<>]*>\s*(?P<image><img\b[^<>]*\bsrc\s*=\s*["'](?P<src>[^"']*)["'][^<>]*>)\s*</a>""",
    re.IGNORECASE,
)
# What conversion could not keep, for people.
MISSING_FILE_NOTE = "picture or file missing"
NOTE_KINDS = {
    "embed": "embedded page kept as a link",
    "lost-link": "link left out",
    "lost-picture": "picture without an address left out",
    "local-picture": MISSING_FILE_NOTE,
    "drawing": "drawing left out",
    "hidden": "hidden text left out",
    "too-deep": "nested too deep",
}


def convert_content(
    item: WxrItem, path: str, catalogue: Catalogue, media: MediaFiles
) -> tuple[str, tuple[str, ...]]:
    """Return the Markdown of the item that is written to `path`, and the notes on it. Raises ExportError."""
    number = get_number(item)
    own_pictures = [key for key in catalogue.media_of_posts.get(number, []) if key in catalogue.pictures]
    shortcodes = ShortcodeContext(catalogue.pictures, own_pictures, catalogue.media_urls)
    text = ItemText(shortcodes, catalogue.patterns)
    html = build_html(item.texts.get("content:encoded", ""), text)
    notes = read_footnotes(item.get_meta("footnotes")) | {
        f"shortcode-{index}": note for index, note in enumerate(shortcodes.footnotes)
    }
    html = add_footnotes(html, {key: text.held.restore(note) for key, note in notes.items()})
    html = rewrite_addresses(html, lambda url: find_new_address(url, path, catalogue, media))
    for url in list_missing_files(html, media):
        text.add_note(MISSING_FILE_NOTE, url)
    try:
        converted = convert_html(html, catalogue.blog_url)
    except ConversionError as error:
        raise ExportError(f"its text is {error.kind.replace('-', ' ')}") from error
    for note in converted.notes:
        text.add_note(NOTE_KINDS.get(note.kind, note.kind), f"{note.detail} ({note.count:,})")
    return converted.markdown.replace(MORE_MARK, MORE_LINE), tuple(text.notes)


def build_html(content: str, text: ItemText) -> str:
    """Return HTML for what an item holds: blocks, or text of the classic editor."""
    content = PLACEHOLDER_MARKS.sub("", content.replace("\r\n", "\n").replace("\r", "\n"))
    content = MORE_COMMENT.sub(f"\n\n<p>{MORE_MARK}</p>\n\n", content.replace(MORE_MARK, ""), count=1)
    if HAS_BLOCKS.search(content):
        html = text.hold_markup(convert_blocks(content, text))
    else:
        html = add_paragraphs(text.hold_markup(content))
    return text.held.restore(html)


def rewrite_addresses(html: str, find_address: Callable[[str], str]) -> str:
    """Return `html` with the addresses that `find_address` knows; pictures lead to themselves no more."""

    def replace_address(match: re.Match[str]) -> str:
        new = find_address(unescape(match["url"]).strip())
        return f"{match['before']}{match['quote']}{escape(new)}{match['quote']}" if new else match[0]

    html = START_TAG.sub(lambda tag: ADDRESS.sub(replace_address, OTHER_SIZES.sub("", tag[0])), html)
    return LINKED_PICTURE.sub(lambda match: match["image"] if match["to"] == match["src"] else match[0], html)


def list_missing_files(html: str, media: MediaFiles) -> dict[str, None]:
    """Return the addresses of files of the old site that `html` names still: they are not here."""
    tags = (tag[0] for tag in START_TAG.finditer(html))
    urls = (unescape(match["url"]) for tag in tags for match in ADDRESS.finditer(tag))
    return dict.fromkeys(url for url in urls if media.get_upload_name(url) and not media.find_address(url))


def find_new_address(url: str, path: str, catalogue: Catalogue, media: MediaFiles) -> str:
    """Return the address of the file or post that `url` leads to, for the post at `path`; "" to keep it."""
    if url.startswith(("#", "mailto:", "data:", "javascript:")):
        return ""
    if address := media.find_address(url):
        return address
    try:
        number, fragment = catalogue.find_linked(url)
        page = media.get_site_path(url)
    except ValueError:
        return ""
    if page is None:
        return ""
    if number in catalogue.paths:
        target = relpath(catalogue.paths[number], path.rpartition("/")[0])
        return f"{target}#{fragment}" if fragment else target
    file = catalogue.media_urls.get(number) or catalogue.media_pages.get(page.strip("/").lower(), "")
    return media.find_address(file) or file
