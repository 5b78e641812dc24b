"""Structured data for search engines, in the vocabulary of schema.org.

It says nothing that the page does not show. `build_url` makes an absolute URL of a path.
"""

import json
import re
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.timezone import localtime

from posts.models import Correction, Post, Profile, Series, get_site
from posts.models.card_queries import fetch_corrections
from posts.models.home_page import get_reader_url
from posts.rendering.plain_text import extract_text
from posts.rendering.tree import Element, parse_html

UrlBuilder = Callable[[str], str]
SchemaObject = dict[str, Any]

LOGO_PATH, LOGO_SIZE = "icons/icon-512.png", 512  # pixels
MAX_HEADLINE_LENGTH = 110  # characters; Google's limit
LITERATURE_LIST = re.compile(r'<section class="references".*?</section>', re.DOTALL)
AUTHOR_SEPARATOR = re.compile(r"\s*[、，,;；&]\s*")

# Nothing in a script element may look like its end or like a comment (HTML,
# 4.12.1.3), and two line separators are no part of JavaScript's strings.
SCRIPT_ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def format_json_ld(objects: Iterable[SchemaObject]) -> SafeString:
    """Return `objects` as JSON-LD that is safe inside a script element."""
    graph = {"@context": "https://schema.org", "@graph": list(objects)}
    text = json.dumps(graph, ensure_ascii=False, separators=(",", ":"))
    return mark_safe(text.translate(SCRIPT_ESCAPES))


def build_website(build_url: UrlBuilder) -> SchemaObject:
    """Return the site, with its search page."""
    template = build_url(reverse("posts:search")) + "?q={search_term_string}"
    return drop_empty(
        {
            "@type": "WebSite",
            "name": get_site().name,
            "description": get_site().description,
            "url": build_url(reverse("posts:home")),
            "publisher": build_publisher(build_url),
            "potentialAction": {
                "@type": "SearchAction",
                "target": {"@type": "EntryPoint", "urlTemplate": template},
                "query-input": "required name=search_term_string",
            },
        }
    )


def build_publisher(build_url: UrlBuilder) -> SchemaObject:
    site = get_site()
    logo = site.get_icon_url(LOGO_SIZE) if site.icon else static(LOGO_PATH)
    return {
        "@type": "Organization",
        "name": site.name,
        "url": build_url(reverse("posts:home")),
        "logo": {"@type": "ImageObject", "url": build_url(logo)},
    }


def build_breadcrumb_list(steps: Iterable[tuple[str, str]], build_url: UrlBuilder) -> SchemaObject:
    """Return the breadcrumbs of a page, from `steps` of a name and a path, the page itself last."""
    items = [
        {"@type": "ListItem", "position": position, "name": name, "item": build_url(path)}
        for position, (name, path) in enumerate(steps, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def build_posting(post: Post, description: str, image_url: str, build_url: UrlBuilder) -> SchemaObject:
    """Return a live `post`, with the absolute URL of its image."""
    url = build_url(post.get_absolute_url())
    return drop_empty(
        {
            "@type": "BlogPosting",
            "headline": Truncator(post.plain_title).chars(MAX_HEADLINE_LENGTH),
            "description": description,
            "image": [image_url],
            "datePublished": format_timestamp(post.published_at),
            "dateModified": format_timestamp(get_modified_at(post)),
            "author": build_authors(post, build_url),
            "publisher": build_publisher(build_url),
            "inLanguage": post.language,
            "url": url,
            "mainEntityOfPage": {"@type": "WebPage", "@id": url},
            "articleSection": post.category and post.category.name,
            "keywords": [tag.name for tag in post.tags.all()],
            "isPartOf": post.series and build_series(post.series, build_url),
            "correction": [build_correction(one) for one in fetch_corrections(post)],
            "citation": list_cited_works(post.html),
        }
    )


def build_correction(correction: Correction) -> SchemaObject:
    return {
        "@type": "CorrectionComment",
        "text": correction.plain_words,
        "datePublished": format_timestamp(correction.created_at),
    }


def build_page(page: Post, description: str, image_url: str, build_url: UrlBuilder) -> SchemaObject:
    """Return a live `page`, with the absolute URL of its image. It shows no dates and no authors."""
    return drop_empty(
        {
            "@type": "WebPage",
            "name": page.plain_title,
            "description": description,
            "image": [image_url],
            "inLanguage": page.language,
            "url": build_url(get_reader_url(page)),
            "publisher": build_publisher(build_url),
        }
    )


def list_cited_works(html: str) -> list[SchemaObject]:
    """Return the entries of the list of literature in the HTML of a post, with where they lead."""
    if not (match := LITERATURE_LIST.search(html)):
        return []
    items = (each for each in parse_html(match[0]).iter_elements() if each.tag == "li")
    return [build_cited_work(item) for item in items]


def build_cited_work(item: Element) -> SchemaObject:
    links = (each.attributes.get("href", "") for each in item.iter_elements() if each.tag == "a")
    url = next((href for href in links if not href.startswith("#")), "")
    return drop_empty({"@type": "CreativeWork", "name": extract_text(item), "url": url})


def format_timestamp(moment: datetime | None) -> str:
    """Return `moment` in ISO 8601, in the site's time zone; "" for None."""
    return localtime(moment).isoformat(timespec="seconds") if moment else ""


def get_modified_at(post: Post) -> datetime:
    """Return when `post` last changed for its readers: changes before its publication do not count."""
    return max(post.published_at or post.updated_at, post.updated_at)


def build_authors(post: Post, build_url: UrlBuilder) -> list[SchemaObject]:
    """Return the authors of `post`: its author, who may have a page, or all whom its byline names."""
    profile = post.author_profile
    if profile:
        return [{"@type": "Person", "name": profile.name, "url": build_url(profile.get_absolute_url())}]
    return [{"@type": "Person", "name": name} for name in split_author_names(post)]


def split_author_names(post: Post) -> list[str]:
    """Return the names of those who wrote `post`."""
    return [name for name in AUTHOR_SEPARATOR.split(post.author_name) if name]


def build_profile_page(profile: Profile, build_url: UrlBuilder) -> SchemaObject:
    """Return the page of an author: who it is about, and what it says of them."""
    url = build_url(profile.get_absolute_url())
    person = {
        "@type": "Person",
        "name": profile.name,
        "url": url,
        "description": profile.text,
        "image": profile.picture and build_url(profile.picture.url),
    }
    return {"@type": "ProfilePage", "url": url, "mainEntity": drop_empty(person)}


def build_series(series: Series, build_url: UrlBuilder) -> SchemaObject:
    return {"@type": "CreativeWorkSeries", "name": series.name, "url": build_url(series.get_absolute_url())}


def drop_empty(properties: SchemaObject) -> SchemaObject:
    """Return `properties` without those that are empty."""
    return {name: value for name, value in properties.items() if value}
