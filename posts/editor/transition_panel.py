"""The panel before a transition: what publishing, updating or removing a post will do, before it is done."""

from base64 import b64encode
from copy import copy
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import SplitDateTimeField
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from posts.editor.base import EditorView
from posts.editor.preview import read_place
from posts.models import Category, Post, PostKind, PostState, get_site, permissions
from posts.models.machine_slots import take_slot
from posts.models.slugs import make_unique_slug, sanitize_slug, slugify
from posts.models.tag_parsing import parse_tags
from posts.models.urls import absolute_url
from posts.publishing import checks
from posts.publishing.removals import describe_removal
from posts.publishing.transitions import Transition, can_apply_transition, get_requested_transition
from posts.rendering import RenderError
from posts.rendering.characters import normalize_text
from posts.social.cards import draw_card, measure_cohesion
from posts.social.descriptions import html_to_description
from posts.social.images import MIN_COVER_WIDTH, build_post_card

# Of a post: long enough to find where a title breaks.
MAX_COHESION_CHARACTERS = 20_000
PANEL_WAIT_SECONDS = 5  # for the panel before it of the same user
DEFAULT_HOUR = 9  # of tomorrow, for a schedule without a date


class TransitionPanelView(EditorView):
    """Answer as HTML what the button in the form that is sent would do; nothing is saved.

    403 to who may not do it, 404 without such a post or button.
    """

    def post(self, request: HttpRequest) -> HttpResponse:
        saved, transition = find_sent_post(request), get_requested_transition(request.POST)
        if transition is None:
            raise Http404("transition")
        if not can_apply_transition(request.user, saved or Post(), transition):
            raise PermissionDenied
        if not transition.publishes:
            if saved is None:
                raise Http404("post")
            context: dict[str, Any] = {"removal": describe_removal(saved)}
            return render(request, "admin/posts/post/removal_panel.html", context)
        post = build_typed_post(request, saved)
        with take_slot(f"panel-{request.user.pk}", wait_seconds=PANEL_WAIT_SECONDS, retry_after=1):
            context = describe_publication(request, post, saved, transition)
        return render(request, "admin/posts/post/publish_panel.html", context)


@dataclass(frozen=True, slots=True)
class PublicationDate:
    """When readers see it; `error` says why there is no such time, `is_asked` that it is chosen here."""

    date: datetime | None
    state: PostState
    is_asked: bool = False
    error: str = ""


def find_sent_post(request: HttpRequest) -> Post | None:
    """Return the saved post whose form is sent; None for a new one. Raises Http404."""
    key = request.POST.get("_post", "")
    if not key:
        return None
    is_id = key.isascii() and key.isdigit() and len(key) < 18
    post = Post.objects.filter(pk=int(key)).select_related("author", "category").first() if is_id else None
    if post is None or not permissions.can_view_post(request.user, post):
        raise Http404("post")
    return post


def build_typed_post(request: HttpRequest, saved: Post | None) -> Post:
    """Return the post as the form would save it, as far as the panel shows it."""
    data = request.POST
    post = copy(saved) if saved else Post(author=cast(User, request.user))
    for name in ("title", "source", "summary"):
        setattr(post, name, normalize_text(data.get(name, "")))
    post.language = data.get("language") or post.language
    post.byline = data.get("byline", post.byline)
    post.bibliography = normalize_text(data.get("bibliography", post.bibliography))
    place = read_place({**data.dict(), "post": data.get("_post", "")}, post.source, request.user)
    for name, value in place.items():
        setattr(post, name, value)
    if data.get("kind") == PostKind.PAGE:
        parent = data.get("parent", "")
        post.kind = PostKind.PAGE
        post.parent = Post.objects.pages().filter(pk=int(parent)).first() if parent.isdecimal() else None
    category = data.get("category", "")
    post.category = Category.objects.filter(pk=int(category)).first() if category.isdecimal() else None
    post.slug = sanitize_slug(data.get("slug", "")) or make_unique_slug(
        slugify(post.title) or "post", post.is_slug_taken
    )
    post.fill_path()
    return post


