"""A post as one HTML file that stands alone: its stored render, with styles, and pictures within it."""

import base64
import mimetypes
import re
from functools import cache
from html import escape
from pathlib import Path
from urllib.parse import unquote, urljoin

from django.conf import settings
from django.contrib.staticfiles import finders
from django.utils import timezone

from posts.media.headers import INLINE_TYPES
from posts.models import Post
from posts.models.media_files import read_media_file
from posts.rendering.tree import Element, Node, parse_html, serialize_html

STYLESHEET = "css/standalone.css"
STYLESHEET_IMPORT = re.compile(r'@import url\("([\w.-]+)"\);\n?')
# Fonts are files; without them formulas take one that the reader's system has.
WEB_FONT = re.compile(r"@font-face \{[^}]*url\([^}]*\}\n*")
PICTURE_ATTRIBUTES = ("srcset", "sizes", "loading", "decoding")  # of the site's own pages

STANDALONE_PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="Transmission">
<title>{title}</title>
<meta name="author" content="{author}">
<link rel="canonical" href="{url}">
<style>
{styles}</style>
</head>
<body>
<article class="standalone">
<header>
<h1>{heading}</h1>
<p>{byline}</p>
</header>
<div class="prose" lang="{language}">{html}</div>
</article>
</body>
</html>
"""


def build_standalone_html(post: Post, url: str) -> str:
    """Return `post` as one HTML file; `url` is its absolute address, to which links lead."""
    root = parse_html(post.html)
    root.children = [embed_node(child, url) for child in root.children]
    cover = build_cover_figure(post)
    date = f"{timezone.localtime(post.published_at):%Y-%m-%d}" if post.published_at else ""
    return STANDALONE_PAGE.format(
        language=escape(post.language),
        title=escape(post.plain_title),
        author=escape(post.author_name),
        url=escape(url),
        styles=read_styles(),
        heading=post.formatted_title,
        byline=escape(" · ".join(filter(None, [post.author_name, date]))),
        html=f"{cover}{serialize_html(root)}",
    )


def build_cover_figure(post: Post) -> str:
    if not post.cover.name:
        return ""
    source = build_data_uri(post.cover.name)
    return f'<p><img src="{source}" alt="{escape(post.cover_alt)}"></p>' if source else ""


def embed_node(node: Node, url: str) -> Node:
    """Return `node` with the pictures below it embedded, and links made absolute."""
    if not isinstance(node, Element):
        return node
    if node.tag == "a" and node.has_class("zoom"):
        return Element("span", {}, [embed_node(child, url) for child in node.children])
    node.children = [embed_node(child, url) for child in node.children]
    attributes = node.attributes
    if node.tag in {"img", "source", "video", "audio"}:
        embed_media(attributes, url)
    elif node.tag == "a" and not attributes.get("href", "#").startswith("#"):
        attributes["href"] = urljoin(url, attributes["href"])
    return node


def embed_media(attributes: dict[str, str], url: str) -> None:
    """Replace the address of a picture in media by its data; make that of other files absolute."""
    for name in PICTURE_ATTRIBUTES:
        attributes.pop(name, None)
    for name in ("src", "poster"):
        address = attributes.get(name, "")
        if not address or address.startswith("data:"):
            continue
        data = ""
        if address.startswith(settings.MEDIA_URL):
            data = build_data_uri(unquote(address.removeprefix(settings.MEDIA_URL)))
        attributes[name] = data or urljoin(url, address)


def build_data_uri(name: str) -> str:
    """Return the picture `name` of media as a data: address; "" for other and missing files."""
    suffix = Path(name).suffix.lower()
    media_type = INLINE_TYPES.get(suffix) or mimetypes.guess_type(name)[0] or ""
    if not media_type.startswith("image/"):
        return ""
    try:
        data = read_media_file(name)
    except (OSError, ValueError):
        return ""
    return f"data:{media_type};base64,{base64.b64encode(data).decode()}"


@cache
def read_styles() -> str:
    """Return the stylesheet, with what it imports and without web fonts."""
    return WEB_FONT.sub("", read_stylesheet(STYLESHEET))


def read_stylesheet(name: str) -> str:
    path = finders.find(name)
    text = Path(path).read_text() if path else ""
    folder = name[: name.rfind("/") + 1]
    return STYLESHEET_IMPORT.sub(lambda match: read_stylesheet(folder + match[1]), text)
