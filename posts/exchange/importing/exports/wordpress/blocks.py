"""HTML for the blocks of the block editor, as the converter to Markdown reads it."""

import re
from collections.abc import Callable
from html import escape, unescape

from posts.exchange.importing.exports.converted import KEPT_AS_HTML, NOT_IMPORTED
from posts.exchange.importing.exports.wordpress.auto_paragraphs import add_paragraphs
from posts.exchange.importing.exports.wordpress.block_tree import EditorBlock, parse_blocks
from posts.exchange.importing.exports.wordpress.html_parts import write_code_element, write_embed_paragraph
from posts.exchange.importing.exports.wordpress.item_text import ItemText

EMBED_WRAPPER = re.compile(r"""<div class="wp-block-embed__wrapper">\s*(?P<url>[^<>\s]+)\s*</div>""")
CAPTION = re.compile(r"<figcaption\b[^>]*>(?P<text>.*?)</figcaption>", re.DOTALL)
LIST_TAG = re.compile(r"</?(?:ul|li)\b[^>]*>")
PRE = re.compile(r"<pre\b[^>]*>(?P<code>.*?)</pre>", re.DOTALL)
DOWNLOAD_BUTTON = re.compile(r"<a\b[^>]*wp-block-file__button[^>]*>.*?</a>", re.DOTALL)
# Made anew by WordPress at each visit: lists, forms and parts of a theme, with nothing of the post in them.
EMPTY_BLOCKS = frozenset({"spacer", "nextpage", "more", "footnotes", "missing", "freeform", "paragraph"})
MAX_PATTERN_DEPTH = 3


def convert_blocks(content: str, text: ItemText, depth: int = 0) -> str:
    """Return the HTML of `content`; what is left out goes into the notes of `text`."""
    return "".join(render_child(child, text, depth, is_top=True) for child in parse_blocks(content).children)


def render_child(child: str | EditorBlock, text: ItemText, depth: int, *, is_top: bool = False) -> str:
    if isinstance(child, EditorBlock):
        return render_block(child, text, depth)
    # What stands beside blocks was written in the classic editor.
    return add_paragraphs(text.hold_markup(child)) if is_top and child.strip() else child


def render_block(block: EditorBlock, text: ItemText, depth: int) -> str:
    if block.name == "block":
        return render_pattern(block, text, depth)
    if writer := BLOCK_WRITERS.get(block.name):
        return writer(block, text)
    html = "".join(render_child(child, text, depth) for child in block.children)
    if not html.strip() and block.name not in EMPTY_BLOCKS:
        text.add_note(NOT_IMPORTED, f"block {block.name}, which WordPress fills at each visit")
    if block.name == "gallery":
        return LIST_TAG.sub("", html)
    return text.hold_markup(html) if block.name == "shortcode" else html


def render_pattern(block: EditorBlock, text: ItemText, depth: int) -> str:
    """Return the HTML of a block that is kept beside posts, and named by its number."""
    content = text.patterns.get(str(block.attributes.get("ref", "")), "")
    if not content or depth >= MAX_PATTERN_DEPTH:
        text.add_note(
            NOT_IMPORTED, f"synced pattern {block.attributes.get('ref', '')}, which the export lacks"
        )
        return ""
    return convert_blocks(content, text, depth + 1)


def write_embed_block(block: EditorBlock, text: ItemText) -> str:
    html = block.get_html()
    found = EMBED_WRAPPER.search(html)
    caption = CAPTION.search(html)
    url = unescape(found["url"]) if found else block.get_text("url")
    return write_embed_paragraph(url) + (f"<p>{caption['text']}</p>" if caption else "") if url else html


def write_verse(block: EditorBlock, text: ItemText) -> str:
    found = PRE.search(block.get_html())
    return "<p>" + found["code"].strip("\n").replace("\n", "<br>") + "</p>" if found else block.get_html()


def write_plugin_code(block: EditorBlock, text: ItemText) -> str:
    """Return the code of blocks of plugins, whose language is among their attributes."""
    language = block.get_text("language") or block.get_text("lang")
    if code := block.get_text("code") or block.get_text("content"):
        return text.held.hold_block(write_code_element(code, language))
    found = PRE.search(block.get_html())
    if not found:
        return block.get_html()
    return text.held.hold_block(
        write_code_element(unescape(re.sub(r"<[^<>]*>", "", found["code"])), language)
    )


def write_math(block: EditorBlock, text: ItemText) -> str:
    tex = (
        block.get_text("latex")
        or block.get_text("formula")
        or unescape(re.sub(r"<[^<>]*>", "", block.get_html()))
    )
    return (
        text.held.hold_block(f'<span data-tex="{escape(tex.strip())}" display="block"></span>')
        if tex.strip()
        else ""
    )


def write_file_block(block: EditorBlock, text: ItemText) -> str:
    return DOWNLOAD_BUTTON.sub("", block.get_html())


def write_html(block: EditorBlock, text: ItemText) -> str:
    html = block.get_html()
    for tag in ("script", "style", "form", "iframe"):
        if f"<{tag}" in html.lower():
            text.add_note(KEPT_AS_HTML if tag == "iframe" else NOT_IMPORTED, f"<{tag}> in a block of HTML")
    return html


def write_social_link(block: EditorBlock, text: ItemText) -> str:
    url, label = block.get_text("url"), block.get_text("label") or block.get_text("service")
    return f'<p><a href="{escape(url)}">{escape(label or url)}</a></p>' if url else ""


def write_navigation_link(block: EditorBlock, text: ItemText) -> str:
    return write_social_link(block, text)


BLOCK_WRITERS: dict[str, Callable[[EditorBlock, ItemText], str]] = {
    "embed": write_embed_block,
    **dict.fromkeys(("facebook", "instagram", "twitter", "youtube", "vimeo"), write_embed_block),
    "verse": write_verse,
    "math": write_math,
    "katex/display-block": write_math,
    "mathml/mathmlblock": write_math,
    "jetpack/latex": write_math,
    "file": write_file_block,
    "html": write_html,
    "social-link": write_social_link,
    "navigation-link": write_navigation_link,
    "syntaxhighlighter/code": write_plugin_code,
    "kevinbatdorf/code-block-pro": write_plugin_code,
    "enlighter/codeblock": write_plugin_code,
    "prismatic/blocks": write_plugin_code,
    "loos-hcb/code-block": write_plugin_code,
}
