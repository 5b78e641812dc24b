"""What a page says of itself to search engines and social networks."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from html import unescape
from typing import Any, NamedTuple

from django import template
from django.conf import settings
from django.http import HttpRequest
from django.template import Context, Node, NodeList
from django.template.base import Parser, Token
from django.urls import reverse
from django.utils.encoding import escape_uri_path
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from posts import structured_data
from posts.addresses import absolute_url
from posts.cards import HEIGHT, WIDTH, Card
from posts.models import Post
from posts.templatetags.morse import keying

register = template.Library()

# Open Graph names a language together with a country.
LOCALES = {
    "zh-hans": "zh_CN", "zh-hant": "zh_TW", "en": "en_US", "ja": "ja_JP",
}  # fmt: skip
SMALLEST_COVER = 600  # pixels; networks show a narrower one as a thumbnail
CQ = "cq"  # the call to all stations, of whatever cannot be keyed


class Picture(NamedTuple):
    """What a network shows of a page: a whole address, a size in pixels, and what is to be seen."""

    url: str
    width: int
    height: int
    alt: str


def keys(text: str) -> tuple[tuple[int, int], ...]:
    return tuple(keying(text)) or tuple(keying(CQ))


def card_of(post: Post) -> Card:
    """Return the card of `post`."""
    date = f"{localtime(post.published_at):%Y-%m-%d}" if post.published_at else ""
    category = post.category.name if post.category else ""
    return Card(settings.SITE_NAME, post.title, (date, post.author_name, category), keys(post.slug))


def site_card() -> Card:
    """Return the card of the site, for pages that are no post."""
    name = settings.SITE_NAME
    return Card("INCOMING TRANSMISSION", name, (settings.SITE_DESCRIPTION,), keys(name))


def picture_of(post: Post | None, request: HttpRequest) -> Picture:
    """Return the cover of `post` where it is wide enough, else its card; without a post, the site's card."""
    if post and post.cover and post.cover_height and (post.cover_width or 0) >= SMALLEST_COVER:
        url = absolute_url(post.cover.url, request)
        return Picture(url, post.cover_width or 0, post.cover_height, post.cover_alt or post.title)
    card = card_of(post) if post else site_card()
    path = reverse("posts:card", args=[post.slug]) if post else reverse("posts:site_card")
    return Picture(absolute_url(f"{path}?v={card.version}", request), WIDTH, HEIGHT, card.title)


@dataclass(frozen=True, slots=True)
class Page:
    """What `_sharing.html` prints: Open Graph's properties, languages and addresses, JSON-LD."""

    properties: Sequence[tuple[str, Any]]
    languages: Sequence[tuple[str, str]]
    structured_data: SafeString | None


@register.simple_tag(takes_context=True)
def canonical(context: Context) -> str:
    """Return the one whole address of this page: without a query, but for the number of a later page."""
    request, page = context["request"], context.get("page_obj")
    query = f"?page={page.number}" if page and page.number > 1 else ""
    return absolute_url(escape_uri_path(request.path) + query, request)


@register.simple_tag(takes_context=True)
def sharing(context: Context) -> Page:
    """Return what the page with this context says of itself."""
    post, request = context.get("post"), context["request"]
    picture = picture_of(post, request)
    translations = context.get("translations") or []
    properties = [*basics(context), *picture_properties(picture)]
    if post:
        properties += article_properties(post, translations)
    return Page(properties, languages(post, translations, request), things(context, picture))


def title_of(context: Context) -> str:
    """Return the page's title as the tab shows it, without the site's name after it."""
    title = context.get("page_title") or settings.SITE_NAME
    return str(title).removesuffix(f" · {settings.SITE_NAME}")


def description_of(context: Context) -> str:
    return str(context.get("page_description") or settings.SITE_DESCRIPTION)


def basics(context: Context) -> list[tuple[str, Any]]:
    """Return the properties that every page has (ogp.me)."""
    post = context.get("post")
    return [
        ("og:type", "article" if post else "website"),
        ("og:site_name", settings.SITE_NAME),
        ("og:title", title_of(context)),
        ("og:description", description_of(context)),
        ("og:url", canonical(context)),
        ("og:locale", locale_of(post.language if post else settings.LANGUAGE_CODE)),
    ]


def locale_of(language: str) -> str:
    return LOCALES[language.lower()]


def picture_properties(picture: Picture) -> list[tuple[str, Any]]:
    return [
        ("og:image", picture.url),
        ("og:image:width", picture.width),
        ("og:image:height", picture.height),
        ("og:image:alt", picture.alt),
    ]


def article_properties(post: Post, translations: Sequence[Post]) -> list[tuple[str, Any]]:
    """Return what an article has beside (ogp.me, "article")."""
    return [
        *(("og:locale:alternate", locale_of(other.language)) for other in translations),
        ("article:published_time", structured_data.stamp(post.published_at)),
        ("article:modified_time", structured_data.stamp(structured_data.modified_at(post))),
        *(("article:author", name) for name in structured_data.authors(post)),
        *([("article:section", post.category.name)] if post.category else []),
        *(("article:tag", tag.name) for tag in post.tags.all()),
    ]


def languages(post: Post | None, translations: Sequence[Post], request: HttpRequest) -> list[tuple[str, str]]:
    """Return the languages of a translated post with its addresses in them, itself among them.

    The original, or the oldest that is left, is for those who read none of them.
    """
    if not post or not translations:
        return []
    versions = [post, *translations]
    original = min(versions, key=lambda version: (version.translation_of_id is not None, version.pk))
    named = [(version.language, version) for version in versions] + [("x-default", original)]
    return [(language, absolute_url(version.get_absolute_url(), request)) for language, version in named]


def things(context: Context, picture: Picture) -> SafeString | None:
    """Return the structured data of the page; None where it has none."""
    post, request, trail = context.get("post"), context["request"], context.get("trail")
    home = reverse("posts:home")
    whole = partial(absolute_url, request=request)
    found = []
    if post:
        found.append(structured_data.posting(post, description_of(context), picture.url, whole))
    if trail:
        steps = [(settings.SITE_NAME, home), *trail, (title_of(context), escape_uri_path(request.path))]
        found.append(structured_data.breadcrumbs(steps, whole))
    if request.path == home:
        found.append(structured_data.website(whole))
    return structured_data.as_script(found) if found else None


class RememberNode(Node):
    def __init__(self, name: str, nodelist: NodeList) -> None:
        self.name, self.nodelist = name, nodelist

    def render(self, context: Context) -> SafeString:
        shown = self.nodelist.render(context)
        context[self.name] = unescape(shown).strip()
        return shown


@register.tag
def remember(parser: Parser, token: Token) -> RememberNode:
    """Show what is inside, and keep its text under a name: `{% remember title %}…{% endremember %}`."""
    _, name = token.split_contents()
    nodelist = parser.parse(("endremember",))
    parser.delete_first_token()
    return RememberNode(name, nodelist)
