"""Addresses of lists and feeds as other tools had them, and what they are here.

One table: patterns of paths without outer slashes, in lower case but for names. Each is the route of
Hexo, Hugo, Jekyll, WordPress, Ghost, Typecho, Halo, Quarto, Quartz, Docusaurus, Astro or VitePress.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from django.urls import Resolver404, resolve, reverse
from django.utils.http import urlencode

from posts.models import Category, Post, Profile, Series, Tag, TaggedPost, get_site
from posts.models.feed_paths import get_feed_path
from posts.models.home_page import get_posts_url
from posts.models.page_path import MAX_PAGE_DEPTH
from posts.models.slugs import slugify
from posts.views.archive import find_period

Answer = str | None


class LegacyRoute(NamedTuple):
    """A pattern of old paths, and the function that takes its match and returns where it leads now."""

    pattern: re.Pattern[str]
    find_url: Callable[[re.Match[str]], Answer]


# Names of feeds: RSS where nothing says that it is another.
FEED = (
    r"(?P<feed>(?:feeds?/|rss/)?(?:atom|rss2?|feed|index)\.xml|(?:feed|index)\.(?:rss|atom)|feed\.json|"
    r"feeds?(?:/(?:atom|rss2?|rdf))?|rss2?|atom)"
)
PAGE = r"(?:page/?(?P<page>[1-9]\d{0,5}))"
LIST_FOLDER = r"(?:posts?|blog|articles?|archives?|news|writing|notes?)"
FEED_NAMES = {"atom": "atom", "json": "json_feed"}
MODEL_BY_WORD: dict[str, Any] = {"categor": Category, "tag": Tag, "series": Series}


def find_legacy_url(path: str) -> str | None:
    """Return the path on this site of what was at `path` on another, decoded; None if it is not known."""
    bare = path.strip("/").removesuffix("index.html").strip("/")
    for route in LEGACY_ROUTES:
        match = route.pattern.fullmatch(bare)
        if match and (url := route.find_url(match)):
            return url
    return None


def name_feed(old: str) -> str:
    """Return the name of our feed of the format that an old feed's name says."""
    return next((name for word, name in FEED_NAMES.items() if word in old.lower()), "rss")


