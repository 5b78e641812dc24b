"""Text with marks for what is italic and what is a link, as the styles of citations write it.

The marks are control characters, which no value of an item holds.
"""

import re
from urllib.parse import quote, urlsplit

from posts.rendering.characters import HAN_CHARACTER
from posts.rendering.tree import Element, Node

ITALIC_START, ITALIC_END, LINK_START, LINK_TEXT, LINK_END = "\x01\x02\x03\x04\x05"
# The tags that CSL-JSON allows in text; all but these two are only a matter of looks.
RICH_TEXT = re.compile(
    r"<(?P<tag>i|b|em|strong|sc|span|sub|sup)(?: [^<>]{0,100})?>(?P<text>[^<>]*)</(?P=tag)>"
)
SCRIPT_MARKS = {"sub": "\x06", "sup": "\x07"}
SCRIPT_END = "\x0e"
SCRIPT_TEXT = re.compile(rf"(?P<mark>[\x06\x07])(?P<text>[^{SCRIPT_END}]*){SCRIPT_END}")
TEXT_MARKS = re.compile(
    rf"{ITALIC_START}(?P<italic>[^{ITALIC_END}]*){ITALIC_END}"
    rf"|{LINK_START}(?P<href>[^{LINK_TEXT}]*){LINK_TEXT}(?P<text>[^{LINK_END}]*){LINK_END}"
)
SENTENCE_STOPS = frozenset(".?!。？！…")
ADDRESS_SAFE_CHARACTERS = "%/:=&?~#+!$,;'@()*[]"


def mark_rich_text(text: str) -> str:
    """Return `text` with its subscripts and superscripts marked, and without other tags of CSL-JSON."""
    return RICH_TEXT.sub(mark_script, text) if "</" in text else text


def mark_script(match: re.Match[str]) -> str:
    mark = SCRIPT_MARKS.get(match["tag"])
    return f"{mark}{match['text']}{SCRIPT_END}" if mark else match["text"]


def mark_italic(text: str) -> str:
    """Return `text` in italics; as it is if it is in Han characters, which have none."""
    return text if not text or HAN_CHARACTER.search(text) else f"{ITALIC_START}{text}{ITALIC_END}"


def mark_address(url: str, text: str = "") -> str:
    """Return `text`, or `url` itself, as a link to `url`; as text where that is no address of the web."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return text or url
    if parts.scheme.lower() not in {"http", "https"} or not parts.netloc:
        return text or url
    return f"{LINK_START}{url}{LINK_TEXT}{text or url}{LINK_END}"


def end_with_stop(text: str) -> str:
    """Return `text` with a full stop, unless it ends a sentence already."""
    last = text.rstrip(ITALIC_END + LINK_END + SCRIPT_END)[-1:]
    return text if not text or last in SENTENCE_STOPS else f"{text}."


def join_sentences(*parts: str) -> str:
    """Return those of `parts` that hold something, each with a full stop."""
    return " ".join(end_with_stop(part) for part in parts if part)


def build_nodes(marked: str) -> list[Node]:
    """Return the nodes of a text with marks."""
    nodes: list[Node] = []
    end = 0
    for match in TEXT_MARKS.finditer(marked):
        nodes += build_script_nodes(marked[end : match.start()])
        if match["href"] is not None:
            href = quote(match["href"], safe=ADDRESS_SAFE_CHARACTERS)
            # Paper need not say the address once more.
            nodes.append(Element("a", {"href": href, "class": "address"}, [match["text"]]))
        else:
            nodes.append(Element("em", {"class": "latin"}, build_script_nodes(match["italic"])))
        end = match.end()
    nodes += build_script_nodes(marked[end:])
    return nodes


def build_script_nodes(text: str) -> list[Node]:
    """Return `text` with elements for its subscripts and superscripts."""
    nodes: list[Node] = []
    end = 0
    for match in SCRIPT_TEXT.finditer(text):
        nodes += [
            text[end : match.start()],
            Element("sub" if match["mark"] == "\x06" else "sup", {}, [match["text"]]),
        ]
        end = match.end()
    nodes.append(text[end:])
    return [node for node in nodes if node]
