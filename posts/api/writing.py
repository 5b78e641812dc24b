"""Writing posts: by the same functions, checks and permissions as the form of the admin.

A change of a public post becomes the draft of the token's user, unless it is sent with `publish`: then it
goes live where the scope, the user's rights and the publish checks allow it.
"""

from typing import Any
from uuid import uuid5

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from msgspec import UNSET

from posts.accounts.api_tokens import record_token_change
from posts.api.calls import ApiCall, ApiResult
from posts.api.conflicts import ensure_version
from posts.api.errors import ApiError, FieldError
from posts.api.fields import fill_fields, find_chosen_tags, refuse_field
from posts.api.parameters import ListedKind, NamedTransition
from posts.api.reading import parse_uid
from posts.api.schemas import DraftReference, PostItem
from posts.api.scholarship import build_scholar_fields
from posts.api.serialization import LONG_FIELDS, build_post_item
from posts.api.updates import check_update, note_update, refuse_update_answers
from posts.mail.review_mails import MailLinks, mail_note
from posts.media.library import register_cover
from posts.models import ApiToken, Post, RevisionKind, permissions
from posts.models.kind import PostKind
from posts.publishing.checks import CheckResult
from posts.publishing.review import record_note
from posts.publishing.transitions import (
    PUBLIC_STATES,
    TRANSITIONS,
    Transition,
    apply_transition,
    get_state_timestamps,
    get_transition_kind,
)
from posts.revisions import recording
from posts.revisions.draft_snapshots import build_draft_fields
from posts.revisions.drafts import DraftError, SavedDraft, delete_applied_draft, get_draft, save_draft
from posts.revisions.editor_window import EditorWindow
from posts.revisions.new_posts import is_never_saved
from posts.revisions.snapshots import take_snapshot
from posts.search.related import update_related_posts

# A change of these sets the date of the update, which readers see.
CONTENT_FIELDS = ("title", "summary", "source", "cover")
# What a draft holds of what is sent, and the names of the form's fields where these are others.
DRAFT_FIELDS = (
    "title",
    "source",
    "summary",
    "slug",
    "language",
    "category",
    "tags",
    "series",
    "series_position",
    "byline",
    "cover_alt",
    "bibliography",
    "translation_of",
    "parent",
    "is_pinned",
    "is_unlisted",
)
FORM_NAMES = {"series_position": "series_order"}
# The buttons of the transitions that a call may name.
BUTTON_BY_TRANSITION = {
    NamedTransition.SUBMIT: "_submit",
    NamedTransition.WITHDRAW: "_withdraw",
    NamedTransition.ARCHIVE: "_archive",
    NamedTransition.TRASH: "_bin",
    NamedTransition.RESTORE: "_restore",
}
TRANSITION_BY_NAME = {transition.name: transition for transition in TRANSITIONS}


def create_post(call: ApiCall) -> ApiResult:
    """Create a post or a page of the token's user: a draft, or published where `publish` says so."""
    if not permissions.can_add_post(call.user):
        raise ApiError(403, "You may not add posts.")
    if call.body.kind is ListedKind.PAGE and not permissions.can_write_pages(call.user):
        raise ApiError(403, "You may not add pages.")
    check_publishing(call)
    post = Post(author=get_token(call).user, kind=call.body.kind.value)
    if call.body.uid is not UNSET:
        post.uid = call.body.uid
        if Post.objects.filter(uid=post.uid).exists():
            raise ApiError(409, "There is a post with this uid already.")
    try:
        with transaction.atomic():
            save_from_call(call, post, is_new=True)
    except IntegrityError as error:
        raise ApiError(409, "Another post with this uid or slug was saved at the same time.") from error
    url = reverse("api:get_post", args=[post.uid])
    return answer_post(call, post, status=201, headers={"Location": call.build_url(url)})


def change_post(call: ApiCall) -> ApiResult:
    """Change a post or a page, or its state; of a public one the draft, unless `publish` says otherwise."""
    with transaction.atomic():
        post = find_writable_post(call)
        check_publishing(call)
        transition = find_named_transition(call, post)
        if post.state in PUBLIC_STATES and not (call.body.publish or transition):
            return save_as_draft(call, post)
        if not permissions.can_change_post(call.user, post):
            raise ApiError(403, "You may not change this post.")
        recording.record_earlier_state(post.pk)
        ensure_version(call, post)
        save_from_call(call, post, is_new=False)
    return answer_post(call, post)


