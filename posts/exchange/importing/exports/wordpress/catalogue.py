"""What items of an export refer to: authors, categories, attachments, patterns, and each other."""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

from posts.exchange.exporting.file_names import UniqueFileNames
from posts.exchange.importing.exports.converted import MAX_CATEGORY_DEPTH
from posts.exchange.importing.exports.wordpress.shortcode_writers import GalleryPicture
from posts.exchange.importing.exports.wordpress.wxr_reader import WxrItem, iter_wxr_items
from posts.exchange.importing.reader import clean_old_slug
from posts.exchange.importing.records.file_types import IMAGE_SUFFIXES
from posts.models.slugs import slugify

POST_TYPES = ("post", "page")
NO_DATE = "0000-00-00 00:00:00"
MAX_FILE_STEM = 60  # characters
NUMBER_IN_QUERY = re.compile(r"(?:^|&)(?:p|page_id|attachment_id)=(\d+)(?:&|$)")


@dataclass(slots=True)
class Catalogue:
    """What is known before the first post is converted; keys are numbers of items as texts, or slugs.

    `paths` are those of the files that posts are written to.
    """

    site_url: str = ""
    blog_url: str = ""
    language: str = ""
    title: str = ""
    authors: dict[str, str] = field(default_factory=dict)
    categories: dict[str, tuple[str, str]] = field(default_factory=dict)  # name and slug of the parent
    category_slugs: dict[str, str] = field(default_factory=dict)
    pictures: dict[str, GalleryPicture] = field(default_factory=dict)
    media_urls: dict[str, str] = field(default_factory=dict)
    media_of_posts: dict[str, list[str]] = field(default_factory=dict)
    media_pages: dict[str, str] = field(default_factory=dict)
    patterns: dict[str, str] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)
    slugs: dict[str, tuple[str, str]] = field(default_factory=dict)  # slug and parent of a page
    guids: Counter[str] = field(default_factory=Counter)
    offsets: Counter[timedelta] = field(default_factory=Counter)
    names: UniqueFileNames = field(default_factory=UniqueFileNames)

    @property
    def time_zone(self) -> timezone:
        """The zone of dates that are not in GMT: the one that most items show."""
        common = self.offsets.most_common(1)
        return timezone(common[0][0]) if common else UTC

    @property
    def host_names(self) -> set[str]:
        urls = [self.blog_url, *list(self.media_urls.values())[:2000]]
        hosts = {(urlsplit(url).hostname or "").removeprefix("www.") for url in urls if is_url(url)} - {""}
        return hosts | {f"www.{host}" for host in hosts}

    def get_category_path(self, slug: str, name: str) -> tuple[str, ...]:
        """Return the names from the outermost category to the one called `slug`."""
        path: list[str] = []
        seen: set[str] = set()
        while slug in self.categories and slug not in seen and len(path) < MAX_CATEGORY_DEPTH:
            seen.add(slug)
            own, parent = self.categories[slug]
            path.insert(0, own)
            slug = parent
        return tuple(path) or (unescape(name),)

    def get_parent_path(self, number: str) -> str:
        """Return the path of the page above the page `number`, such as `about/team`; "" without one."""
        parts: list[str] = []
        _, parent = self.slugs.get(number, ("", ""))
        while parent in self.slugs and len(parts) < MAX_CATEGORY_DEPTH:
            slug, parent = self.slugs[parent]
            parts.insert(0, slug)
        return "/".join(parts)

    def find_linked(self, url: str) -> tuple[str, str]:
        """Return the number of the item that an address with a number leads to, and its fragment."""
        parts = urlsplit(url)
        found = NUMBER_IN_QUERY.search(parts.query)
        return (found[1] if found else "", parts.fragment)


def read_catalogue(files: Iterable[Path]) -> Catalogue:
    """Return what the WXR files `files` hold beside the text of posts. Raises ExportError."""
    catalogue = Catalogue()
    for file in files:
        items = iter_wxr_items(file)
        channel = next(items)
        for item in items:
            add_item(catalogue, item)
        add_channel(catalogue, channel)
    return catalogue


