"""What the reader's templates need and Django does not have."""

import re
from collections.abc import Iterable
from html import unescape

from django import template
from django.utils.html import format_html_join, strip_tags
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from posts.models import Post

register = template.Library()

FORMULA = re.compile(r"<math\b.*?<annotation[^>]*>(.*?)</annotation>.*?</math>", re.DOTALL)

# After a Chinese mark, unless a closing one follows.
PHRASE_END = re.compile(r"(?<=[：，、；。？！])(?=[^：，、；。？！”’」』》）])")


@register.filter
def as_text(html: str, length: int = 160) -> str:
    """Return rendered `html` as one line of at most `length` characters, formulas as TeX."""
    text = unescape(strip_tags(FORMULA.sub(r"\1", html)))
    return Truncator(" ".join(text.split())).chars(length)


@register.filter
def have_formulas(posts: Iterable[Post]) -> bool:
    """Return whether a card of `posts` shows a formula, and so needs the mathematics font."""
    return any("<math" in (post.passage or post.excerpt) for post in posts)


@register.filter
def in_phrases(title: str) -> SafeString:
    """Return `title` with its phrases marked, so that its lines break between them.

    A browser may break Han anywhere, and in large type a word torn apart is seen.
    """
    return format_html_join(
        "", '<span class="phrase">{}</span>', ((part,) for part in PHRASE_END.split(title))
    )
