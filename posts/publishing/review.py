"""Review: an Author submits, an Editor sends back or publishes; each step is a note on the post."""

from django.contrib.auth.models import AbstractUser

from posts.models import NoteKind, Post, PostNote, PostState
from posts.models.post_note import MAX_NOTE_LENGTH
from posts.publishing.transitions import PUBLIC_STATES


def find_note_kind(post: Post, user: AbstractUser, *, has_text: bool) -> NoteKind | None:
    """Return what the last save of `post` by `user` was in its review; None if it was nothing."""
    before, after = post.publish_outcome.state_before, post.state
    is_own = post.author_id == user.pk
    if before is not after and after is PostState.REVIEW:
        return NoteKind.SUBMITTED
    if before is PostState.REVIEW and not is_own:
        if after is PostState.DRAFT:
            return NoteKind.RETURNED
        if after in PUBLIC_STATES:
            return NoteKind.PUBLISHED
    return NoteKind.NOTE if has_text else None


def record_note(post: Post, user: AbstractUser, text: str) -> PostNote | None:
    """Save what `user` did with the last save of `post`, and `text`; return None if that is nothing."""
    return save_note(post, user, find_note_kind(post, user, has_text=bool(text.strip())), text)


def save_note(post: Post, user: AbstractUser, kind: NoteKind | None, text: str) -> PostNote | None:
    """Save a note of `kind`, if there is one; of a `text` that is too long the beginning."""
    if kind is None:
        return None
    return PostNote.objects.create(
        post=post, author_id=user.pk, kind=kind, text=text.strip()[:MAX_NOTE_LENGTH]
    )