def add_channel(catalogue: Catalogue, channel: WxrItem) -> None:
    catalogue.blog_url = catalogue.blog_url or channel.get("wp:base_blog_url") or channel.get("link")
    catalogue.site_url = catalogue.site_url or channel.get("wp:base_site_url")
    catalogue.language = catalogue.language or channel.get("language")
    for author in channel.groups.get("wp:author", []):
        login = author.get("wp:author_login")
        catalogue.authors[login] = unescape(author.get("wp:author_display_name")) or login
    for category in channel.groups.get("wp:category", []):
        slug = category.get("wp:category_nicename")
        catalogue.categories[slug] = (
            unescape(category.get("wp:cat_name")),
            category.get("wp:category_parent"),
        )
        catalogue.category_slugs[category.get("wp:term_id")] = slug
    for term in channel.groups.get("wp:term", []):
        if term.get("wp:term_taxonomy") == "category":
            slug, parent = term.get("wp:term_slug"), term.get("wp:term_parent")
            catalogue.categories.setdefault(slug, (unescape(term.get("wp:term_name")), parent))
            catalogue.category_slugs.setdefault(term.get("wp:term_id"), slug)


def add_item(catalogue: Catalogue, item: WxrItem) -> None:
    kind, number = item.get("wp:post_type") or "post", get_number(item)
    if kind == "attachment":
        add_attachment(catalogue, item, number)
    elif kind == "wp_block":
        catalogue.patterns[number] = item.texts.get("content:encoded", "")
    elif kind in POST_TYPES:
        slug = unquote(item.get("wp:post_name"))
        folder = "pages" if kind == "page" else "posts"
        stem = slug[:MAX_FILE_STEM].strip(". ") or f"{kind}-{number[-MAX_FILE_STEM:]}"
        if number not in catalogue.paths:
            path = f"{folder}/{stem.replace('/', '-')}.md"
            catalogue.paths[number] = catalogue.names.get_free_name(path)
        if kind == "page" and slug:
            own = clean_old_slug(slug) or slugify(item.get("title"))
            catalogue.slugs[number] = (own, item.get("wp:post_parent"))
        catalogue.guids[item.get("guid")] += 1
        add_offset(catalogue, item)


def get_number(item: WxrItem) -> str:
    """Return the number of an item; where a tool wrote none, what else tells it from the others."""
    return item.get("wp:post_id") or item.get("guid") or item.get("link") or item.get("title")


def add_offset(catalogue: Catalogue, item: WxrItem) -> None:
    """Note how far the site's clock was from GMT when the item was published."""
    local, gmt = parse_item_moment(item.get("wp:post_date")), parse_item_moment(item.get("wp:post_date_gmt"))
    if local and gmt and abs(local - gmt) <= timedelta(hours=15):
        catalogue.offsets[local - gmt] += 1


def add_attachment(catalogue: Catalogue, item: WxrItem, number: str) -> None:
    url = item.get("wp:attachment_url") or item.get("guid")
    catalogue.media_urls[number] = url
    catalogue.media_of_posts.setdefault(item.get("wp:post_parent"), []).append(number)
    if link := urlsplit(item.get("link")).path.strip("/"):
        catalogue.media_pages[link.lower()] = url
    if Path(urlsplit(url).path).suffix.lower() in IMAGE_SUFFIXES:
        catalogue.pictures[number] = GalleryPicture(
            number, url, unescape(item.get_meta("_wp_attachment_image_alt")), item.get("excerpt:encoded")
        )


def parse_item_moment(text: str) -> datetime | None:
    """Return a date of WordPress, without a zone; None for the one that means none."""
    if not text or text.startswith("0000"):
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def is_url(text: str) -> bool:
    """Whether `text` is an address on the web that can be parsed."""
    try:
        return text.startswith(("http://", "https://")) and bool(urlsplit(text).hostname)
    except ValueError:
        return False
