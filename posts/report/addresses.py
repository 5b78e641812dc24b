"""Whether the addresses of this site that a post names lead anywhere: one query for each kind of them."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from html import unescape
from itertools import islice
from urllib.parse import quote, unquote, urljoin, urlsplit

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.core.files.storage import default_storage
from django.db.models import Model
from django.urls import Resolver404, resolve, reverse

from posts.models import Category, Picture, Post, PostState, Profile, Redirect, Series, Tag
from posts.rendering.fences import find_fences
from posts.report.findings import CheckResult

# In a tag: code that shows HTML has its `<` escaped.
LINK_IN_HTML = re.compile(r'<(a|audio|img|source|video)\b[^>]*?\s(?:href|src)="([^"]+)"')
PICTURE_ELEMENTS = frozenset({"img", "source"})
# What stands behind the first part of a path.
MODEL_BY_SECTION: dict[str, type[Model]] = {
    "categories": Category,
    "tags": Tag,
    "series": Series,
    "authors": Profile,
}
MAX_LINK_RESULTS = 100
MAX_LINES_PER_LINK = 5  # on which the same address is told of
# Stands in where the site does not know its own address.
PLACEHOLDER_SITE = "http://site.invalid"
UNREACHABLE_STATES = frozenset({PostState.ARCHIVED, PostState.TRASHED})

# The findings' kinds and details, by path.
LinkProblems = dict[str, tuple[str, str]]


def check_links(post: Post) -> Iterator[CheckResult]:
    """Give the addresses in `post` that lead nowhere, or not where one would think, with their lines."""
    return islice(iter_link_results(post), MAX_LINK_RESULTS)


def iter_link_results(post: Post) -> Iterator[CheckResult]:
    named = find_links(post)
    verdicts = find_link_problems({path for path, _ in named.values() if path}, post)
    places = LineFinder(post.source)
    for href, (path, tag) in named.items():
        if path is None:
            if tag in PICTURE_ELEMENTS and urlsplit(href).netloc:
                yield from places.iter_results("remote-picture", href, href[:200])
        elif path in verdicts:
            kind, target = verdicts[path]
            yield from places.iter_results(kind, href, f"{href} → {target}" if target else href)


def find_links(post: Post) -> dict[str, tuple[str | None, str]]:
    """Return every address in the text with its path, None where it is elsewhere, and its element."""
    home = settings.SITE_URL or PLACEHOLDER_SITE
    base = home + reverse("posts:post", args=[post.slug or "-"])
    hrefs = {unescape(href): tag for tag, href in LINK_IN_HTML.findall(post.html) if not href.startswith("#")}
    return {href: (get_local_path(href, base), tag) for href, tag in hrefs.items()}


def get_local_path(href: str, base: str) -> str | None:
    """Return the decoded path of `href` as a link on the page `base`; None where it leaves the site."""
    try:
        parts, home = urlsplit(urljoin(base, href)), urlsplit(base)
    except ValueError:
        return None
    is_here = parts.scheme in {"http", "https"} and parts.netloc.lower() == home.netloc.lower()
    # No database takes the sign that ends a text in C.
    return unquote(parts.path or "/").replace("\0", "") if is_here else None


def find_link_problems(paths: Iterable[str], post: Post) -> LinkProblems:
    """Return what is wrong with those of `paths` that something is wrong with."""
    sorted_paths, unknown = group_paths(paths)
    verdicts: LinkProblems = find_post_problems(sorted_paths.pop("posts", {}), post)
    verdicts |= find_file_problems(sorted_paths.pop("media", {}))
    for shelf, slugs in sorted_paths.items():
        known = set(
            MODEL_BY_SECTION[shelf]
            ._default_manager.filter(slug__in=slugs.values())
            .values_list("slug", flat=True)
        )
        verdicts |= {path: ("dead-address", "") for path, slug in slugs.items() if slug not in known}
    verdicts |= dict.fromkeys(unknown, ("unknown-address", ""))
    dead = [path for path, (kind, _) in verdicts.items() if kind in {"dead-address", "unknown-address"}]
    return verdicts | find_moved_links(dead)


def group_paths(paths: Iterable[str]) -> tuple[dict[str, dict[str, str]], set[str]]:
    """Return the slug or name in each of `paths` by shelf and path, and the paths that nothing answers."""
    shelves: dict[str, dict[str, str]] = defaultdict(dict)
    unknown = set()
    for path in paths:
        shelf = path.strip("/").partition("/")[0]
        arguments = resolve_arguments(path)
        if arguments is None and shelf in {*MODEL_BY_SECTION, "posts"}:
            # No slug holds a slash, so nothing is found under it.
            shelves[shelf][path] = path
        elif arguments is None:
            unknown.add(path)
        elif shelf in {*MODEL_BY_SECTION, "posts", "media"} and (
            named := {"slug", "name"} & arguments.keys()
        ):
            shelves[shelf][path] = arguments[named.pop()]
    return shelves, unknown


def resolve_arguments(path: str) -> dict[str, str] | None:
    """Return what the address `path` names, with or without its last slash; None where it is no page's."""
    for candidate in (path, f"{path}/"):
        try:
            return resolve(candidate).kwargs
        except Resolver404:
            continue
    return None


