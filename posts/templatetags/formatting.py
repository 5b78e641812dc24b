"""Filters for the texts of posts."""

import re
from collections.abc import Iterable
from itertools import pairwise

from django import template
from django.utils.html import format_html_join, urlize
from django.utils.safestring import SafeString, mark_safe

from posts.models import Post
from posts.social.descriptions import html_to_description

register = template.Library()
register.filter(html_to_description)

# After a Chinese mark, unless a closing one follows.
PHRASE_END = re.compile(r"(?<=[：，、；。？！])(?=[^：，、；。？！”’」』》）])")
# The same in HTML: not inside a formula, but behind one and the mark that is kept at it.
HTML_PHRASE_END = re.compile(
    r"(?P<end>(?:(?<=[：，、；。？！])(?!</span>)|(?<=[：，、；。？！]</span>))(?=[^：，、；。？！”’」』》）]))"
    r"|<math\b.*?</math>",
    re.DOTALL,
)

# Of a link that `urlize` made, up to its text, without what nobody reads of an address.
LINK_START = re.compile(r'<a href="([^"]*)">(?:https?://(?:www\.)?)?')


@register.filter
def show_formulas(posts: Iterable[Post]) -> bool:
    """Whether a card of `posts` shows a formula, so that the page needs the mathematics font."""
    return any(post.title_html or "<math" in (post.passage or post.excerpt) for post in posts)


@register.filter
def show_title_formulas(posts: Iterable[Post]) -> bool:
    """Whether a title of `posts` holds a formula; their texts need not be loaded."""
    return any(post.title_html for post in posts)


@register.filter
def link_urls(text: str) -> SafeString:
    """Return `text` with web and mail addresses as links to what is the author's, without their scheme."""
    linked = urlize(text, nofollow=False, autoescape=True)
    return mark_safe(LINK_START.sub(r'<a rel="me" href="\1">', linked))


@register.filter
def wrap_phrases(title: str) -> SafeString:
    """Return `title`, text or safe HTML, with each phrase in an element: its lines break between phrases.

    A browser may break Han anywhere, and in large type a word torn apart is seen.
    """
    phrases = split_html_phrases(title) if isinstance(title, SafeString) else PHRASE_END.split(title)
    return format_html_join("", '<span class="phrase">{}</span>', ((part,) for part in phrases))


def split_html_phrases(html: SafeString) -> list[SafeString]:
    """Return the phrases of a title with formulas."""
    ends = [match.start() for match in HTML_PHRASE_END.finditer(html) if match["end"] is not None]
    return [mark_safe(html[start:end]) for start, end in pairwise([0, *ends, len(html)])]
