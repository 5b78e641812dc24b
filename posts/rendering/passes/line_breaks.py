"""Line breaks of the source, and spaces before footnotes: they separate words in English, none in Chinese."""

import re

from posts.rendering.characters import HAN_RANGES, WIDE_PUNCTUATION_RANGES
from posts.rendering.context import RenderContext

WIDE_CHARACTER = f"[{HAN_RANGES}{WIDE_PUNCTUATION_RANGES}]"
# Chinese shares these with English: they are wide beside what is.
SHARED_PUNCTUATION = "[“”‘’—…]"
INLINE_TAGS = r"(?:</?(?:a|abbr|b|code|del|em|i|ins|kbd|mark|q|s|small|span|strong|sub|sup|u)(?: [^<>]*)?>)*"
# What may be joined, which is looked for first, because most lines end with a block.
LINE_BREAK = re.compile(rf"\n{INLINE_TAGS}(?:(?P<wide>{WIDE_CHARACTER})|{SHARED_PUNCTUATION})")
WIDE_END = re.compile(rf"(?:(?P<wide>{WIDE_CHARACTER})|{SHARED_PUNCTUATION}){INLINE_TAGS}\Z")
# Both are left alone.
PREFORMATTED = re.compile(r"(<pre[ >].*?</pre>)", re.DOTALL)
CALLOUT_TITLE = re.compile(r"<p[^<>]*>\[!")
# The number of a footnote stands close to the word before it.
FOOTNOTE_GAP = re.compile(
    rf' (?:(?<={WIDE_CHARACTER} )(?=<sup [^<>]*"footnote-ref")|(?<=</a></sup> )(?={WIDE_CHARACTER}))'
)


def join_cjk_lines(html: str, context: RenderContext) -> str:
    """Return `html` without the line breaks between two Han characters or wide punctuation marks, and without
    the spaces between these and the number of a footnote.
    """
    if "footnote-ref" in html:
        html = FOOTNOTE_GAP.sub("", html)
    parts = PREFORMATTED.split(html)
    parts[::2] = [LINE_BREAK.sub(join_cjk_line, part) for part in parts[::2]]
    return "".join(parts)


def join_cjk_line(match: re.Match[str]) -> str:
    """Return a line break and what is behind it, without the break where it is between wide characters."""
    line = match.string[match.string.rfind("\n", 0, match.start()) + 1 : match.start()]
    before = WIDE_END.search(line)
    is_wide = before and (before["wide"] or match["wide"])
    return match[0][1:] if is_wide and not CALLOUT_TITLE.search(line) else match[0]