def find_post_problems(slugs: dict[str, str], post: Post) -> LinkProblems:
    """Judge links to posts. One that is not live yet may be when this one is; one put away will not."""
    moments = ("slug", "published_at", "submitted_at", "archived_at", "binned_at")
    found = Post.objects.filter(slug__in=slugs.values()).only(*moments) if slugs else ()
    states = {other.slug: other.state for other in found} | {post.slug: PostState.LIVE}
    verdicts: LinkProblems = {}
    for path, slug in slugs.items():
        state = states.get(slug)
        if state is None or state in UNREACHABLE_STATES:
            verdicts[path] = ("dead-address", "")
        elif state is not PostState.LIVE:
            verdicts[path] = ("unread-address", "")
    return verdicts


def find_file_problems(names: dict[str, str]) -> LinkProblems:
    """Judge addresses of media: pictures that are known by one query, the rest one by one."""
    known: set[str] = set()
    if names:
        known.update(Picture.objects.filter(name__in=names.values()).values_list("name", flat=True))
    return {
        path: ("missing-file", "")
        for path, name in names.items()
        if name not in known and not is_file_stored(name)
    }


def is_file_stored(name: str) -> bool:
    try:
        return default_storage.exists(name)
    except (OSError, SuspiciousOperation, ValueError):
        return False


def find_moved_links(paths: Iterable[str]) -> LinkProblems:
    """Return where old addresses among `paths` lead now; to a post only where readers get there."""
    wanted = {path: Redirect.normalise_path(path) for path in paths}
    if not wanted:
        return {}
    redirects = Redirect.objects.select_related(*Redirect.TARGET_FIELDS).filter(path__in=wanted.values())
    targets = {redirect.path: redirect.target for redirect in redirects}
    return {
        path: ("moved-address", unquote(target.get_absolute_url()))
        for path, old in wanted.items()
        if (target := targets.get(old)) and (not isinstance(target, Post) or target.is_live)
    }


class LineFinder:
    """Finds the lines of a source that name an address."""

    def __init__(self, source: str) -> None:
        lines = source.split("\n")
        inside = find_fences(lines).inside
        self.lines = [pair for pair in enumerate(lines, 1) if not inside[pair[0] - 1]]

    def iter_results(self, kind: str, href: str, detail: str) -> Iterator[CheckResult]:
        """Give a finding for each line that names `href`, or one without a line where none is found."""
        spellings = {href, unquote(href), quote(href, safe="%/:=&?~#+!$,;'@()*[]")}
        pattern = re.compile("|".join(rf"{re.escape(spelling)}(?![\w/%-])" for spelling in spellings))
        hits = (number for number, line in self.lines if pattern.search(line))
        numbers: list[int | None] = [*islice(hits, MAX_LINES_PER_LINK)]
        for number in numbers or [None]:
            yield CheckResult(kind, number, unquote(detail))
