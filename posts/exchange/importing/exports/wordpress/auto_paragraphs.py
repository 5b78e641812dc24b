"""Paragraphs of the classic editor, which stores blank lines and line ends instead of `<p>` and `<br>`."""

import re

CLASSIC_BLOCKS = frozenset(
    """
    address article aside blockquote body caption center colgroup dd details dialog dir div dl dt fieldset
    figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr legend li main map menu nav ol p pre
    section style script summary table tbody td tfoot th thead tr ul
    """.split()  # noqa: SIM905  (a list would take a line for each)
)
# Within them text is a paragraph; within others only where a blank line parts it.
FLOW_TAGS = frozenset(
    """
    address article aside blockquote body center details div fieldset footer form header main section
    """.split()  # noqa: SIM905  (a list would take a line for each)
) | {""}
ITEM_TAGS = frozenset({"li", "td", "th", "dd"})
# White space within them says nothing.
LIST_TAGS = frozenset({"ul", "ol", "dl", "table", "tbody", "thead", "tfoot", "tr", "colgroup", "menu", "dir"})
VOID_BLOCKS = frozenset({"hr"})
BLOCK_TAG = re.compile(r"</?(?P<name>[a-zA-Z][a-zA-Z0-9]*)\b[^<>]*>")
EMPTY_LINES = re.compile(r"\n[ \t\xa0]*\n\s*")
SOFT_BREAK = re.compile(r"(?<!<br>)(?<!<br/>)(?<!<br />)[ \t]*\n")


def add_paragraphs(text: str) -> str:
    """Return the HTML that the classic editor shows for `text`."""
    tags = [match for match in BLOCK_TAG.finditer(text) if match["name"].lower() in CLASSIC_BLOCKS]
    if not tags:
        return wrap_chunk(text, "")
    parts = [wrap_chunk(text[: tags[0].start()], "")]
    open_tags: list[str] = []
    ends = [*(tag.start() for tag in tags[1:]), len(text)]
    for tag, end in zip(tags, ends, strict=True):
        update_open_tags(open_tags, tag)
        parts.append(tag[0])
        parts.append(wrap_chunk(text[tag.end() : end], open_tags[-1] if open_tags else ""))
    return "".join(parts)


def update_open_tags(open_tags: list[str], tag: re.Match[str]) -> None:
    """Enter a tag into the list of those that are open."""
    name = tag["name"].lower()
    if not tag[0].startswith("</"):
        if name not in VOID_BLOCKS and not tag[0].endswith("/>"):
            open_tags.append(name)
    elif name in open_tags[-20:]:
        while open_tags.pop() != name:
            pass


def wrap_chunk(chunk: str, holder: str) -> str:
    """Return the text between two tags, in paragraphs where `holder` is an element that has them."""
    if holder in LIST_TAGS or not chunk.strip():
        return chunk.strip() or "\n"
    if holder in {"pre", "script", "style"}:
        return chunk
    paragraphs = [part.strip("\n") for part in EMPTY_LINES.split(chunk.strip("\n ")) if part.strip()]
    lines = [SOFT_BREAK.sub("<br>\n", part) for part in paragraphs]
    if holder in FLOW_TAGS or (holder in ITEM_TAGS and len(lines) > 1):
        return "".join(f"<p>{part}</p>\n" for part in lines)
    return "<br>\n".join(lines)
