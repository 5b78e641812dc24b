"""Line breaks, and spaces before notes, of the source: they part words in English and nothing in Chinese."""

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
# The number of a note stands close to the word before it.
NOTE_GAP = re.compile(rf' (?:(?<={WIDE} )(?=<sup [^<>]*"footnote-ref")|(?<=</a></sup> )(?={WIDE}))')


def join_lines(html: str) -> str:
    """Return `html` without the line breaks that stand between two Han characters or wide marks,
    and without the spaces between these and the number of a note.
    """
    if "footnote-ref" in html:
        html = NOTE_GAP.sub("", html)
    return BREAK.sub(lambda match: match[0] if match[1] is None else match[1] + match[2], html)
