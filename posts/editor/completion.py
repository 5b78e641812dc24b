"""What the text box offers to complete: links to posts and tags, and pictures of the library."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, JsonResponse
from django.utils.text import capfirst

from posts.editor.base import EditorView
from posts.editor.image_markdown import build_image_markdown, escape_alt_text
from posts.editor.uploads import search_pictures
from posts.models import Picture, Post, Tag
from posts.models.querysets import PostQuerySet
from posts.models.wiki_links import find_posts_by_targets
from posts.rendering.numbered.kinds import format_label
from posts.rendering.passes.own_references import get_heading_text
from posts.rendering.title import split_title
from posts.rendering.wiki_targets import normalize_target
from posts.search.finding import find_titles

MAX_TYPED_CHARACTERS = 100
MAX_OFFERED_LABELS = 8
MAX_OFFERED_POSTS, MAX_OFFERED_TAGS, MAX_OFFERED_PICTURES = 8, 4, 4
# What Markdown, or a wiki link, would take for something else than a part of a title.
UNNAMEABLE = re.compile(r"[\[\]|#\\<>&_=@]|://|www\.")
NO_SLUG = re.compile(r"[^\w-]+")


class CompletionView(EditorView):
    """Answer {"posts", "tags", "pictures"} for `q`: each has a "label", and its "markdown".

    For a `q` with a `#` it is {"labels"}: what can be referred to in the post that stands before it.
    Posts are those that the user may see; what is not live has the name of its state. Without `q` they are
    the newest live ones, and there is nothing else.
    """

    def get(self, request: HttpRequest) -> JsonResponse:
        text = " ".join(request.GET.get("q", "").replace("\0", " ").split())[:MAX_TYPED_CHARACTERS]
        if "#" in text:
            return JsonResponse(
                {"labels": offer_labels(text, Post.objects.visible_to(request.user).active())}
            )
        posts = find_link_targets(text, Post.objects.visible_to(request.user).active())
        named = find_posts_by_targets([str(post.title) for post in posts]) if posts else {}
        pictures = search_pictures(text)[:MAX_OFFERED_PICTURES] if text else []
        return JsonResponse(
            {
                "posts": [serialize_post(post, named) for post in posts],
                "tags": [serialize_tag(tag) for tag in find_tags(text)] if text else [],
                "pictures": [offer_picture(picture) for picture in pictures],
            }
        )


def offer_labels(text: str, posts: PostQuerySet) -> list[dict[str, str]]:
    """Return what can be referred to in the one of `posts` that stands before the `#` of `text`.

    What is labelled comes before headings; of both those with what stands behind the `#` in them.
    """
    name, _, typed = text.partition("#")
    found = find_posts_by_targets([name]).get(normalize_target(name))
    post = posts.filter(pk=found.pk).first() if found else None
    if post is None:
        return []
    target = name.strip()
    labelled = [(label["key"], describe_kept_label(label, post.language)) for label in post.labels]
    anchors = {label["anchor"] for label in post.labels}
    headings = [(entry["id"], get_heading_text(entry["html"])) for entry in post.toc]
    offered = [*labelled, *(heading for heading in headings if heading[0] not in anchors)]
    wanted = typed.strip().casefold()
    return [
        {"label": words, "kind": key, "markdown": f"[[{target}#{key}]]"}
        for key, words in offered
        if wanted in key.casefold() or wanted in words.casefold()
    ][:MAX_OFFERED_LABELS]


def describe_kept_label(label: Mapping[str, str], language: str) -> str:
    """Return what a reference to `label` shows, and its name."""
    shown = format_label(label["kind"], label["number"], label["name"], language)
    return shown if label["name"] in {"", shown} else f"{shown} · {label['name']}"


def find_link_targets(text: str, posts: PostQuerySet) -> list[Post]:
    """Return the best of `posts` for `text`: by title or its pinyin, then by slug, live ones first.

    Without a text they are the newest live ones.
    """
    if not text:
        return list(posts.live().newest_first()[:MAX_OFFERED_POSTS])
    titled = list(find_titles(text, posts, MAX_OFFERED_POSTS))
    slug = NO_SLUG.sub("-", text.lower()).strip("-")
    by_slug = posts.filter(slug__contains=slug).exclude(pk__in=[post.pk for post in titled]).newest_first()
    found = [*titled, *(by_slug[:MAX_OFFERED_POSTS] if slug else [])][:MAX_OFFERED_POSTS]
    return sorted(found, key=lambda post: not post.is_live)


def find_tags(text: str) -> QuerySet[Tag]:
    """Return the tags with `text` in their name or in a synonym."""
    named = Q(name__icontains=text) | Q(synonyms__name__icontains=text)
    return Tag.objects.filter(named).order_by("name").distinct()[:MAX_OFFERED_TAGS]


def serialize_post(post: Post, named: Mapping[str, Post]) -> dict[str, Any]:
    """Return what the list shows of `post`, and a wiki link to it; "state" only where it is not live.

    `named` says which post a title names, as `find_posts_by_targets` does.
    """
    return {
        "label": post.plain_title,
        "detail": post.slug,
        "state": "" if post.is_live else capfirst(str(post.state.label)),
        "language": post.language,
        "markdown": build_wiki_link(post, named),
    }


def serialize_tag(tag: Tag) -> dict[str, Any]:
    return {"label": tag.name, "markdown": build_link(tag.name, tag.get_absolute_url())}


def offer_picture(picture: Picture) -> dict[str, Any]:
    """Return what the list shows of `picture`, and its Markdown with its alternative text, if it has one."""
    markdown = build_image_markdown(picture.url, picture.alt)
    return {"label": picture.title, "thumbnail": picture.thumbnail_url, "markdown": markdown}


def build_wiki_link(post: Post, named: Mapping[str, Post]) -> str:
    """Return the link to `post` by its title; by its slug, where its title would not name it."""
    title = " ".join(str(post.title).split())
    if not UNNAMEABLE.search(title) and named.get(normalize_target(title)) == post:
        return f"[[{title}]]"
    return f"[[{post.path or post.slug}|{''.join(escape_parts(title))}]]"


def build_link(title: str, url: str) -> str:
    """Return the Markdown link with `title` as its text: formulas stay formulas, all else is escaped."""
    return f"[{''.join(escape_parts(title))}]({url})"


def escape_parts(title: str) -> Iterable[str]:
    for part in split_title(" ".join(title.split())):
        yield escape_keeping_spaces(part) if isinstance(part, str) else f"${part.text}$"


def escape_keeping_spaces(text: str) -> str:
    """Escape `text`, with the space at either end that parts it from a formula."""
    before, after = (" " if text[:1] == " " else ""), (" " if text[-1:] == " " and text.strip() else "")
    return f"{before}{escape_alt_text(text)}{after}"