def find_writable_post(call: ApiCall) -> Post:
    """Return the post that the path names. Raises ApiError: 404 where it is not to be seen, 403."""
    name = call.arguments["post"]
    # What lies in the trash is there for who takes it out.
    is_restored = getattr(call.body, "transition", UNSET) is NamedTransition.RESTORE
    posts = Post.objects.manageable_by(call.user) if is_restored else Post.objects.visible_to(call.user)
    uid = parse_uid(name)
    condition = Q(uid=uid) if uid else Q(slug=name, kind=PostKind.POST)
    post: Post | None = None if "\0" in name else posts.filter(condition).first()
    if post is None:
        raise ApiError(404, "There is no such post.")
    if not permissions.can_draft_changes(call.user, post):
        raise ApiError(403, "You may not change this post.")
    return post


def check_publishing(call: ApiCall) -> None:
    """Raise ApiError, 403, for what takes the scope `publish`, and 422 for a date without `publish`."""
    body = call.body
    if body.published_at is not UNSET and not body.publish:
        errors = [FieldError("A date is taken with `publish` only.", "needs-publish", "published_at")]
        raise ApiError(422, "A date is taken with `publish` only.", errors=errors)
    if not body.publish:
        refuse_update_answers(call)
    if body.publish and not call.has_scope("publish"):
        raise ApiError(403, "The token lacks the scope publish.")
    if body.publish and not permissions.can_publish(call.user):
        raise ApiError(403, "You may not publish.")
    if body.is_pinned is not UNSET and not permissions.can_publish(call.user):
        raise ApiError(403, "You may not pin posts.")


def find_named_transition(call: ApiCall, post: Post) -> Transition | None:
    """Return the transition that a call names. Raises ApiError: 403, 422 where the post cannot go there."""
    name = getattr(call.body, "transition", UNSET)
    if name is UNSET:
        return None
    if call.body.publish:
        refuse_field("transition", "Send `publish` or a transition.")
    if post.state in PUBLIC_STATES and not call.has_scope("publish"):
        raise ApiError(403, "The token lacks the scope publish.")
    transition = TRANSITION_BY_NAME[BUTTON_BY_TRANSITION[name]]
    if post.state not in transition.from_states:
        refuse_field("transition", f"There is no such transition from the state {post.state.value}.")
    return transition


def save_from_call(call: ApiCall, post: Post, *, is_new: bool) -> None:
    """Save `post` with what was sent, as the form of the admin does. Raises ApiError, 422 among them."""
    before = take_content(post)
    was_live = post.pk is not None and post.is_live
    saved = dict.fromkeys(get_state_timestamps(post)) if is_new else get_state_timestamps(post)
    if not is_new and is_never_saved(post):
        post.forget_stored_slug()
        post.slug = ""
    fill_fields(post, call.body)
    apply_requested_transition(call, post, saved)
    if take_content(post) != before and not is_new:
        post.updated_at = timezone.now()
    if check_update(call, post, was_live=was_live):
        post.notable_at = timezone.now()
    post.save()
    if (tags := find_chosen_tags(call.body)) is not None:
        post.tags.set(tags)
    update_related_posts(post)
    register_cover(post, call.user)
    kind = get_transition_kind(post) or (RevisionKind.CREATED if is_new else RevisionKind.SAVED)
    recording.record_revision(post, kind, call.user)
    note_update(call, post)
    record_token_change(get_token(call), post)
    if not is_new and (call.body.publish or list_sent_names(call)):
        delete_applied_draft(call.user, post, build_window(call, post))
    mail_review(call, post)


def take_content(post: Post) -> list[Any]:
    return [str(getattr(post, name) or "") for name in CONTENT_FIELDS]


def get_token(call: ApiCall) -> ApiToken:
    """Return the token of a call that takes one."""
    assert call.token is not None  # noqa: S101  (the operation requires it)
    return call.token


