"""Drafts as snapshots: what a post would be with a draft in it, compared with what it is.

A draft holds values as a browser sends them; a snapshot holds those of the database, as revisions do.
"""

from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast
from uuid import uuid4

from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from posts.diffing.diff import TextDiff, diff_texts
from posts.models import Category, Draft, Language, Post, Series, Tag
from posts.models.slugs import sanitize_slug
from posts.models.state import STATE_TIMESTAMPS
from posts.models.tag_parsing import join_tags, parse_tags
from posts.revisions.drafts import get_draft, save_draft
from posts.revisions.editor_window import EditorWindow, TypedFields
from posts.revisions.restore import restore_fields
from posts.revisions.snapshots import (
    FieldChange,
    Snapshot,
    get_field_label,
    get_object_label,
    is_same_snapshot,
    iter_field_changes,
    take_snapshot,
)

TEXT_FIELDS = ("source", "summary")
TYPED_TEXT_FIELDS = ("title", "source", "summary", "bibliography", "byline", "cover_alt")
SWITCH_FIELDS = ("is_pinned", "is_unlisted")
# Chosen in a form by primary key.
CHOSEN_MODELS: dict[str, Any] = {
    "author": get_user_model,
    "category": lambda: Category,
    "series": lambda: Series,
    "translation_of": lambda: Post,
    "parent": lambda: Post,
}
MAX_DRAFT_KEY_DIGITS = 15


@dataclass(frozen=True, slots=True)
class DraftComparison:
    """What a draft changes in its post: the fields, and the two long texts."""

    draft: Draft
    changes: list[FieldChange]
    text_diffs: list[tuple[str, TextDiff]]

    def __bool__(self) -> bool:
        return bool(self.changes or self.text_diffs)

    @property
    def changed_labels(self) -> str:
        """The names of the fields that the draft changes, apart from the texts."""
        return pgettext("between fields", ", ").join(change.label for change in self.changes)

    @property
    def added(self) -> int:
        """How many characters the draft adds to the texts."""
        return sum(diff.added for _, diff in self.text_diffs)

    @property
    def removed(self) -> int:
        """How many characters the draft removes from the texts."""
        return sum(diff.removed for _, diff in self.text_diffs)


def compare_draft(draft: Draft, post: Post) -> DraftComparison:
    """Return what `draft` changes in `post` as it is now."""
    saved = take_snapshot(post)
    typed = take_draft_snapshot(draft, saved)
    diffs = [
        (get_field_label(name), diff_texts(saved[name], typed[name]))
        for name in TEXT_FIELDS
        if saved[name] != typed[name]
    ]
    return DraftComparison(draft, list(iter_field_changes(saved, typed)), diffs)


def has_changes(draft: Draft, post: Post) -> bool:
    """Whether `draft` changes anything in `post` as it is now."""
    saved = take_snapshot(post)
    return not is_same_snapshot(saved, take_draft_snapshot(draft, saved))


def fill_from_draft(post: Post, draft: Draft) -> None:
    """Make `post` in memory what it would be with `draft` in it, rendered. Raises `rendering.RenderError`.

    Its tags are those of the draft that exist.
    """
    snapshot = take_draft_snapshot(draft, take_snapshot(post))
    deque(restore_fields(post, snapshot), maxlen=0)
    post.slug = snapshot["slug"] or post.slug
    post.parent = Post.objects.pages().filter(pk=snapshot.get("parent") or 0).first()
    post.fill_path()
    post.render()
    tags = {tag.name: tag for tag in Tag.objects.filter(name__in=snapshot["tags"])}
    ordered = [tags[name] for name in snapshot["tags"] if name in tags]
    cast(Any, post)._prefetched_objects_cache = {"tags": ordered}


