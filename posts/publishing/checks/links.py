"""Check of the links in a post to this site, with one query for each kind of target."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from html import unescape
from itertools import islice
from urllib.parse import quote, unquote, urlsplit

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.core.files.storage import default_storage
from django.db.models import Model
from django.urls import Resolver404, resolve, reverse

from posts.models import Category, Picture, Post, PostState, Profile, Redirect, Series, Tag
from posts.models.state import STATE_TIMESTAMPS
from posts.models.urls import PLACEHOLDER_SITE, get_local_path
from posts.publishing.checks.results import CheckResult
from posts.rendering.diagrams import is_diagram_address
from posts.rendering.scanner import find_fences

# A link or source inside a tag. Code that shows HTML has its `<` escaped and does not match.
LINK_IN_HTML = re.compile(r'<(a|audio|img|source|video)\b[^>]*?\s(?:href|src)="([^"]+)"')
PICTURE_ELEMENTS = frozenset({"img", "source"})
# The model of the pages below the first segment of a path.
MODEL_BY_SECTION: dict[str, type[Model]] = {
    "categories": Category,
    "tags": Tag,
    "series": Series,
    "authors": Profile,
}
MAX_LINK_RESULTS = 100
MAX_LINES_PER_LINK = 5  # reported of the lines with the same link
UNREACHABLE_STATES = frozenset({PostState.ARCHIVED, PostState.TRASHED})

# Kind and detail of the check's result, by path.
LinkProblems = dict[str, tuple[str, str]]


def check_links(post: Post, expected_slugs: Collection[str] = ()) -> Iterator[CheckResult]:
    """Yield a result for each line with a link that is dead, moved or not live yet.

    There will be posts with `expected_slugs`, of pages their addresses: links to these are none of them.
    """
    return islice(iter_link_results(post, expected_slugs), MAX_LINK_RESULTS)


def iter_link_results(post: Post, expected_slugs: Collection[str]) -> Iterator[CheckResult]:
    links = find_links(post)
    paths = {path for path, _ in links.values() if path}
    expected = {path for path in paths if expected_slugs and get_expected_name(path) in expected_slugs}
    problems = find_link_problems(paths - expected, post)
    line_finder = LinkLineFinder(post.source)
    for href, (path, tag) in links.items():
        if path is None:
            if tag in PICTURE_ELEMENTS and urlsplit(href).netloc:
                yield from line_finder.iter_results("remote-picture", href, href[:200])
        elif path in problems:
            kind, target = problems[path]
            yield from line_finder.iter_results(kind, href, f"{href} → {target}" if target else href)


def find_links(post: Post) -> dict[str, tuple[str | None, str]]:
    """Return the links in the rendered text: href -> (path, None on other sites; name of the element)."""
    home = settings.SITE_URL or PLACEHOLDER_SITE
    base = home + reverse("posts:post", args=[post.slug or "-"])
    hrefs = {unescape(href): tag for tag, href in LINK_IN_HTML.findall(post.html) if not href.startswith("#")}
    return {
        href: (get_local_path(href, base), tag) for href, tag in hrefs.items() if not is_diagram_address(href)
    }


def get_expected_name(path: str) -> str:
    """Return the slug of the post whose page is at `path`; of any other path, that without its last slash."""
    section, _, slug = path.strip("/").partition("/")
    return slug if section == "posts" else path.rstrip("/")


def find_link_problems(paths: Iterable[str], post: Post) -> LinkProblems:
    """Return the problems of those of `paths` that have one."""
    grouped, unknown = group_paths(paths)
    problems: LinkProblems = find_post_problems(grouped.pop("posts", {}), post)
    problems |= find_file_problems(grouped.pop("media", {}))
    problems |= find_page_problems(grouped.pop("page", {}), post)
    for section, slugs in grouped.items():
        existing = set(
            MODEL_BY_SECTION[section]
            ._default_manager.filter(slug__in=slugs.values())
            .values_list("slug", flat=True)
        )
        problems |= {path: ("dead-address", "") for path, slug in slugs.items() if slug not in existing}
    problems |= dict.fromkeys(unknown, ("unknown-address", ""))
    dead = [path for path, (kind, _) in problems.items() if kind in {"dead-address", "unknown-address"}]
    return problems | find_moved_links(dead)


def group_paths(paths: Iterable[str]) -> tuple[dict[str, dict[str, str]], set[str]]:
    """Group `paths` by their first segment: {section: {path: slug or name}}, and paths without a route.

    Those where a page may be are in the section "page".
    """
    sections: dict[str, dict[str, str]] = defaultdict(dict)
    unknown = set()
    for path in paths:
        section = path.strip("/").partition("/")[0]
        arguments = resolve_arguments(path)
        if arguments is None and section in {*MODEL_BY_SECTION, "posts"}:
            # No slug contains a slash, so no object is found by it.
            sections[section][path] = path
        elif arguments is None:
            unknown.add(path)
        elif "path" in arguments:
            sections["page"][path] = arguments["path"]
        elif section in {*MODEL_BY_SECTION, "posts", "media"} and (
            keys := {"slug", "name"} & arguments.keys()
        ):
            sections[section][path] = arguments[keys.pop()]
    return sections, unknown


def resolve_arguments(path: str) -> dict[str, str] | None:
    """Return the arguments of the route of `path`, with or without a last slash; None if it has none."""
    for candidate in (path, f"{path}/"):
        try:
            return resolve(candidate).kwargs
        except Resolver404:
            continue
    return None


def find_post_problems(slugs: dict[str, str], post: Post) -> LinkProblems:
    """Return the problems of links to posts, by path.

    A post that is not live yet may be when this one is; an archived or trashed one will not.
    """
    named = Post.objects.posts().filter(slug__in=slugs.values())
    others = named.only("slug", *STATE_TIMESTAMPS) if slugs else ()
    states = {other.slug: other.state for other in others}
    return describe_states(slugs, states if post.is_page else {**states, post.slug: PostState.LIVE})


def find_page_problems(paths: Mapping[str, str], post: Post) -> LinkProblems:
    """Return the problems of links to pages, by address; `paths` are the pages' own, by address."""
    named = Post.objects.pages().filter(path__in=paths.values())
    others = named.only("path", *STATE_TIMESTAMPS) if paths else ()
    states = {str(other.path): other.state for other in others}
    problems = describe_states(paths, {**states, post.path: PostState.LIVE} if post.path else states)
    return problems | {
        address: ("unknown-address", "")
        for address, path in paths.items()
        if address in problems and path not in states
    }