def apply_requested_transition(call: ApiCall, post: Post, saved: Any) -> None:
    """Publish or update `post`, change its state otherwise, or leave it. Raises ApiError."""
    transition = choose_transition(call, post)
    if call.body.published_at is not UNSET:
        post.published_at = call.body.published_at
    try:
        if transition:
            apply_transition(post, saved, transition, call.user, despite_errors=True)
        else:
            apply_transition(post, saved, None, call.user, despite_errors=False)
    except PermissionDenied as error:
        raise ApiError(403, "You may not do this with this post.") from error
    if transition and transition.publishes and post.publish_outcome.errors:
        errors = [build_check_error(error) for error in post.publish_outcome.errors]
        raise ApiError(422, "Readers do not get a post with errors. Nothing was saved.", errors=errors)


def choose_transition(call: ApiCall, post: Post) -> Transition | None:
    """Return the button that `publish` or `transition` presses; None without them."""
    if named := find_named_transition(call, post):
        return named
    if not call.body.publish:
        return None
    date = call.body.published_at
    is_public = post.pk is not None and post.state in PUBLIC_STATES
    if is_public and (post.is_live or date is UNSET):
        return TRANSITION_BY_NAME["_update"]
    is_later = date is not UNSET and date > timezone.now()
    return TRANSITION_BY_NAME["_schedule" if is_later else "_publish"]


def build_check_error(error: CheckResult | Any) -> FieldError:
    return FieldError(error.message, error.kind, line=error.line if error.line else UNSET)


def save_as_draft(call: ApiCall, post: Post) -> ApiResult:
    """Keep what was sent as the draft of the token's user; readers see the post as it was."""
    ensure_version(call, post, locks=False)
    if call.body.cover is not UNSET:
        raise ApiError(422, "A draft of a public post holds no cover: send it with `publish`.")
    window, draft = build_window(call, post), get_draft(post, call.user)
    changed = Post.objects.get(pk=post.pk)
    fill_fields(changed, call.body)
    tags = find_chosen_tags(call.body)
    sent = build_draft_fields(take_snapshot(changed) | ({} if tags is None else {"tags": tags}))
    is_own = draft is not None and draft.window == window.uid
    fields = draft.fields if draft and is_own else build_draft_fields(take_snapshot(post))
    fields = {**fields, **{name: sent[name] for name in list_sent_names(call)}}
    try:
        result = save_draft(call.user, window, fields)
    except DraftError as error:
        raise ApiError(409, f"Not saved: {error}.") from error
    record_token_change(get_token(call), post)
    return answer_post(call, post, status=202, draft=build_draft_reference(call, post, result))


def list_sent_names(call: ApiCall) -> list[str]:
    """Return the fields of the form that a call names."""
    return [FORM_NAMES.get(name, name) for name in DRAFT_FIELDS if getattr(call.body, name) is not UNSET]


def build_window(call: ApiCall, post: Post) -> EditorWindow:
    """Return the window that a token is for a post: what it wrote last, it may write over."""
    uid = uuid5(post.uid, f"token-{get_token(call).pk}")
    draft = get_draft(post, call.user)
    seq = draft.window_seq + 1 if draft and draft.window == uid else 1
    return EditorWindow(uid, seq, call.user.pk, post.pk, getattr(call.body, "version", post.version), "")


def build_draft_reference(call: ApiCall, post: Post, result: SavedDraft) -> DraftReference:
    kept = result.unmerged or result.draft
    assert kept is not None  # noqa: S101  (a draft of a post that is there)
    url = reverse("admin:posts_post_change", args=[post.pk])
    if result.unmerged:
        url = f"{url}?merge={result.unmerged.pk}"
    return DraftReference(kept.saved_at, kept.base_version, call.build_url(url), result.unmerged is not None)


def mail_review(call: ApiCall, post: Post) -> None:
    """Record and mail what the change was in a review: publishing what somebody submitted."""
    note = record_note(post, call.user, "")  # type: ignore[arg-type]
    if note:
        form_url = reverse("admin:posts_post_change", args=[post.pk])
        links = MailLinks(call.build_url(form_url), call.build_url(reverse("admin:posts_account_settings")))
        mail_note(note, links)


def answer_post(
    call: ApiCall, post: Post, status: int = 200, headers: dict[str, str] | None = None, draft: Any = UNSET
) -> ApiResult:
    """Answer `post` as it is stored now."""
    stored = Post.objects.with_related().select_related("series").get(pk=post.pk)
    item = build_post_item(call, stored, LONG_FIELDS, PostItem, **build_scholar_fields(call, stored))
    item.draft = draft
    return ApiResult(item, status, stored.updated_at, headers or {})