def describe_publication(
    request: HttpRequest, post: Post, saved: Post | None, transition: Transition
) -> dict[str, Any]:
    """Return what the panel shows; `post` is rendered, and gets the date it would be published under."""
    try:
        post.render(is_preview=True)
    except RenderError:
        post.renderer_version = 0  # the checks say why
    results = list_check_results(post, request.POST)
    when = find_publication_date(post, transition, request.POST)
    post.published_at = when.date
    card = build_post_card(post)
    return {
        "post": post,
        "transition": transition,
        "when": when,
        "time_zone": format_time_zone(when.date or timezone.now()),
        "is_live": bool(saved and saved.is_live),
        "asks_answers": when.state is PostState.LIVE and not post.is_page,
        "answers": {name: request.POST.get(f"_{name}", "") for name in ("correction", "notable", "citable")},
        "url": absolute_url(post.get_absolute_url(), request),
        "old_url": find_old_url(request, post, saved),
        "errors": [result for result in results if result.is_error],
        "warnings": [result for result in results if not result.is_error],
        "description": html_to_description(post.excerpt),
        "card_url": find_cover_url(post) or encode_card(card, post.text),
        "tags": parse_tags(request.POST.get("tags", "")),
    }


def find_publication_date(post: Post, transition: Transition, data: QueryDict) -> PublicationDate:
    """Return when `transition` publishes `post`, with the date that was typed."""
    typed, is_asked = read_typed_date(data), transition.name == "_schedule"
    if is_asked:
        is_typed = bool(data.get("published_at_0"))
        if typed is None and not is_typed:
            tomorrow = timezone.localtime() + timedelta(days=1)
            typed = tomorrow.replace(hour=DEFAULT_HOUR, minute=0, second=0, microsecond=0)
        if typed is None or typed <= timezone.now():
            text = _("Choose a time in the future.")
            return PublicationDate(typed, PostState.SCHEDULED, is_asked=True, error=text)
    candidate = copy(post)
    candidate.published_at = typed
    transition.apply(candidate)
    return PublicationDate(candidate.published_at, candidate.state, is_asked)


def read_typed_date(data: QueryDict) -> datetime | None:
    """Return the date in the two fields of the form; None if it is empty or none."""
    field = SplitDateTimeField(required=False)
    try:
        date: datetime | None = field.clean([data.get(f"published_at_{part}", "") for part in (0, 1)])
    except ValidationError:
        return None
    return date


def format_time_zone(date: datetime) -> str:
    """Return the site's time zone, with its offset at `date`: Asia/Shanghai, UTC+08:00."""
    offset = timezone.localtime(date).strftime("%z")
    return f"{get_site().time_zone}, UTC{offset[:3]}:{offset[3:]}"


def find_old_url(request: HttpRequest, post: Post, saved: Post | None) -> str:
    """Return the address that will redirect to the new one; "" if it stays, or if nobody knew it."""
    is_moved = saved and saved.is_live and saved.slug != post.slug
    return absolute_url(saved.get_absolute_url(), request) if saved and is_moved else ""


def list_check_results(post: Post, data: QueryDict) -> list[checks.CheckResult]:
    """Return the results of the publish checks; of the tags those count that were typed."""
    results = [result for result in checks.run_publish_checks(post) if result.kind != "no-tags"]
    if post.is_page or parse_tags(data.get("tags", "")):
        return results
    return [*results, checks.CheckResult("no-tags")]


def find_cover_url(post: Post) -> str:
    is_wide = post.cover and (post.cover_width or 0) >= MIN_COVER_WIDTH
    return str(post.cover.url) if is_wide else ""


def encode_card(card: Any, text: str) -> str:
    """Return the card as a data URL: a post that is not saved has no address for it."""
    picture = draw_card(card, measure_cohesion(text[:MAX_COHESION_CHARACTERS]))
    return f"data:image/png;base64,{b64encode(picture).decode()}"