def describe_states(names: Mapping[str, str], states: Mapping[str, PostState]) -> LinkProblems:
    """Return the problems of links to what has `names`, by address and by the state of what has the name."""
    problems: LinkProblems = {}
    for path, name in names.items():
        state = states.get(name)
        if state is None or state in UNREACHABLE_STATES:
            problems[path] = ("dead-address", "")
        elif state is not PostState.LIVE:
            problems[path] = ("unread-address", "")
    return problems


def find_file_problems(names: dict[str, str]) -> LinkProblems:
    """Return the problems of links to media: pictures in one query, other files one by one in storage."""
    pictures: set[str] = set()
    if names:
        pictures.update(Picture.objects.filter(name__in=names.values()).values_list("name", flat=True))
    return {
        path: ("missing-file", "")
        for path, name in names.items()
        if name not in pictures and not is_file_stored(name)
    }


def is_file_stored(name: str) -> bool:
    try:
        return default_storage.exists(name)
    except (OSError, SuspiciousOperation, ValueError):
        return False


def find_moved_links(paths: Iterable[str]) -> LinkProblems:
    """Return the new addresses of those of `paths` that redirect; only to what is live."""
    old_paths = {path: Redirect.normalise_path(path) for path in paths}
    if not old_paths:
        return {}
    redirects = Redirect.objects.select_related(*Redirect.TARGET_FIELDS).filter(path__in=old_paths.values())
    targets = {redirect.path: redirect.target_url for redirect in redirects}
    return {
        path: ("moved-address", unquote(target))
        for path, old_path in old_paths.items()
        if (target := targets.get(old_path))
    }


class LinkLineFinder:
    """Finds the lines of a Markdown source that contain a link."""

    def __init__(self, source: str) -> None:
        lines = source.split("\n")
        in_fence = find_fences(lines).in_fence
        self.lines = [pair for pair in enumerate(lines, 1) if not in_fence[pair[0] - 1]]

    def iter_results(self, kind: str, href: str, detail: str) -> Iterator[CheckResult]:
        """Yield a result for each line that contains `href`, or one without a line if none does."""
        spellings = {href, unquote(href), quote(href, safe="%/:=&?~#+!$,;'@()*[]")}
        pattern = re.compile("|".join(rf"{re.escape(spelling)}(?![\w/%-])" for spelling in spellings))
        matches = (number for number, line in self.lines if pattern.search(line))
        numbers: list[int | None] = [*islice(matches, MAX_LINES_PER_LINK)]
        for number in numbers or [None]:
            yield CheckResult(kind, number, unquote(detail))
