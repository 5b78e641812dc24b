"""Filters for the texts of posts."""

import re
from collections.abc import Iterable

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from posts.models import Post
from posts.social.descriptions import html_to_description

register = template.Library()
register.filter(html_to_description)

# After a Chinese mark, unless a closing one follows.
PHRASE_END = re.compile(r"(?<=[：，、；。？！])(?=[^：，、；。？！”’」』》）])")


@register.filter
def show_formulas(posts: Iterable[Post]) -> bool:
    """Whether a card of `posts` shows a formula, so that the page needs the mathematics font."""
    return any("<math" in (post.passage or post.excerpt) for post in posts)


@register.filter
def wrap_phrases(title: str) -> SafeString:
    """Return `title` with each phrase in an element, so that its lines break between phrases.

    A browser may break Han anywhere, and in large type a word torn apart is seen.
    """
    return format_html_join(
        "", '<span class="phrase">{}</span>', ((part,) for part in PHRASE_END.split(title))
    )
