"""Slug check: the slug that a title makes, and whether a slug that is typed is free."""

from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _

from posts.editor.base import EditorView
from posts.models import Post, PostKind, permissions
from posts.models.reserved_paths import is_reserved_path
from posts.models.slugs import MAX_SLUG_LENGTH, make_unique_slug, sanitize_slug, slugify

MAX_TITLE_CHARACTERS = 1000  # the rest is ignored


class SlugCheckView(EditorView):
    """Answer {"slug", "free", "message", "offer"} for `slug` or, where that is empty, for `title`.

    `post` is the id of the post that is edited, whose own slug is free to it; of a page, `kind` is
    "page", and `parent` the id of the page above it.
    `offer` is a free slug to take instead of one that is not.
    """

    def get(self, request: HttpRequest) -> JsonResponse:
        post = Post(pk=parse_key(request.GET.get("post", "")))
        if request.GET.get("kind") == PostKind.PAGE:
            post.kind = PostKind.PAGE
            parent = parse_key(request.GET.get("parent", ""))
            post.parent = Post.objects.pages().filter(pk=parent).first() if parent else None
        typed = request.GET.get("slug", "")
        return JsonResponse(
            check_typed_slug(typed, post, request.user) if typed.strip() else suggest_slug(request, post)
        )


def parse_key(text: str) -> int | None:
    # No id is longer.
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None


def suggest_slug(request: HttpRequest, post: Post) -> dict[str, Any]:
    """Return the answer for a title: a free slug made of it."""
    wanted = slugify(request.GET.get("title", "")[:MAX_TITLE_CHARACTERS])
    slug = make_unique_slug(wanted, post.is_slug_taken) if wanted else ""
    return {"slug": slug, "free": True, "message": "", "offer": ""}


def check_typed_slug(typed: str, post: Post, user: permissions.AnyUser) -> dict[str, Any]:
    """Return the answer for a typed slug: how it would be saved, and who has it if it is not free."""
    slug = sanitize_slug(typed[: 2 * MAX_SLUG_LENGTH])[:MAX_SLUG_LENGTH]
    if not slug:
        text = _("Enter at least one letter or digit, or leave it empty to use the title.")
        return {"slug": "", "free": False, "message": text, "offer": ""}
    holder = post.find_slug_holder(slug)
    if post.is_page and is_reserved_path(post.build_path(slug)):
        offer = make_unique_slug(slug, post.is_slug_taken)
        text = _("The site itself uses addresses that begin with /%(slug)s/.") % {"slug": slug}
        return {"slug": slug, "free": False, "message": text, "offer": offer}
    if holder is None:
        text = "" if slug == typed else _("It will be: %(slug)s") % {"slug": slug}
        return {"slug": slug, "free": True, "message": text, "offer": ""}
    offer = make_unique_slug(slug, post.is_slug_taken)
    return {"slug": slug, "free": False, "message": describe_slug_holder(holder, slug, user), "offer": offer}


def describe_slug_holder(holder: Any, slug: str, user: permissions.AnyUser) -> str:
    """Return a sentence about what has, or had, `slug`; without the title of a post `user` may not see."""
    if isinstance(holder, Post) and not (holder.is_live or permissions.can_view_post(user, holder)):
        return _("Another post already uses this slug.")
    words = {"name": str(holder)}
    if getattr(holder, "binned_at", None):
        return _("“%(name)s”, which is in the trash, uses this slug.") % words
    if getattr(holder, "slug", None) != slug:
        return _("“%(name)s” used this slug, which still redirects to it.") % words
    return _("“%(name)s” already uses this slug.") % words
