"""Components of MDX and of VitePress' pages: `<Callout type="tip">…</Callout>`, `<Image src={photo} />`.

A component is read as the shortcode of its name, so that both have one table of handlers. What is not in the
table keeps the text within it, or the picture that one of its attributes names, and is noted.
"""

import re
import textwrap
from pathlib import PurePosixPath

from posts.exchange.importing.dialects import rewrite_rules
from posts.exchange.importing.dialects.markdown import format_image
from posts.exchange.importing.records.file_types import IMAGE_SUFFIXES
from posts.exchange.importing.records.record import PostRecord, PostReferences
from posts.exchange.importing.shortcodes.context import ShortcodeContext
from posts.exchange.importing.shortcodes.handlers import SHORTCODE_HANDLERS, convert_shortcode
from posts.exchange.importing.shortcodes.inline import convert_inline
from posts.exchange.importing.shortcodes.jsx import JSX_TAG_START, Component, read_tag, write_element
from posts.exchange.importing.shortcodes.parser import (
    OpenShortcode,
    Shortcode,
    close_shortcode,
    close_unpaired,
    find_line_prefix,
)
from posts.exchange.markdown.masking import Mask

COMPONENT_NOTE = "component unknown"
IMPORTED_FILE = re.compile(r"^import\s+(\w+)\s+from\s+[\"']([^\"'\n]+)[\"'];?[ \t]*$", re.MULTILINE)
MODULE_BLOCK = re.compile(
    r"^(?:import\s+(?:[\w*{][^;\n]*(?:\n[^;\n]+){0,30}?\bfrom\s+)?[\"'][^\"'\n]+[\"'];?"
    r"|export\s+(?:const|let|var|default|function|async|class)\b[^\n]*(?:\n(?![ \t]*\n)[^\n]+){0,200})"
    r"[ \t]*$",
    re.MULTILINE,
)
PAGE_SCRIPT = re.compile(
    r"^<(script|style)\b[^>]*\b(?:setup|scoped|lang|module)\b[^>]*>"
    r"(?:(?!<(?:script|style)\b).)*?^</\1>[ \t]*$",
    re.MULTILINE | re.DOTALL,
)
SPACE_EXPRESSION = re.compile(r"\{\s*([\"'])(\s*|[^\"'{}\n]*)\1\s*\}")
EXPRESSION = re.compile(r"(?<![\\$\w{])\{(?!/?\*)[A-Za-z_][^{}\n]*\}(?!\})")
# Attributes that may name a picture, the best first.
IMAGE_ATTRIBUTES = ("src", "image", "img", "imgsrc", "imageurl", "srclight", "light", "url", "path", "file",
                    "source", "srcdark", "dark", "poster", "thumbnail", "cover")  # fmt: skip
ALT_ATTRIBUTES = ("alt", "alttext", "caption", "title", "label", "description")
# Components that in `.md` files, where an author's `<String>` is text, are read as such.
KNOWN_COMPONENTS = {"Tabs", "TabItem", "Tab", "CodeGroup", "CodeGroupItem", "CodeBlock", "Admonition",
                    "Callout", "Alert", "Aside", "Note", "Tip", "Info", "Warning", "Danger", "Caution",
                    "Important", "Card", "Details", "Badge", "Image", "Img", "Figure", "ThemedImage",
                    "ZoomImage", "LinkCard", "Cards", "CardGrid", "Steps", "Step", "YouTube", "Youtube",
                    "Video", "Tweet", "Bilibili", "Gist", "Highlight"}  # fmt: skip
COMPONENT_HINT = re.compile(rf"<(?:{'|'.join(sorted(KNOWN_COMPONENTS))})[\s/>]|^<script setup", re.MULTILINE)
# The shortcodes that components of other names are.
COMPONENT_ALIASES = {
    "codegroup": "tabs",
    "codegroupitem": "tab",
    "codetabs": "tabs",
    "cards": "grid",
    "cardgrid": "grid",
    "cardgroup": "grid",
    "accordiongroup": "tabs",
    "accordionitem": "accordion",
    "disclosure": "details",
    "zoomimage": "figure",
    "themedimage": "figure",
    "image": "figure",
    "img": "figure",
    "picture": "figure",
    "aside": "note",
    "youtubeembed": "youtube",
    "highlight": "mark",
    "underline": "u",
    "center": "center",
    "head": "comment",
    "toc": "toc",
    "tocinline": "toc",
    "br": "break",
    "fragment": "div",
    "box": "div",
}


