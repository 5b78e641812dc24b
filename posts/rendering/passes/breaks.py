"""Line breaks of the source, which mean a space in English and nothing in Chinese."""

import re

from posts.rendering.text import HAN, WIDE_PUNCTUATION

WIDE = f"[{HAN}{WIDE_PUNCTUATION}]"
# Chinese shares these with English: they are wide beside what is.
SHARED = "[“”‘’—…]"
INLINE = r"(?:</?(?:a|abbr|b|code|del|em|i|ins|kbd|mark|q|s|small|span|strong|sub|sup|u)(?: [^<>]*)?>)*"
# What is preformatted is matched first, and so passed over; so is the line of a callout's title.
BREAK = re.compile(
    rf"<pre[ >].*?</pre>|<p[^<>]*>\[![^\n]*\n"
    rf"|(?:(?<={WIDE})|(?<={SHARED})(?={INLINE}\n{INLINE}{WIDE}))({INLINE})\n({INLINE})(?={WIDE}|{SHARED})",
    re.DOTALL,
)


def join_lines(html: str) -> str:
    """Return `html` without the line breaks that stand between two Han characters or wide marks."""
    return BREAK.sub(lambda match: match[0] if match[1] is None else match[1] + match[2], html)
