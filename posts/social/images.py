"""The image that represents a page on social networks: a post's cover, or a generated card."""

from pathlib import PurePosixPath
from typing import NamedTuple

from django.http import HttpRequest
from django.urls import reverse
from django.utils.timezone import localtime

from posts.models import Post, get_site
from posts.models.urls import absolute_url
from posts.social.cards import CARD_HEIGHT, CARD_WIDTH, SocialCard
from posts.social.morse import encode_morse

MIN_COVER_WIDTH = 600  # pixels; networks show a narrower image as a thumbnail
# What every network takes, by suffix; of WebP, AVIF and SVG many show nothing.
NETWORK_FORMATS = {".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png"}
FALLBACK_MORSE_TEXT = "cq"  # the call to all stations, for a text that has no sign in Morse code


class SocialImage(NamedTuple):
    """An image of a page: absolute URL, size in pixels, alternative text, media type."""

    url: str
    width: int
    height: int
    alt: str
    media_type: str = "image/png"


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


def find_cover_type(post: Post) -> str:
    """Return the media type of the cover of `post`; "" where networks would not show it."""
    if not (post.cover and post.cover_height) or (post.cover_width or 0) < MIN_COVER_WIDTH:
        return ""
    return NETWORK_FORMATS.get(PurePosixPath(str(post.cover.name).lower()).suffix, "")


def get_social_image(post: Post | None, request: HttpRequest) -> SocialImage:
    """Return the cover of `post` if networks show it, else its card, or that of the site for a page."""
    if post and (media_type := find_cover_type(post)):
        url, alt = absolute_url(post.cover.url, request), post.cover_alt or post.plain_title
        return SocialImage(url, post.cover_width or 0, post.cover_height or 0, alt, media_type)
    article = None if post is None or post.is_page else post
    card = build_post_card(article) if article else build_site_card()
    path = reverse("posts:card", args=[article.slug]) if article else reverse("posts:site_card")
    return SocialImage(absolute_url(f"{path}?v={card.version}", request), CARD_WIDTH, CARD_HEIGHT, card.title)
