"""Line breaks of the source, and spaces before footnotes: they separate words in English, none in Chinese."""

import re

from posts.rendering.characters import HAN_RANGES, WIDE_PUNCTUATION_RANGES
from posts.rendering.context import RenderContext

WIDE_CHARACTER = f"[{HAN_RANGES}{WIDE_PUNCTUATION_RANGES}]"
# Chinese shares these with English: they are wide beside what is.
SHARED_PUNCTUATION = "[“”‘’—…]"
INLINE_TAGS = r"(?:</?(?:a|abbr|b|code|del|em|i|ins|kbd|mark|q|s|small|span|strong|sub|sup|u)(?: [^<>]*)?>)*"
# Preformatted text is matched first, and so left alone; so is the line of a callout's title.
LINE_BREAK = re.compile(
    rf"<pre[ >].*?</pre>|<p[^<>]*>\[![^\n]*\n"
    rf"|(?:(?<={WIDE_CHARACTER})|(?<={SHARED_PUNCTUATION})(?={INLINE_TAGS}\n{INLINE_TAGS}{WIDE_CHARACTER}))({INLINE_TAGS})\n({INLINE_TAGS})(?={WIDE_CHARACTER}|{SHARED_PUNCTUATION})",
    re.DOTALL,
)
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
    return LINE_BREAK.sub(lambda match: match[0] if match[1] is None else match[1] + match[2], html)
