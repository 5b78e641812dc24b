"""What several cards have: captions, buttons, pictures, and texts of which nothing more is known."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from posts.exchange.importing.exports.ghost.body import BodyWriter, build_html_link, list_text_lines
from posts.exchange.importing.exports.ghost.card_html import build_image
from posts.exchange.json_values import read_text_value

Payload = dict[str, Any]
# Keys of cards that are not known whose texts are settings, no words.
SETTING_KEYS = frozenset(
    """
    type version style layout alignment align size cardWidth width height format mode direction indent
    backgroundColor textColor buttonColor buttonTextColor accentColor linkColor backgroundSize segment
    mimeType visibility id key color variant rel target listType tag
    """.split()  # noqa: SIM905  (a list would take a line for each)
)
MAX_UNKNOWN_TEXTS = 2_000


def iter_texts_in(value: Any) -> Iterator[str]:
    """Give the texts in a value of any shape, but for settings and addresses, up to MAX_UNKNOWN_TEXTS."""
    pending = [value]
    count = 0
    while pending and count < MAX_UNKNOWN_TEXTS:
        value = pending.pop()
        if isinstance(value, dict):
            pending += [each for key, each in reversed(value.items()) if key not in SETTING_KEYS]
        elif isinstance(value, list):
            pending += reversed(value)
        elif isinstance(value, str) and value.strip() and not value.startswith("#"):
            count += 1
            yield value


def join_texts(value: Any) -> str:
    return " ".join(line for text in iter_texts_in(value) for line in list_text_lines(text))


def urlsplit_or_none(text: str) -> str:
    """Return `text` where it is an address of the web, else ""."""
    try:
        parts = urlsplit(text.strip())
    except ValueError:
        return ""
    return text if parts.scheme in {"http", "https"} and parts.netloc and " " not in text.strip() else ""


def write_caption(card: Payload, body: BodyWriter, key: str = "caption") -> None:
    """Add a caption, HTML or text, as a paragraph."""
    body.add_foreign_html(read_text_value(card, key), "caption")


def strip_paragraph(html: str) -> str:
    """Return `html` without the paragraph around it, if it is one."""
    text = html.strip()
    is_one = text.startswith("<p") and text.endswith("</p>") and text.count("</p>") == 1
    return text[text.find(">") + 1 : -len("</p>")] if is_one else text


def write_button(card: Payload, body: BodyWriter) -> None:
    text, address = read_text_value(card, "buttonText"), read_text_value(card, "buttonUrl")
    if text.strip() or address.strip():
        body.add_html(f"<p>{build_html_link(address, text or address)}</p>")


def write_picture(card: Payload, key: str, body: BodyWriter) -> None:
    """Add the picture whose address is under `key`, if there is one."""
    if read_text_value(card, key).strip():
        body.add_html(f"<p>{build_image({'src': card[key]})}</p>")
