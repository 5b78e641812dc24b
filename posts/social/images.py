"""The image that represents a page on social networks: a post's cover, or a generated card."""

from typing import NamedTuple

from django.http import HttpRequest
from django.urls import reverse
from django.utils.timezone import localtime

from posts.models import Post, get_site
from posts.models.urls import absolute_url
from posts.social.cards import CARD_HEIGHT, CARD_WIDTH, SocialCard
from posts.social.morse import encode_morse

MIN_COVER_WIDTH = 600  # pixels; networks show a narrower image as a thumbnail
FALLBACK_MORSE_TEXT = "cq"  # the call to all stations, for a text that has no sign in Morse code


class SocialImage(NamedTuple):
    """An image of a page: absolute URL, size in pixels, alternative text."""

    url: str
    width: int
    height: int
    alt: str


def build_post_card(post: Post) -> SocialCard:
    """Return the card of `post`, ready to be drawn."""
    date = f"{localtime(post.published_at):%Y-%m-%d}" if post.published_at else ""
    category = post.category.name if post.category else ""
    notes = (date, post.author_name, category)
    site = get_site()
    return SocialCard(site.name, post.plain_title, notes, encode_card_morse(post.slug), site.accent_dark)


def build_site_card() -> SocialCard:
    """Return the card of the site, for pages other than posts."""
    site = get_site()
    keys = encode_card_morse(site.name)
    return SocialCard(site.masthead, site.name, (site.description,), keys, site.accent_dark)


def encode_card_morse(text: str) -> tuple[tuple[int, int], ...]:
    return tuple(encode_morse(text)) or tuple(encode_morse(FALLBACK_MORSE_TEXT))


def get_social_image(post: Post | None, request: HttpRequest) -> SocialImage:
    """Return the cover of `post` if it is wide enough, else its card, or that of the site for a page."""
    if post and post.cover and post.cover_height and (post.cover_width or 0) >= MIN_COVER_WIDTH:
        url = absolute_url(post.cover.url, request)
        return SocialImage(url, post.cover_width or 0, post.cover_height, post.cover_alt or post.plain_title)
    article = None if post is None or post.is_page else post
    card = build_post_card(article) if article else build_site_card()
    path = reverse("posts:card", args=[article.slug]) if article else reverse("posts:site_card")
    return SocialImage(absolute_url(f"{path}?v={card.version}", request), CARD_WIDTH, CARD_HEIGHT, card.title)