def add_page(url: str, number: str | None, count: Callable[[], int]) -> str:
    """Return `url` with the number of a later page, or of the last one there is of `count()` posts."""
    last = -(-count() // get_site().posts_per_page) if number else 1
    page = min(int(number or 1), last)
    return f"{url}?{urlencode({'page': page})}" if page > 1 else url


def find_site_feed(match: re.Match[str]) -> Answer:
    return get_feed_path(name_feed(match["feed"]))


def find_home(match: re.Match[str]) -> Answer:
    return add_page(get_posts_url(), match["page"], Post.objects.count_listed)


def find_archive(match: re.Match[str]) -> Answer:
    """Return the archive, or that of a year, a month or a day, which is one page."""
    parts = {name: int(value) for name, value in match.groupdict().items() if value and name != "page"}
    if not parts:
        return reverse("posts:archive")
    name = ("year", "month", "day")[len(parts) - 1]
    url = reverse(f"posts:archive_{name}", args=list(parts.values()))
    period = find_period(parts)
    listed = Post.objects.listed_between(*period) if period else Post.objects.none()
    return url if listed.exists() else None


def find_term_list(match: re.Match[str]) -> Answer:
    model = MODEL_BY_WORD[match["kind"].lower().removesuffix("ies").removesuffix("y").removesuffix("s")]
    return reverse(f"posts:{model._meta.model_name}_list")


def find_term_page(match: re.Match[str]) -> Answer:
    """Return the page, or a feed, of the category, tag or series that the last part of the path names."""
    kind = match["kind"].lower()
    model = next(model for word, model in MODEL_BY_WORD.items() if kind.startswith(word))
    # Of several categories of a post, an import makes tags of all but the first.
    models = (Category, Tag) if model is Category else (model,)
    name = match["name"].rpartition("/")[2]
    found = (term for each in models if (term := find_term(each, name)) and term.is_live)
    if (term := next(found, None)) is None:
        return None
    url: str = term.get_absolute_url()
    if feed := match["feed"]:
        return get_feed_path(name_feed(feed), term)
    return add_page(url, match["page"], lambda: count_posts(term))


def find_author(match: re.Match[str]) -> Answer:
    profile = find_term(Profile, match["name"])
    if profile is None or not profile.is_live:
        return None
    if feed := match["feed"]:
        return get_feed_path(name_feed(feed), profile)
    posts = Post.objects.listed().filter(author=profile.user_id)
    return add_page(profile.get_absolute_url(), match["page"], posts.count)


def find_post_by_old_route(match: re.Match[str]) -> Answer:
    """Return the live post whose slug is the last part of the path, in any of its spellings."""
    name = unicodedata.normalize("NFC", match["name"])
    slugs = [name, name.lower(), slugify(name)]
    posts = Post.objects.live().only("slug", "path")
    found = min(
        posts.filter(slug__in=filter(None, slugs)), key=lambda post: slugs.index(post.slug), default=None
    )
    if found is None and match["posts"]:  # below /posts/ alone: no index helps to compare without case
        found = posts.filter(slug__iexact=name).first()
    return found.get_absolute_url() if found else None


def find_page(match: re.Match[str]) -> Answer:
    """Return the live page at the path, in any case."""
    path = unicodedata.normalize("NFC", match["path"])
    page = Post.objects.live_pages().filter(path__iexact=path).only("slug", "path").first()
    return page.get_absolute_url() if page else None


def find_fixed_address(match: re.Match[str]) -> Answer:
    """Return the address of a page that there is once (`/search/`, `/sitemap.xml`), in small letters."""
    lower = f"/{match[0].lower()}"
    for path in (lower, f"{lower}/"):
        try:
            found = resolve(path)
        except Resolver404:
            continue
        if found.namespace == "posts" and not found.kwargs and match[0] != match[0].lower():
            return path
    return None


def find_term(model: Any, name: str) -> Any:
    """Return the category, tag, series or profile that has the slug `name`, or is called so."""
    slugs = list(filter(None, {name, name.lower(), slugify(name)}))
    spellings = {name, name.replace("-", " "), name.replace("_", " ")}
    found = list(model.objects.filter(slug__in=slugs))
    found = sorted(found, key=lambda term: term.slug != name)
    named = (model.objects.filter(name__iexact=spelling).first() for spelling in spellings)
    return next(iter(found), None) or next(filter(None, named), None)


def count_posts(term: Any) -> int:
    """Return the number of listed posts of a category, with those below it, a tag or a series."""
    if isinstance(term, Tag):
        return TaggedPost.objects.listed_post_keys(term).count()
    listed = Post.objects.listed()
    if isinstance(term, Category):
        return listed.filter(category__in=term.get_descendant_keys()).count()
    return listed.filter(series=term).count()


def build_routes() -> Iterator[LegacyRoute]:
    term = r"(?P<kind>categor(?:y|ies)|tags?|series)"
    rest = rf"(?:/(?:{PAGE}|{FEED}))?"
    date = r"(?P<year>\d{4})(?:/(?P<month>0?[1-9]|1[0-2])(?:/(?P<day>0?[1-9]|[12]\d|3[01]))?)?"
    folders = r"(?:\d{4}/(?:\d\d?/){1,2})?"
    post_folder = rf"(?P<posts>posts)|{LIST_FOLDER}|p|docs"
    table: dict[str, Callable[[re.Match[str]], Answer]] = {
        rf"(?:{LIST_FOLDER}/)?{FEED}": find_site_feed,
        r"archives?(?:\.html)?(?P<page>)|archives?/page/?\d+": find_archive,
        rf"(?:{LIST_FOLDER}/)?{PAGE}|(?:posts?|blog|articles?)(?:\.html)?": find_home,
        rf"(?:archives?/)?{date}(?:/{PAGE})?": find_archive,
        r"(?:blog/)?(?P<kind>categor(?:y|ies)|tags?)(?:\.html)?": find_term_list,
        rf"(?:blog/)?{term}/(?P<name>.+?)(?:\.html)?{rest}": find_term_page,
        rf"(?:blog/)?authors?/(?P<name>[^/]+?)(?:\.html)?{rest}": find_author,
        r"[^/]+(?:/[^/]+)?": find_fixed_address,
        rf"(?P<path>[^/]+(?:/[^/]+){{0,{MAX_PAGE_DEPTH - 1}}})": find_page,
        rf"(?:(?:{post_folder})/)?{folders}(?P<name>[^/]+?)(?:\.html?|\.md)?": find_post_by_old_route,
    }
    for pattern, find_url in table.items():
        yield LegacyRoute(re.compile(pattern, re.IGNORECASE), find_url)


LEGACY_ROUTES = tuple(build_routes())
