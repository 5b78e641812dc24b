"""Filters for the texts of posts."""

import re
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from itertools import pairwise
from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html, format_html_join
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

# A web or mail address, up to a mark that ends a sentence around it. Django's `urlize` finds none beside Han.
WEB_OR_MAIL = re.compile(
    r"(?P<web>https?://[!#-;=?-~]+?(?=[.,;:!?)\]}'*]*(?:[^!#-;=?-~]|$)))"
    r"|(?P<mail>[\w.+-]+@[a-z\d-]+(?:\.[a-z\d-]+)+)",
    re.ASCII | re.IGNORECASE,
)
# What nobody reads of an address.
URL_SCHEME = re.compile(r"https?://(?:www\.)?", re.IGNORECASE)


@register.filter(expects_localtime=True)
def html_time(moment: datetime | None) -> str:
    """Return `moment` for the `datetime` attribute of a time element; "" for None.

    In whole seconds: HTML allows three digits of a fraction at most, and the database has six (HTML
    Standard, "Global dates and times").
    """
    return moment.isoformat(timespec="seconds") if moment else ""


@register.filter
def show_formulas(posts: Iterable[Post]) -> bool:
    """Whether a card of `posts` shows a formula, so that the page needs the mathematics font."""
    return any(post.title_html or "<math" in (post.passage or post.excerpt) for post in posts)


@register.filter
def show_title_formulas(posts: Iterable[Post]) -> bool:
    """Whether a title of `posts` holds a formula; their texts need not be loaded."""
    return any(post.title_html for post in posts)


@register.simple_tag(takes_context=True)
def render_toc(context: Context, entries: list[dict[str, Any]]) -> SafeString:
    """Return a table of contents by the template `posts/_toc.html`, for a page that shows it twice."""
    page: Any = context.template
    template = page.engine.get_template("posts/_toc.html")
    with context.push(entries=entries):
        html: SafeString = template.render(context)
    return html


@register.filter
def link_addresses(text: str) -> SafeString:
    """Return `text` with its web and mail addresses, which are those of its author, as links."""
    parts, place = [], 0
    for match in WEB_OR_MAIL.finditer(text):
        url = match["web"] or f"mailto:{match['mail']}"
        link = format_html('<a rel="me" href="{}">{}</a>', url, URL_SCHEME.sub("", match[0], count=1))
        parts += [text[place : match.start()], link]
        place = match.end()
    return format_html_join("", "{}", ((part,) for part in [*parts, text[place:]]))


# Typed: text and HTML of the same characters differ.
@register.filter
@lru_cache(maxsize=2_000, typed=True)
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