def take_draft_snapshot(draft: Draft, saved: Snapshot) -> Snapshot:
    """Return the post of the snapshot `saved` with `draft` in it; what is missing or no value stays."""
    fields = {name: get_single_value(value) for name, value in draft.fields.items()}
    typed: Snapshot = {**saved, "names": {**saved["names"]}}
    typed |= {name: fields[name] for name in TYPED_TEXT_FIELDS if name in fields}
    # Emptied, it is made anew from the title.
    typed["slug"] = sanitize_slug(fields["slug"]) if "slug" in fields else saved["slug"]
    if "tags" in fields:
        typed["tags"] = parse_tags(fields["tags"])
    if fields.get("language") in Language.values:
        typed["language"] = fields["language"]
    if fields.get("series_order", "").isdecimal():
        typed["series_order"] = int(fields["series_order"][:5])
    typed |= {name: fields[name] == "True" for name in SWITCH_FIELDS if name in fields}
    for name in CHOSEN_MODELS.keys() & fields.keys():
        if fields[name] != str(saved[name] or ""):
            set_chosen_object(typed, name, fields[name])
    if "published_at_0" in fields:
        set_typed_date(typed, f"{fields['published_at_0']} {fields.get('published_at_1', '')}".strip())
    return typed


def get_single_value(value: Any) -> str:
    """Return the value of a field that was sent once; of several the last, as Django's forms do."""
    return str(value[-1] if isinstance(value, list) and value else value or "")


def set_chosen_object(snapshot: Snapshot, name: str, key: str) -> None:
    """Set a relation of `snapshot` to the object with the primary key `key`, if there is one."""
    is_key = key.isascii() and key.isdecimal() and len(key) <= MAX_DRAFT_KEY_DIGITS
    chosen = CHOSEN_MODELS[name]().objects.filter(pk=int(key)).first() if is_key else None
    if chosen or not key:
        snapshot[name] = chosen and chosen.pk
        snapshot["names"][name] = get_object_label(chosen)


def set_typed_date(snapshot: Snapshot, text: str) -> None:
    """Set the date of publication of `snapshot`, of a post that is live or scheduled, as it was typed."""
    date = parse_typed_date(text)
    if not text:
        snapshot["published_at"] = None
    saved = snapshot["published_at"] and parse_datetime(snapshot["published_at"])
    # No form holds fractions of a second.
    if date and not (saved and saved.replace(microsecond=0) == date):
        snapshot |= dict.fromkeys(STATE_TIMESTAMPS) | {"published_at": date.astimezone(UTC).isoformat()}


def parse_typed_date(text: str) -> datetime | None:
    """Return `text` as a moment of the site's time zone; None where it is no date."""
    try:
        date = parse_datetime(text)
    except ValueError:
        return None
    return timezone.make_aware(date) if date and timezone.is_naive(date) else date


def restore_draft(post: Post, snapshot: Snapshot, editor: Any) -> list[str]:
    """Make the draft of `editor` for `post` what a revision was; return messages on what could not be.

    What the draft was before stays in its history. Raises `DraftError`.
    """
    saved = take_snapshot(post)
    restored = Post.objects.get(pk=post.pk)
    messages = list(restore_fields(restored, snapshot))
    if restored.cover != post.cover:
        messages.append(_("The cover picture is not restored: a draft holds no files."))
    typed = {**take_snapshot(restored), "tags": snapshot.get("tags", saved["tags"])}
    draft = get_draft(post, editor)
    window = EditorWindow(uuid4(), 0, None, post.pk, post.version, draft.token if draft else "")
    save_draft(editor, window, build_draft_fields(typed))
    return messages


def build_draft_fields(snapshot: Snapshot) -> TypedFields:
    """Return what `snapshot` holds as a browser would send it."""
    date = snapshot["published_at"] and timezone.localtime(parse_datetime(snapshot["published_at"]))
    return {
        **{name: snapshot.get(name) or "" for name in TYPED_TEXT_FIELDS},
        **{name: str(snapshot.get(name) or "") for name in CHOSEN_MODELS},
        **{name: str(bool(snapshot.get(name))) for name in SWITCH_FIELDS},
        "language": snapshot["language"],
        "series_order": str(snapshot["series_order"] or 0),
        "slug": snapshot["slug"],
        "tags": join_tags(snapshot["tags"]),
        "published_at_0": f"{date:%Y-%m-%d}" if date else "",
        "published_at_1": f"{date:%H:%M:%S}" if date else "",
    }
