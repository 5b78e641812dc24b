"""The part of schema.org's vocabulary that pages use: properties of each type, and what they hold."""

from datetime import datetime
from urllib.parse import urlsplit


def is_text(value):
    return isinstance(value, str) and bool(value)


def is_url(value):
    return is_text(value) and urlsplit(value).scheme in {"http", "https"}


def is_moment(value):
    return is_text(value) and datetime.fromisoformat(value).tzinfo is not None


CREATIVE_WORK = {
    "name": is_text, "description": is_text, "url": is_url, "image": (is_url, "ImageObject"),
    "publisher": ("Organization", "Person"), "author": ("Person", "Organization"), "keywords": is_text,
    "datePublished": is_moment, "dateModified": is_moment, "headline": is_text, "inLanguage": is_text,
    "mainEntityOfPage": ("WebPage",), "mainEntity": ("Person", "Organization"), "license": is_url,
    "isPartOf": ("CreativeWorkSeries",), "citation": ("CreativeWork",),
}  # fmt: skip
THING = {name: CREATIVE_WORK[name] for name in ("name", "description", "url", "image")}
PROPERTIES = {
    "BlogPosting": {**CREATIVE_WORK, "articleSection": is_text, "wordCount": int},
    "CreativeWork": CREATIVE_WORK,
    "WebPage": CREATIVE_WORK,
    "ProfilePage": CREATIVE_WORK,
    "CollectionPage": CREATIVE_WORK,
    "CreativeWorkSeries": CREATIVE_WORK,
    "WebSite": {**CREATIVE_WORK, "potentialAction": ("SearchAction",)},
    "SearchAction": {"target": ("EntryPoint",), "query-input": is_text},
    "EntryPoint": {"urlTemplate": is_url},
    "Person": {**THING, "sameAs": is_url},
    "Organization": {**THING, "logo": ("ImageObject",), "sameAs": is_url},
    "ImageObject": {**THING, "width": int, "height": int},
    "BreadcrumbList": {"itemListElement": ("ListItem",)},
    "ListItem": {"position": int, "name": is_text, "item": is_url},
}  # fmt: skip
# What search engines ask for before they show more than a link.
REQUIRED = {
    "BlogPosting": {"headline", "image", "datePublished", "dateModified", "author", "publisher", "url"},
    "ProfilePage": {"mainEntity"},
    "Person": {"name"},
    "Organization": {"name"},
    "WebSite": {"name", "url", "potentialAction"},
    "ListItem": {"position", "name", "item"},
}


def list_faults(thing, path=""):
    """Yield what is wrong with an object of JSON-LD, each with the path to it."""
    kind = thing.get("@type")
    path = f"{path}/{kind}"
    if kind not in PROPERTIES:
        yield f"{path}: unknown type"
        return
    yield from (f"{path}: no {name}" for name in REQUIRED.get(kind, set()) - thing.keys())
    for name, value in thing.items():
        if not name.startswith("@"):
            yield from list_property_faults(f"{path}/{name}", PROPERTIES[kind].get(name), value)


def list_property_faults(path, expected, value):
    values = value if isinstance(value, list) else [value]
    if expected is None or not values:
        yield f"{path}: unknown, or empty"
        return
    ranges = expected if isinstance(expected, tuple) else (expected,)
    for one in values:
        if isinstance(one, dict):
            if one.get("@type") not in ranges:
                yield f"{path}: {one.get('@type')} is not expected"
            yield from list_faults(one, path)
        elif not any(
            isinstance(one, kind) if kind is int else callable(kind) and kind(one) for kind in ranges
        ):
            yield f"{path}: {one!r}"
