"""Drafts: found, written by windows, kept in their history, deleted. Who may do it is checked here."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from posts.models import Draft, DraftRevision, Post, get_display_name, permissions
from posts.models.draft import TypedText
from posts.revisions.draft_history import MAX_TRIVIAL_TEXT, record_draft_revision, resolve_unmerged_text
from posts.revisions.editor_window import EditorWindow, TypedFields, has_typed_text
from posts.revisions.new_posts import create_untitled_post, is_never_saved, update_provisional_title

# Of one editor. The oldest is not deleted for the newest: both hold typed text.
MAX_DRAFTS = 100


class DraftError(Exception):
    """A form is not stored: `reason` is one word for scripts, the message a sentence for people."""

    def __init__(self, reason: str, text: str, status: int) -> None:
        super().__init__(text)
        self.reason, self.status = reason, status


@dataclass(frozen=True, slots=True)
class SavedDraft:
    """What became of a form that a window sent.

    `post` and `draft` are None for a new post without any text. Where another window of the same editor
    changed the draft meanwhile, `unmerged` is what was sent, and `draft` is that of the other window.
    """

    post: Post | None = None
    draft: Draft | None = None
    unmerged: DraftRevision | None = None


def get_draft(post: Post | None, user: Any) -> Draft | None:
    """Return what `user` typed over `post` and has not saved."""
    if post is None or post.pk is None:
        return None
    return Draft.objects.filter(post=post.pk, editor=user.pk).first()


def list_drafts(post: Post) -> QuerySet[Draft]:
    """Return the drafts of `post`, newest first, with their editors and without their long texts."""
    return Draft.objects.filter(post=post.pk).select_related("editor__profile").defer("fields")


@transaction.atomic
def save_draft(user: Any, window: EditorWindow, fields: TypedFields) -> SavedDraft:
    """Store `fields`, which `window` sent, as the draft of its post. Raises DraftError.

    A new post becomes a row with its first text, and is deleted again when it is left empty.
    """
    if not fields:
        raise DraftError("malformed", _("the form data cannot be saved"), 400)
    post = get_writable_post(user, window)
    draft = find_draft_of_window(user, window, post)
    if post is None and draft is None and not has_typed_text(fields):
        return SavedDraft()
    if draft is None:
        check_draft_limit(user)
    if post is None and permissions.can_add_post(user):
        post = create_untitled_post(user, window, fields)
        # Another request of the window may have come first.
        draft = draft or find_draft_of_window(user, window, post)
    if post and delete_if_left_empty(post, draft, fields):
        return SavedDraft()
    saved = write_draft(user, window, fields, post, draft)
    if post and saved.unmerged is None:
        update_provisional_title(post, fields)
    return saved


def find_post_of_window(window: EditorWindow) -> Post | None:
    """Return the post that `window` was opened for, or became by autosave; None for a new or deleted one."""
    posts = Post.objects.filter(Q(pk=window.post) | Q(uid=window.uid) if window.post else Q(uid=window.uid))
    return max(posts, key=lambda post: post.pk == window.post, default=None)


def get_writable_post(user: Any, window: EditorWindow) -> Post | None:
    """Return the post of `window`, None for a new one. Raises DraftError unless `user` may write it."""
    if window.editor not in {None, user.pk}:
        text = _("you are now signed in as %(name)s") % {"name": get_display_name(user)}
        raise DraftError("other-user", text, 409)
    post = find_post_of_window(window)
    if post:
        allowed = permissions.can_draft_changes(user, post)
    else:
        may_write = permissions.can_write_posts if window.post else permissions.can_add_post
        allowed = may_write(user)
    if not allowed:
        raise DraftError("denied", _("you do not have permission to change this post"), 403)
    return post


def find_draft_of_window(user: Any, window: EditorWindow, post: Post | None) -> Draft | None:
    """Return the draft of `user` for `post`, locked; if there is no post, what is left of a deleted one."""
    drafts = Draft.objects.select_for_update().filter(editor=user)
    if post and (draft := drafts.filter(post=post).first()):
        return draft
    orphans = drafts.filter(post=None)
    return orphans.filter(Q(window=window.uid) | Q(pk=window.draft_id)).first()


def check_draft_limit(user: Any) -> None:
    unmerged = DraftRevision.objects.filter(editor=user, is_unmerged=True)
    if Draft.objects.filter(editor=user).count() + unmerged.count() >= MAX_DRAFTS:
        text = ngettext(
            "you already have %(count)d post with unsaved changes: save or discard it",
            "you already have %(count)d posts with unsaved changes: save or discard some",
            MAX_DRAFTS,
        )
        raise DraftError("full", text % {"count": MAX_DRAFTS}, 507)


def delete_if_left_empty(post: Post, draft: Draft | None, fields: TypedFields) -> bool:
    """Delete a post that nobody saved and that has no text any more; return whether that was so.

    One that had more than a few words stays: they may have been deleted by mistake, and are in the
    history of its draft.
    """
    if has_typed_text(fields) or not is_never_saved(post) or post.version > 1:
        return False
    drafts = list(Draft.objects.filter(post=post))
    texts: list[TypedText] = [*drafts, *DraftRevision.objects.filter(post=post)]
    is_of_another = any(one != draft for one in drafts)
    if is_of_another or any(len(str(one.fields.get("source", ""))) > MAX_TRIVIAL_TEXT for one in texts):
        return False
    Draft.objects.filter(post=post).delete()
    DraftRevision.objects.filter(post=post).delete()
    post.delete()
    return True


def write_draft(
    user: Any, window: EditorWindow, fields: TypedFields, post: Post | None, draft: Draft | None
) -> SavedDraft:
    """Write `fields` into `draft`, or into a new one; beside it if `window` has not seen its newest state."""
    if draft is None:
        draft = Draft(post=post, editor=user, seq=0)
        fill_text(draft, window, fields, choose_base_version(window, post, None))
        try:
            with transaction.atomic():
                draft.save()
        except IntegrityError:
            # Another window wrote first; it is taken for newer.
            draft = Draft.objects.select_for_update().get(post=post, editor=user)
        else:
            resolve_unmerged_text(user, post, window)
            return SavedDraft(post, draft)
    if draft.window == window.uid and window.seq < draft.window_seq:
        return SavedDraft(post, draft)  # it came late, after what was typed later
    base_version = choose_base_version(window, post, draft)
    if not (can_write_over(draft, window) or draft.fields == fields):
        return SavedDraft(post, draft, save_unmerged_text(draft, window, fields, base_version))
    record_draft_revision(draft, window, fields, base_version)
    draft.post = post
    fill_text(draft, window, fields, base_version)
    draft.save()
    resolve_unmerged_text(user, post, window)
    return SavedDraft(post, draft)


def can_write_over(draft: Draft, window: EditorWindow) -> bool:
    """Whether `window` wrote `draft` last, or has seen its newest state."""
    return window.uid == draft.window or window.draft_token == draft.token


def choose_base_version(window: EditorWindow, post: Post | None, draft: Draft | None) -> int:
    """Return the version of `post` that was typed over; of a post that the window became, its first."""
    if post is None or window.post == post.pk:
        return window.base_version
    return draft.base_version if draft and draft.post_id == post.pk else 1


def fill_text(text: TypedText, window: EditorWindow, fields: TypedFields, base_version: int) -> None:
    """Set what `window` sent on a draft, or on a text beside it; nothing is saved."""
    text.window, text.window_seq, text.base_version = window.uid, window.seq, base_version
    text.fields, text.title = fields, str(fields.get("title", ""))[:200]
    text.seq += 1
    text.saved_at = timezone.now()


def save_unmerged_text(
    draft: Draft, window: EditorWindow, fields: TypedFields, base_version: int
) -> DraftRevision:
    """Keep what `window` sent beside `draft`, in one row for the window."""
    kept = DraftRevision.objects.filter(draft=draft, window=window.uid, is_unmerged=True).first()
    if kept is None:
        check_draft_limit(draft.editor)
        kept = DraftRevision(draft=draft, post=draft.post, editor=draft.editor, is_unmerged=True, seq=0)
    elif window.seq < kept.window_seq:
        return kept
    fill_text(kept, window, fields, base_version)
    kept.seq = draft.seq
    kept.save()
    # What it merged is in it.
    texts = DraftRevision.objects.filter(editor=draft.editor, is_unmerged=True)
    texts.filter(pk=window.merged or 0).exclude(pk=kept.pk).update(is_unmerged=False)
    return kept


@transaction.atomic
def delete_draft(draft: Draft, *, keep: bool = True) -> None:
    """Delete `draft`; what it holds stays in its history, unless it is in the post now (`keep=False`)."""
    if keep:
        record_draft_revision(draft)
    draft.delete()


@transaction.atomic
def discard_unchanged_draft(user: Any, window: EditorWindow) -> SavedDraft:
    """Delete the draft of a window whose form is again as the post was saved. Raises DraftError."""
    post = get_writable_post(user, window)
    draft = find_draft_of_window(user, window, post) if post else None
    if draft and can_write_over(draft, window) and window.seq >= draft.window_seq:
        delete_draft(draft)
    return SavedDraft(post)


def delete_applied_draft(user: Any, post: Post, window: EditorWindow) -> None:
    """Delete the draft of `user` for `post` after `window` saved it into the post, and what it merged."""
    resolve_unmerged_text(user, post, window)
    draft = get_draft(post, user)
    if draft and can_write_over(draft, window):
        delete_draft(draft, keep=False)


def delete_empty_posts(days: int = 7) -> int:
    """Delete posts that nobody saved and whose drafts are empty for `days`; return how many."""
    old = timezone.now() - timedelta(days=days)
    found = Post.objects.filter(
        slug__startswith="untitled-", version=1, published_at=None, created_at__lt=old
    )
    empty = [
        post
        for post in found.prefetch_related("drafts")
        if is_never_saved(post)
        and not any(has_typed_text(draft.fields) or draft.saved_at > old for draft in post.drafts.all())
    ]
    return sum(post.delete()[0] > 0 for post in empty)
