"""Texts that are no Markdown, recognised by what is in them, whatever their files are called."""

import json
import re

READ_FORMATS = (
    "Markdown of Hexo, Hugo, Jekyll, Quarto, Obsidian or plain folders, exports of this software, "
    "exports of WordPress (WXR), Notion, Halo and Typecho"
)
HEAD_LENGTH = 4096  # characters that are looked at
# The first that stands in the head of a text which begins with < says what it is.
MARKUP_FORMATS = (
    (re.compile(r"wordpress\.org/export", re.IGNORECASE), "an export of WordPress (WXR)"),
    (re.compile(r"\A<(?:!doctype html|html)\b", re.IGNORECASE), "a page of HTML"),
    (re.compile(r"\A(?:<\?xml\b[^>]*>\s*)?<rss\b", re.IGNORECASE), "an RSS feed"),
    (re.compile(r"\A(?:<\?xml\b[^>]*>\s*)?<feed\b", re.IGNORECASE), "an Atom feed"),
    (re.compile(r"\A<\?xml\b", re.IGNORECASE), "XML"),
)
# By a key that only it has.
JSON_FORMATS = (("nbformat", "a Jupyter notebook"), ("db", "an export of Ghost"))
# The first bytes of files that are no text.
SIGNATURES = {
    b"PK\x03\x04": "a zip archive or an office document; unpack it, or convert it to Markdown first",
    b"\x1f\x8b": "a compressed archive; unpack it first",
    b"%PDF-": "a PDF",
}


def describe_other_text(text: str) -> str:
    """Return what `text` is where it is no Markdown, with what is read instead; "" for Markdown."""
    begin = text.lstrip()
    head = begin[:HEAD_LENGTH]
    kind = ""
    if head.startswith("<"):
        kind = next((name for pattern, name in MARKUP_FORMATS if pattern.search(head)), "")
    elif head.startswith("{"):
        kind = describe_json(begin)
    return f"{kind}, no Markdown; what is read: {READ_FORMATS}" if kind else ""


def describe_json(text: str) -> str:
    """Return what a JSON object is; "" for what is no JSON."""
    try:
        keys = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    return next((name for key, name in JSON_FORMATS if key in keys), "JSON")


def describe_binary(data: bytes) -> str:
    """Return what `data`, which is no text, is."""
    kind = next((name for signature, name in SIGNATURES.items() if data.startswith(signature)), "")
    return kind or "the file is binary, not text"
