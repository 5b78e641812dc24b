"""A page's metadata for search engines and social networks: Open Graph, languages, JSON-LD."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.encoding import escape_uri_path
from django.utils.safestring import SafeString

from posts.models import Post, Profile, get_site
from posts.models.urls import absolute_url, list_page_path
from posts.social import structured_data
from posts.social.images import SocialImage, get_social_image

# Open Graph names a language together with a country.
OPEN_GRAPH_LOCALES = {
    "zh-hans": "zh_CN", "zh-hant": "zh_TW", "en": "en_US", "ja": "ja_JP",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PageInfo:
    """What metadata is made of: a page as its template knows it.

    `breadcrumbs` are names and paths of the pages above this one.
    """

    request: HttpRequest
    title: str
    description: str
    post: Post | None = None
    translations: Sequence[Post] = ()
    breadcrumbs: Sequence[tuple[str, str]] = ()
    profile: Profile | None = None
    number: int = 1

    @property
    def canonical_url(self) -> str:
        """The page's one absolute URL: without a query, except for the number of a later page."""
        path = escape_uri_path(self.request.path)
        return self.build_url(list_page_path(self.request, path, self.number))

    def build_url(self, path: str) -> str:
        return absolute_url(path, self.request)


@dataclass(frozen=True, slots=True)
class SocialMetadata:
    """What a template prints: Open Graph properties, URLs by language, JSON-LD."""

    properties: Sequence[tuple[str, Any]]
    languages: Sequence[tuple[str, str]]
    structured_data: SafeString | None


def build_metadata(page: PageInfo) -> SocialMetadata:
    """Return the metadata of `page`."""
    image = get_social_image(page.post, page.request)
    properties = [*get_page_properties(page), *get_image_properties(image)]
    if page.post and not page.post.is_page:
        properties += get_article_properties(page.post, page.translations)
    return SocialMetadata(properties, get_language_urls(page), build_structured_data(page, image))


def get_page_properties(page: PageInfo) -> list[tuple[str, Any]]:
    """Return the properties that every page has (ogp.me)."""
    return [
        ("og:type", "article" if page.post and not page.post.is_page else "website"),
        ("og:site_name", get_site().name),
        ("og:title", page.title),
        ("og:description", page.description),
        ("og:url", page.canonical_url),
        ("og:locale", get_locale(page.post.language if page.post else get_site().language)),
    ]


def get_locale(language: str) -> str:
    return OPEN_GRAPH_LOCALES[language.lower()]


def get_image_properties(image: SocialImage) -> list[tuple[str, Any]]:
    return [
        ("og:image", image.url),
        ("og:image:type", image.media_type),
        ("og:image:width", image.width),
        ("og:image:height", image.height),
        ("og:image:alt", image.alt),
    ]


def get_article_properties(post: Post, translations: Sequence[Post]) -> list[tuple[str, Any]]:
    """Return the properties that only articles have (ogp.me, "article")."""
    modified_at = structured_data.get_modified_at(post)
    return [
        *(("og:locale:alternate", get_locale(other.language)) for other in translations),
        ("article:published_time", structured_data.format_timestamp(post.published_at)),
        ("article:modified_time", structured_data.format_timestamp(modified_at)),
        *(("article:author", name) for name in structured_data.split_author_names(post)),
        *([("article:section", post.category.name)] if post.category else []),
        *(("article:tag", tag.name) for tag in post.tags.all()),
    ]


def get_language_urls(page: PageInfo) -> list[tuple[str, str]]:
    """Return the languages of a translated post with their URLs, its own language among them.

    `x-default`, for readers of other languages, is the original, or the oldest post that is left.
    """
    if not page.post or not page.translations:
        return []
    versions = [page.post, *page.translations]
    original = min(versions, key=lambda version: (version.translation_of_id is not None, version.pk))
    by_language = [(version.language, version) for version in versions] + [("x-default", original)]
    return [(language, page.build_url(version.get_absolute_url())) for language, version in by_language]


def build_structured_data(page: PageInfo, image: SocialImage) -> SafeString | None:
    """Return the JSON-LD of `page`; None where it has none."""
    home = reverse("posts:home")
    things = []
    if page.post:
        build = structured_data.build_page if page.post.is_page else structured_data.build_posting
        things.append(build(page.post, page.description, image.url, page.build_url))
    if page.breadcrumbs:
        this_page = (page.title, escape_uri_path(page.request.path))
        steps = [(get_site().name, home), *page.breadcrumbs, this_page]
        things.append(structured_data.build_breadcrumb_list(steps, page.build_url))
    if page.profile and page.number == 1:
        things.append(structured_data.build_profile_page(page.profile, page.build_url))
    if page.request.path == home:
        things.append(structured_data.build_website(page.build_url))
    return structured_data.format_json_ld(things) if things else None
