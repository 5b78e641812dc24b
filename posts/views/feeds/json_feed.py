"""JSON Feed 1.1 (jsonfeed.org/version/1.1)."""

import json
from typing import Any

from django.utils.feedgenerator import rfc3339_date

from posts.social.descriptions import html_to_description
from posts.views.feeds.entries import FeedAuthor, FeedDocument, FeedEntry

JSON_FEED_VERSION = "https://jsonfeed.org/version/1.1"


def write_json_feed(feed: FeedDocument) -> str:
    """Return `feed` as JSON Feed 1.1. An archive is known by the address of its feed: they are one feed."""
    hubs = [{"type": "WebSub", "url": feed.hub}] if feed.hub else []
    fields = {
        "version": JSON_FEED_VERSION,
        "title": feed.title,
        "home_page_url": feed.page_url,
        "feed_url": feed.current_url,
        "description": feed.description,
        "next_url": feed.previous_url,
        "icon": feed.large_icon,
        "favicon": feed.favicon,
        "language": feed.language,
        "hubs": hubs,
    }
    items = [format_item(entry) for entry in feed.entries]
    return json.dumps(drop_empty_fields(fields) | {"items": items}, ensure_ascii=False)


def format_item(entry: FeedEntry) -> dict[str, Any]:
    """Return `entry` as an item."""
    fields = {
        "id": entry.id,
        "url": entry.url,
        "title": entry.title,
        "content_html": entry.content,
        "summary": html_to_description(entry.summary),
        "image": entry.cover.url if entry.cover else "",
        "date_published": rfc3339_date(entry.published),
        "date_modified": rfc3339_date(entry.updated),
        "authors": [format_author(entry.author)],
        "tags": [category.name for category in entry.categories],
        "language": entry.language,
    }
    return drop_empty_fields(fields) | {"content_html": entry.content}


def format_author(author: FeedAuthor) -> dict[str, str]:
    return drop_empty_fields(author._asdict())


def drop_empty_fields(fields: dict[str, Any]) -> dict[str, Any]:
    """Return `fields` without those that say nothing: an empty text is no address."""
    return {name: value for name, value in fields.items() if value not in ("", [], None)}
