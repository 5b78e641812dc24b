"""The palette: finds posts, tags, pictures, people, pages and commands, from every page of the admin."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import Model, Q
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from posts.admin.palette_commands import PaletteItem, list_commands, list_pages, list_post_commands
from posts.editor import EditorView
from posts.indexing.query import MAX_QUERY_LENGTH, parse_query
from posts.models import Category, Picture, Post, Series, Tag, get_display_name, permissions
from posts.models.querysets import PostQuerySet
from posts.rendering.characters import normalize_text
from posts.search.finding import find_best_posts, find_titles
from posts.search.names import find_named
from posts.views.search import take_search_slot

MAX_PALETTE_POSTS = 8
MAX_OTHERS = 4  # of each other kind
MAX_KEY_DIGITS = 18  # no primary key has more
POST_FIELDS = (
    "title",
    "language",
    "kind",
    "path",
    "author",
    *("published_at", "submitted_at", "archived_at", "binned_at"),
)

# A kind of entries: its name, and the entries.
Group = tuple[str, Iterable[PaletteItem]]


class PaletteView(EditorView):
    """Answer {"groups"}: each {"name", "items"}, for what was typed as `q`; `post` is the one that is open.

    Without `q`: the posts that changed last, and all commands. An item is {"title", "url", "button",
    "detail", "language"}.
    """

    def has_permission(self) -> bool:
        return admin.site.has_permission(self.request)

    def get(self, request: HttpRequest) -> JsonResponse:
        # PostgreSQL refuses control characters, which normalizing takes out.
        typed = normalize_text(request.GET.get("q", "")).strip()[:MAX_QUERY_LENGTH]
        with take_search_slot():
            groups = [(name, list(items)) for name, items in iter_result_groups(request, typed)]
        return JsonResponse(
            {
                "groups": [
                    {"name": name, "items": [*map(serialize_item, items)]} for name, items in groups if items
                ]
            }
        )


def serialize_item(item: PaletteItem) -> dict[str, str]:
    return {name: getattr(item, name) for name in ("title", "url", "button", "detail", "language")}


def iter_result_groups(request: HttpRequest, typed: str) -> Iterator[Group]:
    """Yield what matches `typed`, by kind."""
    post = find_open_post(request)
    commands = [*(list_post_commands(request.user, post) if post else ()), *list_commands(request)]
    posts = Post.objects.manageable_by(request.user).filter(binned_at=None).only(*POST_FIELDS)
    may_see_posts = permissions.can_view_unpublished(request.user)
    if not typed:
        yield _("Recent posts"), list_post_items(list_recent(posts) if may_see_posts else [])
        yield _("Commands"), commands
        return
    yield _("Posts"), list_post_items(find_palette_posts(typed, posts) if may_see_posts else [])
    yield _("Commands"), find_named(typed, commands, MAX_PALETTE_POSTS, get_names)
    yield _("Pages"), find_named(typed, list_pages(request), MAX_OTHERS, get_names)
    for model in (Category, Tag, Series):
        yield str(capfirst(model._meta.verbose_name_plural)), find_terms(request, typed, model)
    yield _("Pictures"), find_pictures(request, typed)
    yield _("Accounts"), find_accounts(request, typed)


def get_names(item: PaletteItem) -> str:
    return item.names


def find_open_post(request: HttpRequest) -> Post | None:
    """Return the post whose form is open, if the user may see it."""
    key = request.GET.get("post", "")
    if not (key.isdecimal() and len(key) <= MAX_KEY_DIGITS):
        return None
    post = Post.objects.filter(pk=key).only("slug", *POST_FIELDS).first()
    return post if post and permissions.can_view_post(request.user, post) else None


def list_recent(posts: PostQuerySet) -> Iterable[Post]:
    return posts.active().order_by("-updated_at", "-pk")[:MAX_PALETTE_POSTS]


def find_palette_posts(typed: str, posts: PostQuerySet) -> Iterable[Post]:
    """Return the posts with `typed` in their titles, also in pinyin, then those that the search finds."""
    titled = list(find_titles(typed, posts, MAX_PALETTE_POSTS))
    keys = find_best_posts(parse_query(typed), posts).keys[:MAX_PALETTE_POSTS]
    others = posts.filter(pk__in=keys).in_bulk()
    found = {post.pk: post for post in (*titled, *(others[key] for key in keys if key in others))}
    return list(found.values())[:MAX_PALETTE_POSTS]


def list_post_items(posts: Iterable[Post]) -> Iterator[PaletteItem]:
    for post in posts:
        url = reverse("admin:posts_post_change", args=[post.pk])
        labels = [post.get_kind_display(), post.state.label] if post.is_page else [post.state.label]
        yield PaletteItem(post.title, url, detail=" · ".join(map(str, labels)), language=post.language)


def find_terms(request: HttpRequest, typed: str, model: Any) -> Iterator[PaletteItem]:
    """Yield the categories, tags or series called like `typed`."""
    if not admin.site.get_model_admin(model).has_view_or_change_permission(request):
        return
    for term in find_named(typed, model.objects.only("name"), MAX_OTHERS, lambda term: term.name):
        yield PaletteItem(term.name, build_change_url(term))


def build_change_url(row: Model) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def find_pictures(request: HttpRequest, typed: str) -> Iterator[PaletteItem]:
    """Yield the newest pictures with `typed` in file name, title or alternative text."""
    if not admin.site.get_model_admin(Picture).has_view_or_change_permission(request):
        return
    condition = match_text(typed, "title", "alt", "name")
    for picture in Picture.objects.filter(condition)[:MAX_OTHERS]:
        yield PaletteItem(
            str(picture), build_change_url(picture), detail=f"{picture.width} × {picture.height}"
        )


def find_accounts(request: HttpRequest, typed: str) -> Iterator[PaletteItem]:
    """Yield the accounts with `typed` in their names, for those who manage them."""
    if not permissions.can_manage_accounts(request.user):
        return
    condition = match_text(typed, "username", "first_name", "last_name", "profile__name")
    users = User.objects.filter(condition).select_related("profile").order_by("username")
    for user in users[:MAX_OTHERS]:
        yield PaletteItem(get_display_name(user), build_change_url(user), detail=user.get_username())


def match_text(typed: str, *fields: str) -> Q:
    """Return the condition that one of `fields` contains `typed`."""
    condition = Q()
    for field in fields:
        condition |= Q(**{f"{field}__icontains": typed})
    return condition
