"""Which posts are meant by `[[title or slug]]`: for a post's render, and for the links that it stores."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db.models import Q

from posts.indexing.index import find_keys_by_titles
from posts.models.redirect import Redirect
from posts.models.state import STATE_TIMESTAMPS
from posts.rendering.wiki_targets import find_typed_targets, make_target_key, normalize_target

if TYPE_CHECKING:
    from posts.models.post import Post

MARKDOWN_BACKSLASH = re.compile(r"\\([!-/:-@\[-`{-~])")
# What a link to a post shows, and what tells which of several is meant.
LINK_TARGET_FIELDS = ("title", "title_text", "slug", "path", "kind", *STATE_TIMESTAMPS)


def get_wiki_references(post: "Post") -> dict[str, dict[str, str]]:
    """Return what the wiki links of `post` lead to, as `rendering.render` takes it; no query without any.

    A post that readers cannot see has neither URL nor title.
    """
    targets = list_wiki_targets(post)
    found = find_wiki_posts(targets.values(), post) if targets else {}
    return {
        make_target_key(target): (
            {"url": other.get_absolute_url(), "title": other.plain_title}
            if other.is_live
            else {"url": "", "title": ""}
        )
        for target, other in found.items()
    }


def list_wiki_targets(post: "Post") -> dict[str, str]:
    """Return what the wiki links of `post` name, as typed, by the normalized target."""
    return {
        normalize_target(target): target for target in find_typed_targets(f"{post.source}\n{post.summary}")
    }


def find_wiki_posts(targets: Iterable[str], post: "Post") -> dict[str, "Post"]:
    """Return the post that each of `targets`, typed in `post`, names, where there is one.

    A slug goes before a title, a title before a slug of earlier times, and that before what the link led to
    when `post` was last saved: so it still leads to a post whose title was changed.
    """
    names = {target: normalize_target(target) for target in targets}
    named = find_posts_by_targets(names.keys())
    found = {target: named[name] for target, name in names.items() if name in named}
    if missing := [target for target in names if target not in found]:
        found |= find_redirected_posts(missing)
    if post.pk and (missing := [target for target in names if target not in found]):
        found |= find_formerly_linked_posts(missing, post)
    return found


def find_posts_by_targets(targets: Iterable[str]) -> dict[str, "Post"]:
    """Return the posts whose slug, path or title is among `targets`, by the normalized target."""
    targets = list(targets)
    slugs = {spelling for target in targets for spelling in (target, target.lower())}
    condition = Q(slug__in=slugs) | Q(
        pk__in=find_keys_by_titles([*targets, *map(unescape_markdown, targets)])
    )
    condition |= Q(path__in={spelling.strip("/") for spelling in slugs})
    wanted = {normalize_target(target) for target in targets}
    best: dict[str, tuple[tuple[bool, ...], Post]] = {}
    for other in get_posts().filter(condition).order_by("pk").only(*LINK_TARGET_FIELDS):
        for name, rank in iter_names(other):
            key = (*rank, not other.is_live, bool(other.binned_at), other.is_page)
            if name in wanted and (name not in best or key < best[name][0]):
                best[name] = (key, other)
    return {name: other for name, (_, other) in best.items()}


def unescape_markdown(text: str) -> str:
    """Return `text` without the backslashes before signs that Markdown takes away."""
    return MARKDOWN_BACKSLASH.sub(r"\1", text)


def iter_names(post: "Post") -> Iterable[tuple[str, tuple[bool, ...]]]:
    """Yield each name of `post`, normalized, with whether it is only a title."""
    yield normalize_target(post.path or post.slug), (False,)
    yield normalize_target(str(post.title)), (True,)
    if post.title_text:
        yield normalize_target(post.title_text), (True,)


def find_redirected_posts(targets: Iterable[str]) -> dict[str, "Post"]:
    """Return the posts that had one of `targets` for a slug or a path, by the target."""
    paths: dict[str, str] = {}
    for target in targets:
        slug = target.lower().strip("/")
        paths |= {Redirect.normalise_path(path): target for path in (f"/{slug}/", f"/posts/{slug}/")}
    rows = Redirect.objects.filter(path__in=paths, post__isnull=False).order_by("path").select_related("post")
    return {paths[row.path]: row.post for row in rows if row.post}


def find_formerly_linked_posts(targets: Iterable[str], post: "Post") -> dict[str, "Post"]:
    """Return what links of `post` to `targets` led to when they were last stored."""
    links: Any = post.outgoing_links.filter(kind="wiki", to_post__isnull=False).select_related("to_post")
    stored = {normalize_target(link.typed): link.to_post for link in links.order_by("-position")}
    names = {target: normalize_target(target) for target in targets}
    return {target: stored[name] for target, name in names.items() if name in stored}


def find_posts_at(paths: Iterable[str]) -> dict[str, int]:
    """Return the primary keys of the posts and pages at `paths`, decoded, of today or of earlier times."""
    by_slug: dict[str, str] = {}
    by_path: dict[str, str] = {}
    for path in paths:
        section, _, rest = path.strip("/").partition("/")
        (by_slug if section == "posts" else by_path)[path] = rest if section == "posts" else path.strip("/")
    posts = get_posts()
    slugs, pages = {}, {}
    if by_slug:
        slugs = dict(posts.posts().filter(slug__in=by_slug.values()).values_list("slug", "pk"))
    if by_path:
        pages = dict(posts.pages().filter(path__in=by_path.values()).values_list("path", "pk"))
    found = {path: slugs[name] for path, name in by_slug.items() if name in slugs}
    found |= {path: pages[name] for path, name in by_path.items() if name in pages}
    if missing := {Redirect.normalise_path(path): path for path in paths if path not in found}:
        moved = Redirect.objects.filter(path__in=missing, post__isnull=False).values_list("path", "post")
        found |= {missing[path]: key for path, key in moved}
    return found


def get_posts() -> Any:
    """Return all posts; their model is made of modules that need this one."""
    return apps.get_model("posts", "Post")._default_manager.all()
