"""The history of drafts: what they were before, thinned; and what windows typed beside them."""

from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from posts.models import Draft, DraftRevision, Post
from posts.models.draft import TypedText
from posts.revisions.editor_window import EditorWindow, TypedFields

# An earlier text is kept at most this often …
SECONDS_BETWEEN = 300
# … or before a field loses more characters than this at once.
MAX_TRIVIAL_TEXT = 100
# Of one post and editor; above it, every second of the older ones goes.
MAX_REVISIONS = 40
ALWAYS_KEPT = 10  # the newest


def record_draft_revision(
    draft: Draft,
    window: EditorWindow | None = None,
    fields: TypedFields | None = None,
    base_version: int | None = None,
) -> None:
    """Put what `draft` holds into its history, before `window` writes `fields` over it.

    Without a window it always is; else if a while has passed, if much is deleted, or if another window
    goes on from here.
    """
    if window and not is_worth_keeping(draft, window, fields or {}, base_version):
        return
    names = [field.name for field in TypedText._meta.fields]
    copied = {name: getattr(draft, name) for name in names}
    DraftRevision.objects.create(draft=draft, post=draft.post, editor=draft.editor, **copied)
    thin_out_history(draft)


def is_worth_keeping(
    draft: Draft, window: EditorWindow, fields: TypedFields, base_version: int | None
) -> bool:
    if draft.window != window.uid or draft.base_version != base_version:
        return bool(draft.fields != fields)
    if any(
        len(str(value)) - len(str(fields.get(name, ""))) > MAX_TRIVIAL_TEXT
        for name, value in draft.fields.items()
    ):
        return True
    last = list_draft_revisions(draft).values_list("saved_at", flat=True).first() or draft.created_at
    # A clock that was set back makes no gap.
    return abs((timezone.now() - last).total_seconds()) > SECONDS_BETWEEN


def list_draft_revisions(draft: Draft) -> QuerySet[DraftRevision]:
    """Return the history of `draft` and of earlier drafts of the same post and editor, newest first."""
    of_post = Q(post=draft.post_id) if draft.post_id else Q(draft=draft.pk)
    return DraftRevision.objects.filter(of_post, editor=draft.editor_id).defer("fields")


def list_earlier_texts(post: Post, user: Any) -> QuerySet[DraftRevision]:
    """Return what `user` typed over `post` and did not save, apart from the draft, newest first."""
    return DraftRevision.objects.filter(post=post.pk, editor=user.pk).defer("fields")


def thin_out_history(draft: Draft) -> None:
    """Delete every second of the older texts when there are too many. What nobody merged stays."""
    merged = list_draft_revisions(draft).filter(is_unmerged=False)
    keys = list(merged.values_list("pk", flat=True))
    if len(keys) > MAX_REVISIONS:
        DraftRevision.objects.filter(pk__in=keys[ALWAYS_KEPT::2]).delete()


def list_unmerged_texts(post: Post, user: Any) -> QuerySet[DraftRevision]:
    """Return what windows of `user` typed beside the draft for `post` and nobody merged, newest first."""
    return list_earlier_texts(post, user).filter(is_unmerged=True)


def resolve_unmerged_text(user: Any, post: Post | None, window: EditorWindow) -> None:
    """Note that what `window` typed beside the draft, or merged, is in the draft or in the post now."""
    kept = DraftRevision.objects.filter(editor=user, post=post, is_unmerged=True)
    kept.filter(Q(window=window.uid) | Q(pk=window.merged)).update(is_unmerged=False)
