"""What becomes of the draft of a post, beside being written: handed on, submitted, sent back."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from posts.models import Draft, DraftRevision, PreviewLink, get_display_name
from posts.models.draft import TypedText
from posts.revisions.draft_history import record_draft_revision
from posts.revisions.drafts import delete_draft


def submit_draft(draft: Draft) -> None:
    """Submit the changes of `draft` for review; submitted again, they keep their place."""
    Draft.objects.filter(pk=draft.pk, submitted_at=None).update(submitted_at=timezone.now())


def send_back_draft(draft: Draft) -> None:
    """End the review of the changes of `draft`, whose editor goes on with them."""
    Draft.objects.filter(pk=draft.pk).update(submitted_at=None)


@transaction.atomic
def hand_on_draft(draft: Draft, editor: Any) -> Draft:
    """Make `editor` the one who writes `draft`; return the draft that `editor` has then.

    Who has a draft of the same post keeps it: what is handed on lies beside it, until they merge both.
    """
    locked = Draft.objects.select_for_update(of=["self"])
    draft, own = locked.get(pk=draft.pk), locked.filter(post=draft.post_id, editor=editor).first()
    if own == draft:
        return draft
    if own is None:
        record_draft_revision(draft)
        draft.editor, draft.submitted_at = editor, None
        # Windows that are open with it have not seen this state.
        draft.seq = F("seq") + 1
        draft.save(update_fields=["editor", "submitted_at", "seq"])
        draft.refresh_from_db(fields=["seq"])
        return draft
    copied = {field.name: getattr(draft, field.name) for field in TypedText._meta.fields}
    DraftRevision.objects.create(draft=own, post=own.post, editor=editor, is_unmerged=True, **copied)
    draft.preview_links.update(draft=own)
    delete_draft(draft)
    return own


def release_draft_links(draft: Draft) -> None:
    """Let links to `draft`, which is applied to its post, lead to the post."""
    PreviewLink.objects.filter(draft=draft).update(draft=None, shows_draft=False)


def find_submitted_drafts() -> QuerySet[Draft]:
    """Return the drafts whose changes wait for an Editor, the longest first, without their texts."""
    found = Draft.objects.filter(submitted_at__isnull=False, post__isnull=False)
    return (
        found.select_related("editor__profile", "post")
        .only(
            "title",
            "submitted_at",
            "editor",
            "post__title",
            "post__slug",
            "post__language",
            "post__published_at",
        )
        .order_by("submitted_at", "pk")
    )


def name_draft_editors(keys: Iterable[int | None]) -> list[str]:
    """Return who has drafts of the posts with these primary keys, by the names that readers know."""
    posts = [key for key in keys if key]
    drafts = Draft.objects.filter(post__in=posts).defer("fields") if posts else Draft.objects.none()
    editors = {draft.editor_id: draft.editor for draft in drafts.select_related("editor__profile")}
    return sorted(map(get_display_name, editors.values()))
