"""Front matter for an item of WordPress."""

from datetime import UTC, datetime
from html import unescape
from typing import Any
from urllib.parse import unquote, urlsplit

from posts.exchange.html_to_markdown import convert_html
from posts.exchange.html_to_markdown.parsing import parse_fragment
from posts.exchange.html_to_markdown.trees import get_text
from posts.exchange.importing.exports.converted import make_identity_uid
from posts.exchange.importing.exports.wordpress.catalogue import Catalogue, get_number, parse_item_moment
from posts.exchange.importing.exports.wordpress.wxr_reader import WxrItem

# What the first category of a site is called: it says that nobody chose one.
NO_CATEGORY_SLUGS = {
    "uncategorized",
    "uncategorised",
    "%e6%9c%aa%e5%88%86%e7%b1%bb",
    "未分类",
    "%e6%9c%aa%e5%88%86%e9%a1%9e",
    "未分類",
}
PRIMARY_CATEGORY_KEYS = ("_yoast_wpseo_primary_category", "rank_math_primary_category")
DRAFT_STATES = {"draft", "pending", "auto-draft"}


def build_fields(item: WxrItem, catalogue: Catalogue) -> dict[str, Any]:
    """Return the front matter of `item`, without its cover."""
    login = item.get("dc:creator")
    return {
        "title": read_title(item.get("title")),
        "slug": unquote(item.get("wp:post_name")),
        "uid": make_item_uid(item, catalogue),
        "feed_id": item.get("guid"),
        **build_item_dates(item, catalogue),
        **build_state(item),
        **build_place(item, catalogue),
        "author": catalogue.authors.get(login, login),
        **build_taxonomy(item, catalogue),
        "summary": convert_html(item.get("excerpt:encoded")).markdown.strip(),
        "aliases": list_item_addresses(item),
    }


def read_title(html: str) -> str:
    """Return a title as text: WordPress stores it as HTML."""
    return " ".join(get_text(parse_fragment(html)).split()) if "<" in html or "&" in html else html


def make_item_uid(item: WxrItem, catalogue: Catalogue) -> str:
    """Return what the item is known by: its guid, which never changes, else its number on its site."""
    guid = item.get("guid")
    if guid and catalogue.guids[guid] == 1:
        return make_identity_uid("wordpress", guid)
    return make_identity_uid("wordpress", guid or catalogue.blog_url, get_number(item))


def build_item_dates(item: WxrItem, catalogue: Catalogue) -> dict[str, Any]:
    published = read_item_moment(item, "wp:post_date", catalogue)
    updated = read_item_moment(item, "wp:post_modified", catalogue)
    return {
        "date": published,
        "updated": max(filter(None, (published, updated)), default=None) if updated else None,
    }


def read_item_moment(item: WxrItem, key: str, catalogue: Catalogue) -> datetime | None:
    """Return the moment under `key`: in GMT, else by the clock of the site."""
    if gmt := parse_item_moment(item.get(f"{key}_gmt")):
        return gmt.replace(tzinfo=UTC)
    local = parse_item_moment(item.get(key))
    return local.replace(tzinfo=catalogue.time_zone) if local else None


def build_state(item: WxrItem) -> dict[str, Any]:
    status = item.get("wp:status")
    return {
        "draft": True if status in DRAFT_STATES else None,
        "private": True if status == "private" else None,
        # Only that there was one.
        "password": "set" if item.get("wp:post_password") else None,
        "pinned": True if item.get("wp:is_sticky") == "1" else None,
    }


def build_place(item: WxrItem, catalogue: Catalogue) -> dict[str, Any]:
    if item.get("wp:post_type") != "page":
        return {}
    return {"kind": "page", "parent": catalogue.get_parent_path(get_number(item))}


def build_taxonomy(item: WxrItem, catalogue: Catalogue) -> dict[str, Any]:
    """Return one category, by its path; the others become tags, unless they are above it."""
    paths = {
        slug: catalogue.get_category_path(slug, name)
        for kind, slug, name in item.terms
        if kind == "category" and slug.lower() not in NO_CATEGORY_SLUGS
    }
    chosen = choose_category(item, paths, catalogue)
    further = [path[-1] for path in paths.values() if path != chosen[: len(path)]]
    tags = [unescape(name) for kind, _, name in item.terms if kind in {"post_tag", "tag"}]
    names = {name.casefold(): name for name in reversed([*tags, *further])}
    return {"categories": list(chosen), "tags": [*reversed(names.values())]}


def choose_category(
    item: WxrItem, paths: dict[str, tuple[str, ...]], catalogue: Catalogue
) -> tuple[str, ...]:
    """Return the path of the category that the author chose as the first, or the first one at its deepest."""
    for key in PRIMARY_CATEGORY_KEYS:
        slug = catalogue.category_slugs.get(item.get_meta(key), "")
        if slug in paths:
            return paths[slug]
    first = next(iter(paths.values()), ())
    return max((path for path in paths.values() if path[: len(first)] == first), key=len, default=())


def list_item_addresses(item: WxrItem) -> list[str]:
    """Return the paths of the item on its old site: its permalink, and its number."""
    number = item.get("wp:post_id").strip()
    numbered = [f"/?p={number}"] if number.isascii() and number.isdecimal() and int(number) else []
    try:
        parts = urlsplit(item.get("link"))
    except ValueError:
        return numbered
    path = unquote(parts.path)
    return [path, *numbered] if path.strip("/") and not parts.query else numbered
