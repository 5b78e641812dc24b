"""What search engines read of a page, in the terms of schema.org.

It says nothing that the page does not show. `whole` makes the whole address of a path.
"""

import json
import re
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.templatetags.static import static
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import Truncator
from django.utils.timezone import localtime

from posts.models import Post, Series

Whole = Callable[[str], str]
Thing = dict[str, Any]

LOGO = "icons/icon-512.png"
HEADLINE_LENGTH = 110  # characters; Google's limit
BETWEEN_NAMES = re.compile(r"\s*[、，,;；&]\s*")

# Nothing in a script element may look like its end or like a comment (HTML,
# 4.12.1.3), and two line separators are no part of JavaScript's strings.
ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}


def as_script(things: Iterable[Thing]) -> SafeString:
    """Return `things` as JSON-LD that may stand in a script element."""
    graph = {"@context": "https://schema.org", "@graph": list(things)}
    text = json.dumps(graph, ensure_ascii=False, separators=(",", ":"))
    return mark_safe(text.translate(ESCAPES))


def website(whole: Whole) -> Thing:
    """Return the site, with the way to search it."""
    template = whole(reverse("posts:search")) + "?q={search_term_string}"
    return said(
        {
            "@type": "WebSite",
            "name": settings.SITE_NAME,
            "description": settings.SITE_DESCRIPTION,
            "url": whole(reverse("posts:home")),
            "publisher": publisher(whole),
            "potentialAction": {
                "@type": "SearchAction",
                "target": {"@type": "EntryPoint", "urlTemplate": template},
                "query-input": "required name=search_term_string",
            },
        }
    )


def publisher(whole: Whole) -> Thing:
    return {
        "@type": "Organization",
        "name": settings.SITE_NAME,
        "url": whole(reverse("posts:home")),
        "logo": {"@type": "ImageObject", "url": whole(static(LOGO))},
    }


def breadcrumbs(steps: Iterable[tuple[str, str]], whole: Whole) -> Thing:
    """Return the way to a page, from `steps` of a name and a path, the page itself last."""
    items = [
        {"@type": "ListItem", "position": position, "name": name, "item": whole(path)}
        for position, (name, path) in enumerate(steps, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def posting(post: Post, description: str, image: str, whole: Whole) -> Thing:
    """Return a live `post`, with an `image` at a whole address."""
    address = whole(post.get_absolute_url())
    return said(
        {
            "@type": "BlogPosting",
            "headline": Truncator(post.title).chars(HEADLINE_LENGTH),
            "description": description,
            "image": [image],
            "datePublished": stamp(post.published_at),
            "dateModified": stamp(modified_at(post)),
            "author": people(post, whole),
            "publisher": publisher(whole),
            "inLanguage": post.language,
            "url": address,
            "mainEntityOfPage": {"@type": "WebPage", "@id": address},
            "articleSection": post.category and post.category.name,
            "keywords": [tag.name for tag in post.tags.all()],
            "isPartOf": post.series and part_of(post.series, whole),
        }
    )


def stamp(moment: datetime | None) -> str:
    """Return `moment` as ISO 8601 has it, in the site's time zone; nothing for none."""
    return localtime(moment).isoformat(timespec="seconds") if moment else ""


def modified_at(post: Post) -> datetime:
    """Return when `post` last changed for its readers: what was done before it was published is none."""
    return max(post.published_at or post.updated_at, post.updated_at)


def people(post: Post, whole: Whole) -> list[Thing]:
    """Return those who wrote `post`; a byline may name several, and the author alone has a page."""
    page = post.author_page
    if page:
        return [{"@type": "Person", "name": page.name, "url": whole(page.get_absolute_url())}]
    return [{"@type": "Person", "name": name} for name in authors(post)]


def authors(post: Post) -> list[str]:
    """Return the names of those who wrote `post`."""
    return [name for name in BETWEEN_NAMES.split(post.author_name) if name]


def part_of(series: Series, whole: Whole) -> Thing:
    return {"@type": "CreativeWorkSeries", "name": series.name, "url": whole(series.get_absolute_url())}


def said(thing: Thing) -> Thing:
    """Return `thing` without what there is nothing to say of."""
    return {name: value for name, value in thing.items() if value}