def convert_components(text: str, record: PostRecord, references: PostReferences, mask: Mask) -> str:
    """Return `text`, its fences hidden in `mask`, with components as Markdown.

    In `.mdx` every name with a capital is one; elsewhere the names of KNOWN_COMPONENTS are.
    """
    is_mdx = record.path.suffix.lower() == ".mdx"
    if "<" not in text and not is_mdx:
        return text
    pictures = dict(IMPORTED_FILE.findall(text)) if is_mdx else {}
    if is_mdx:
        text = rewrite_rules.apply_rules(MODULE_BLOCK.sub("", text), rewrite_rules.MDX_RULES)
        text = SPACE_EXPRESSION.sub(r"\2", text)
    context = ShortcodeContext(record, references, mask)
    text = replace_components(text, context, pictures, is_mdx=is_mdx)
    if is_mdx:
        for match in EXPRESSION.finditer(text):
            record.add_note("expression kept as it is", match[0][:80], record.find_line(match[0]))
    return text


def replace_components(
    text: str, context: ShortcodeContext, pictures: dict[str, str], *, is_mdx: bool
) -> str:
    """Return `text` with each component replaced by what it becomes, those within others first."""
    stack, end = [OpenShortcode(None)], 0
    tags = list(iter_components(text, pictures, is_mdx=is_mdx))
    closable = {tag.name for tag in tags if tag.closes}

    def convert(tag: Shortcode) -> str:
        return convert_component(tag, context)

    for tag in (tag for tag in tags if tag.name):
        stack[-1].parts.append(text[end : tag.start])
        end = tag.end
        if tag.name[0].islower():
            stack[-1].parts.append(write_element(tag, text))
        elif tag.closes:
            close_shortcode(stack, get_shortcode_name(tag.name), convert)
        elif tag.alone or tag.name not in closable:
            stack[-1].parts.append(convert(build_shortcode(tag, text)))
        else:
            stack.append(OpenShortcode(build_shortcode(tag, text)))
    stack[-1].parts.append(text[end:])
    while len(stack) > 1:
        close_unpaired(stack, convert)
    return "".join(stack[0].parts)


def build_shortcode(tag: Component, text: str) -> Shortcode:
    """Return the shortcode that a component is read as."""
    prefix = find_line_prefix(text, tag.start)
    return Shortcode(
        get_shortcode_name(tag.name), "", text[tag.start : tag.end], prefix, named=tag.attributes
    )


def iter_components(text: str, pictures: dict[str, str], *, is_mdx: bool) -> list[Component]:
    """Return the tags of components in `text`; in `.mdx` also the elements that HTML could not read."""
    found: list[Component] = []
    for match in JSX_TAG_START.finditer(text):
        name = match["name"] or ""
        is_component = name[:1].isupper() and (is_mdx or name in KNOWN_COMPONENTS)
        if not is_mdx and not is_component:
            continue
        tag = read_tag(text, match, pictures) if match.start() >= (found[-1].end if found else 0) else None
        if tag and (is_component or not name or (tag.has_expression or "classname" in tag.attributes)):
            found.append(tag)
    return found


def get_shortcode_name(component: str) -> str:
    """Return the name of the shortcode that a component is read as."""
    name = component.lower().rpartition(".")[2]
    return COMPONENT_ALIASES.get(name, name)


def convert_component(tag: Shortcode, context: ShortcodeContext) -> str:
    """Return the Markdown for a component: a picture, what its handler makes of it, or the text within it."""
    prefix = tag.line_prefix or ""
    if tag.inner is not None and "\n" in tag.inner and ">" not in prefix:
        tag.inner = textwrap.indent(textwrap.dedent(tag.inner.strip("\n")), prefix)
    image = find_image(tag)
    if image and (not (tag.inner or "").strip() or tag.name in {"figure", "card"}):
        caption = tag.get_argument("caption") or " ".join((tag.inner or "").split())
        shown = format_image(image, tag.get_argument(*ALT_ATTRIBUTES) or caption, caption)
        return tag.format_block(shown) if tag.line_prefix is not None else shown
    if tag.inner is None and SHORTCODE_HANDLERS.get(tag.name) is convert_inline:
        return tag.get_argument("text", "label", "title", "content", "children", "value")
    if tag.name in SHORTCODE_HANDLERS and tag.name != "figure":
        return convert_shortcode(tag, context)
    record = context.record
    record.add_note(
        COMPONENT_NOTE,
        " ".join(tag.source_text.split())[:80],
        record.find_line(tag.source_text.split("\n")[0]),
    )
    title = tag.get_argument("title", "label", "name", "text", "children", "content")
    link = tag.get_argument("href", "to", "link")
    head = f"[{title or link}]({link})" if link else f"**{title}**" if title and tag.inner else title
    body = tag.inner or ""
    if tag.line_prefix is None and "\n" not in body:
        return body or head
    return tag.format_block("\n\n".join(filter(None, (head, tag.get_inner_text()))))


def find_image(tag: Shortcode) -> str:
    """Return the address of the picture that an attribute names; "" where none does."""
    addresses = (tag.named.get(name, "") for name in IMAGE_ATTRIBUTES)
    return next((address for address in addresses if is_image_address(address)), "")


def is_image_address(address: str) -> bool:
    """Whether `address` ends as the address of a picture does."""
    return PurePosixPath(re.split(r"[?#]", address)[0]).suffix.lower() in IMAGE_SUFFIXES
