"""The HTML of pictures and players in cards."""

import re
from html import escape
from typing import Any

from posts.exchange.json_values import read_text_value

LANGUAGE_NAME = re.compile(r"[\w+#.-]{1,40}")
# Sizes and formats that Ghost makes of a picture beside the one that was uploaded.
SIZED_PATH = re.compile(r"(/content/images/)(?:size/w?\d*(?:h\d+)?/)?(?:format/\w+/)?(?=\d{4}/|[^/])")


def restore_original_path(address: str) -> str:
    """Return the address of the picture that was uploaded for that of a size of it."""
    return SIZED_PATH.sub(r"\1", address)


def clean_language(name: str) -> str:
    """Return the language of a block of code; "" for what is no name of one."""
    match = LANGUAGE_NAME.match(name.strip().removeprefix("language-"))
    return match[0] if match else ""


def build_image(card: Any, link: str = "") -> str:
    """Return a picture in HTML; "" where it has no address."""
    address = read_text_value(card, "src").strip()
    if not address:
        return ""
    alt = read_text_value(card, "alt").strip()
    image = f'<img src="{escape(restore_original_path(address))}" alt="{escape(alt)}">'
    return f'<a href="{escape(link)}">{image}</a>' if link.strip() else image


def build_figure(image: str, caption: str) -> str:
    """Return a picture with its caption, which is HTML made by Ghost's editor."""
    if not caption:
        return f"<p>{image}</p>"
    return f"<figure>{image}<figcaption>{caption}</figcaption></figure>"


def build_player(card: Any, tag: str) -> str:
    """Return a video or a sound as a block of HTML; "" where it has no address."""
    address = read_text_value(card, "src").strip()
    if not address:
        return ""
    poster = read_text_value(card, "customThumbnailSrc") or read_text_value(card, "thumbnailSrc")
    shown = f' poster="{escape(poster)}"' if poster.strip() and tag == "video" else ""
    return f'<{tag} src="{escape(address)}"{shown} controls></{tag}>'
