"""The text of an item as Markdown."""

import re
from posixpath import relpath
from urllib.parse import urljoin

from posts.exchange.html_to_markdown import ConversionError, convert_html
from posts.exchange.importing.exports.addresses import rewrite_html_addresses
from posts.exchange.importing.exports.converted import ExportError
from posts.exchange.importing.exports.media_files import MISSING_MEDIA_NOTE, MediaFiles
from posts.exchange.importing.exports.wordpress.auto_paragraphs import add_paragraphs
from posts.exchange.importing.exports.wordpress.blocks import convert_blocks
from posts.exchange.importing.exports.wordpress.catalogue import Catalogue, get_number, is_url
from posts.exchange.importing.exports.wordpress.footnotes import add_footnotes, read_footnotes
from posts.exchange.importing.exports.wordpress.item_text import ItemText
from posts.exchange.importing.exports.wordpress.placeholders import PLACEHOLDER_MARKS
from posts.exchange.importing.exports.wordpress.shortcode_writers import ItemReferences
from posts.exchange.importing.exports.wordpress.wxr_reader import WxrItem

HAS_BLOCKS = re.compile(r"<!--\s+wp:")
MORE_TAG = re.compile(r"<!--\s*more\b(?:(?!-->).)*-->", re.DOTALL)
MORE_MARK, MORE_LINE = "\ue002", "<!-- more -->"
# What conversion could not keep, for people.
NOTE_KINDS = {
    "embed": "embedded page kept as a link",
    "lost-link": "link left out",
    "lost-picture": "picture without an address left out",
    "local-picture": MISSING_MEDIA_NOTE,
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
    shortcodes = ItemReferences(catalogue.pictures, own_pictures, catalogue.media_urls)
    text = ItemText(shortcodes, catalogue.patterns)
    html = build_html(item.texts.get("content:encoded", ""), text)
    notes = read_footnotes(item.get_meta("footnotes")) | {
        f"shortcode-{index}": note for index, note in enumerate(shortcodes.footnotes)
    }
    html = add_footnotes(html, {key: text.held.restore(note) for key, note in notes.items()})
    html = rewrite_html_addresses(html, lambda url: find_item_address(url, path, catalogue, media))
    for url in media.list_missing(html):
        text.add_note(MISSING_MEDIA_NOTE, url)
    try:
        converted = convert_html(html)
    except ConversionError as error:
        raise ExportError(f"its text is {error.kind.replace('-', ' ')}") from error
    for note in converted.notes:
        text.add_note(NOTE_KINDS.get(note.kind, note.kind), f"{note.detail} ({note.count:,})")
    return converted.markdown.replace(MORE_MARK, MORE_LINE), tuple(text.notes)


def build_html(content: str, text: ItemText) -> str:
    """Return HTML for what an item holds: blocks, or text of the classic editor."""
    content = PLACEHOLDER_MARKS.sub("", content.replace("\r\n", "\n").replace("\r", "\n"))
    content = MORE_TAG.sub(f"\n\n<p>{MORE_MARK}</p>\n\n", content.replace(MORE_MARK, ""), count=1)
    if HAS_BLOCKS.search(content):
        html = text.hold_markup(convert_blocks(content, text))
    else:
        html = add_paragraphs(text.hold_markup(content))
    return text.held.restore(html)


def find_item_address(url: str, path: str, catalogue: Catalogue, media: MediaFiles) -> str:
    """Return the address of the file or post that `url` leads to, for the post at `path`; "" to keep it."""
    if not url or url.startswith(("#", "mailto:", "data:", "javascript:")):
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
    # Nothing is relative to the folder but what was put there.
    absolute = "" if is_url(url) else urljoin(f"{catalogue.blog_url.rstrip('/')}/", url)
    if number in catalogue.paths:
        target = relpath(catalogue.paths[number], path.rpartition("/")[0])
        return f"{target}#{fragment}" if fragment else target
    file = catalogue.media_urls.get(number) or catalogue.media_pages.get(page.strip("/").lower(), "")
    return media.find_address(file) or file or absolute
