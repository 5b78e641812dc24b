"""What the references in a post to others lead to: `[[slug#label]]`, and the labels of its series."""

import json
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from django.db.models import Q
from django.utils import timezone

from posts.models.kind import PostKind
from posts.models.post_numbering import PLACE_FIELDS, SeriesPlace
from posts.models.redirect import Redirect
from posts.models.urls import reverse_cached
from posts.rendering.numbered.kinds import format_label
from posts.rendering.passes.cross_references import CROSS_REFERENCE, get_cross_key
from posts.rendering.passes.own_references import get_heading_text
from posts.rendering.passes.references import COMMAND_REFERENCE, GROUPED_KEY

if TYPE_CHECKING:
    from posts.models.post import Post
    from posts.models.querysets import PostQuerySet

MAX_REFERENCE_KEYS = 5000
ANCHOR_CHARACTERS = "!$&'()*+,/:;=?@-._~"  # of a fragment (RFC 3986, 3.5)
# Of a post that others refer to.
REFERENCE_TARGET_FIELDS = (*PLACE_FIELDS, "slug", "path", "kind", "title", "series", "labels", "toc")

ReferenceTargets = dict[str, dict[str, str]]


def find_references(post: "Post") -> ReferenceTargets:
    """Return what the references in `post` lead to, by what is typed, as `rendering.render` takes it.

    One that leads nowhere is not in it. No query where nothing is referred to, few whatever there is.
    """
    text = f"{post.source}\n{post.summary}"
    targets: ReferenceTargets = {}
    if "[[" in text and (pairs := dict(iter_cross_references(text))):
        targets |= find_cross_references(post, pairs)
    if post.series_id and ("ref{" in text or "@" in text) and (keys := set(iter_label_references(text))):
        targets |= find_series_labels(post, keys)
    return targets


