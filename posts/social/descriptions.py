"""Short descriptions of rendered HTML, for meta elements and feeds."""

import re
from html import unescape

from django.utils.html import strip_tags
from django.utils.text import Truncator

MATH_ELEMENT = re.compile(r"<math\b.*?<annotation[^>]*>(.*?)</annotation>.*?</math>", re.DOTALL)


def html_to_description(html: str, length: int = 160) -> str:
    """Return rendered `html` as one line of plain text of at most `length` characters, formulas as TeX."""
    text = unescape(strip_tags(MATH_ELEMENT.sub(r"\1", html)))
    return Truncator(" ".join(text.split())).chars(length)
