"""Names of HTML elements, by what becomes of them in Markdown."""

from posts.rendering.passes.pasted_mathml import MATHML_TAGS


def tag_names(names: str) -> frozenset[str]:
    return frozenset(names.split())


# Nothing in them is for readers.
UNREAD_TAGS = tag_names("script style template title")
HEADING_TAGS = {f"h{level}": level for level in range(1, 7)}
# A paragraph ends before and after them.
PARAGRAPH_ENDING_TAGS = tag_names("""
    address article aside body center dd details dialog div dl dt fieldset figcaption figure footer form
    header hgroup html legend li main nav ol p section summary ul table caption thead tbody tfoot tr td th
    blockquote hr pre menu dir
""") | frozenset(HEADING_TAGS)
# The marks of a run: written as Markdown, or as HTML of the same name.
MARK_TAGS = {
    "b": "strong",
    "strong": "strong",
    "i": "em",
    "em": "em",
    "cite": "em",
    "dfn": "em",
    "var": "em",
    "del": "del",
    "s": "del",
    "strike": "del",
    "mark": "mark",
    "code": "code",
    "tt": "code",
    "samp": "code",
    "kbd": "kbd",
    "sup": "sup",
    "sub": "sub",
    "u": "u",
    "ins": "u",
}
KEPT_INLINE_TAGS = tag_names("""
    a abbr bdi bdo big data font label q rb rp rt ruby small span time wbr br img picture source nobr
    input button x-noscript svg iframe embed object video audio canvas select option textarea map
    mjx-container mjx-assistive-mml mjx-math math-renderer g-emoji clipboard-copy task-lists
    annotation-xml mfenced mlabeledtr
""")
TABLE_TAGS = tag_names("col colgroup")
KEPT_TAGS = PARAGRAPH_ENDING_TAGS | MARK_TAGS.keys() | KEPT_INLINE_TAGS | TABLE_TAGS | MATHML_TAGS