def iter_cross_references(text: str) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield the key of each reference to another post, with the name of the post and the label in it."""
    for match in CROSS_REFERENCE.finditer(text):
        yield get_cross_key(match), (match["target"].strip(), match["label"].strip())


def iter_label_references(text: str) -> Iterator[str]:
    r"""Yield the labels that `\ref`, `@thm-x` and the like name; all that one may be where words follow."""
    for match in COMMAND_REFERENCE.finditer(text):
        yield from (part.strip() for part in match["keys"].split(","))
    for typed in GROUPED_KEY.findall(text):
        key = typed.lstrip("-@")
        yield key
        if not key.isascii():
            yield from (key[:end] for end in range(1, len(key)))


def find_cross_references(post: "Post", pairs: Mapping[str, tuple[str, str]]) -> ReferenceTargets:
    """Return what references by slug and label lead to; `pairs` are these, by key."""
    names = {name.casefold(): name for name, _ in [*pairs.values()][:MAX_REFERENCE_KEYS]}
    rows = PostFinder(post).find_posts(set(names.values()))
    found = {}
    for key, (name, label) in pairs.items():
        row = rows.get(name)
        if row and (target := describe_label(row, label, post.language)):
            found[key] = target
    return found


def find_referable_posts(post: "Post") -> "PostQuerySet":
    """Return the posts of which the text of `post` may show something: those that its readers see with it.

    A draft may also refer to others of its author: no reader sees it. Once published, it shows them no more.
    """
    posts: PostQuerySet = type(post)._default_manager.active()
    now = timezone.now()
    if post.published_at:
        return posts.filter(published_at__lte=max(now, post.published_at))
    return posts.filter(Q(published_at__lte=now) | Q(author=post.author_id))


class PostFinder:
    """Finds the posts that a post names: by slug, by a former one, as it found them before, by title."""

    def __init__(self, post: "Post") -> None:
        self.post = post
        self.referable = find_referable_posts(post)

    def find_posts(self, names: set[str]) -> dict[str, dict[str, Any]]:
        """Return the row of each post that is found, by its name."""
        found: dict[str, dict[str, Any]] = {}
        for find in (self.find_by_slug, self.find_by_redirect, self.find_by_memory, self.find_by_title):
            if missing := names - found.keys():
                found |= find(missing)
        return found

    def find_by_slug(self, names: set[str]) -> dict[str, dict[str, Any]]:
        """Find posts by slug, pages by their path."""
        paths = {name.strip("/"): name for name in names}
        is_named = Q(kind=PostKind.POST, slug__in=names) | Q(kind=PostKind.PAGE, path__in=paths)
        rows = self.referable.filter(is_named).order_by("kind").values(*REFERENCE_TARGET_FIELDS)
        return {row["slug"] if row["kind"] == PostKind.POST else paths[row["path"]]: row for row in rows}

    def find_by_redirect(self, names: set[str]) -> dict[str, dict[str, Any]]:
        """Find posts by slugs that they had."""
        paths = {Redirect.normalise_path(reverse_cached("posts:post", name)): name for name in names}
        redirects = Redirect.objects.filter(path__in=paths).exclude(post=None).values_list("path", "post")
        return self.get_rows({paths[path]: key for path, key in redirects})

    def find_by_memory(self, names: set[str]) -> dict[str, dict[str, Any]]:
        """Find what was found before: no address leads from the former slug of a draft to its new one."""
        if not self.post.pk:
            return {}
        links = self.post.outgoing_links.filter(kind="reference").exclude(to_post=None)
        pairs = ((typed.partition("#")[0], key) for typed, key in links.values_list("typed", "to_post"))
        return self.get_rows({name: key for name, key in pairs if name in names})

    def find_by_title(self, names: set[str]) -> dict[str, dict[str, Any]]:
        """Find posts by their titles; of several the first."""
        rows = self.referable.filter(title__in=names).order_by("-pk").values(*REFERENCE_TARGET_FIELDS)
        return {row["title"]: row for row in rows}

    def get_rows(self, keys: Mapping[str, int]) -> dict[str, dict[str, Any]]:
        """Return the rows of the posts with these primary keys, by name."""
        rows = self.referable.filter(pk__in=keys.values()).values(*REFERENCE_TARGET_FIELDS) if keys else ()
        by_key = {row["pk"]: row for row in rows}
        return {name: by_key[key] for name, key in keys.items() if key in by_key}


def find_series_labels(post: "Post", keys: set[str]) -> ReferenceTargets:
    """Return what `keys` name in the other posts of the series of `post`; of several the first."""
    others = find_referable_posts(post).filter(series=post.series_id).exclude(pk=post.pk)
    rows = sorted(others.values(*REFERENCE_TARGET_FIELDS), key=SeriesPlace.of_row)
    found: ReferenceTargets = {}
    for row in rows:
        for key in keys.intersection(label["key"] for label in row["labels"]) - found.keys():
            target = describe_label(row, key, post.language)
            if target:
                found[key] = target
    return found


def describe_label(row: Mapping[str, Any], key: str, language: str) -> dict[str, str] | None:
    """Return what a reference to the label `key` in the post `row` leads to; None if it has none."""
    label = next((label for label in row["labels"] if label["key"] == key), None) or find_heading(row, key)
    if label is None:
        return None
    url = f"/{row['path']}/" if row["path"] else reverse_cached("posts:post", row["slug"])
    return {
        "url": f"{url}#{quote(label['anchor'], safe=ANCHOR_CHARACTERS)}",
        "label": format_label(label["kind"], label["number"], label["name"], language),
        "number": label["number"],
        "title": row["title"],
        "post": str(row["pk"]),
    }


def find_heading(row: Mapping[str, Any], name: str) -> dict[str, str] | None:
    """Return the heading of the post `row` with the id or the text `name`, as a label without a number."""
    for heading in row["toc"]:
        text = get_heading_text(heading["html"])
        if name in {heading["id"], text}:
            return {"kind": "section", "number": "", "name": text, "anchor": heading["id"]}
    return None


def compute_references_digest(references: Mapping[str, Any], numbering: Mapping[str, Any]) -> str:
    """Return what changes when what a post was rendered with changes; "" where that is nothing."""
    if not references and not numbering:
        return ""
    return blake2b(json.dumps([references, numbering], sort_keys=True).encode(), digest_size=16).hexdigest()
