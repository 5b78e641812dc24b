"""Edit conflicts: two editors change a post at the same time; both changes are merged field by field."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.db.models import Model
from django.forms import MultiWidget
from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from posts.diffing.diff import TextDiff, diff_texts
from posts.diffing.merge import merge_texts
from posts.models import Draft, Post, Revision, get_display_name
from posts.models.state import STATE_TIMESTAMPS
from posts.models.tag_parsing import join_tags
from posts.rendering.merge_markers import marker_label
from posts.revisions.recording import get_revision_at, lock_post_at_version
from posts.revisions.snapshots import (
    SNAPSHOT_RELATIONS,
    FieldChange,
    Snapshot,
    format_snapshot_value,
    get_field_label,
    get_object_label,
    is_same_snapshot,
    take_snapshot,
)

MERGED_TEXT_FIELDS = ("source", "summary")
# A browser cannot be sent a chosen file back; the page says that it has to be chosen again.
FILE_FIELDS = ("cover",)


@dataclass(slots=True)
class EditConflict:
    """What another editor saved ("theirs") while this one was writing ("mine"), and the merge of both."""

    # As it is in the database now.
    post: Post
    # The version that the form was opened with.
    opened_version: int
    base: Snapshot
    mine: Snapshot
    theirs: Snapshot
    # Saved since then, newest first.
    newer_revisions: Sequence[Revision]
    # What the same editor typed in another window, if that is "theirs".
    draft: Draft | None = None
    # The values of the form's fields that differ from mine.
    merged: Snapshot = field(default_factory=dict)
    # Fields that both changed and that cannot be merged: mine is in the form, theirs is shown.
    conflicting_changes: list[FieldChange] = field(default_factory=list)
    # Fields that only they changed: theirs is in the form.
    accepted_changes: list[FieldChange] = field(default_factory=list)
    # How many conflicts are marked in the texts.
    conflict_count: int = 0

    @property
    def text_diff(self) -> TextDiff:
        """The diff from their text to mine."""
        return diff_texts(self.theirs["source"], self.mine["source"])

    @property
    def is_text_theirs(self) -> bool:
        """Whether only they changed the text, so that the form holds theirs."""
        return bool(self.merged.get("source") == self.theirs["source"])

    @property
    def last_editor_name(self) -> str:
        """The name of the editor who saved last, or who wrote the draft."""
        if self.draft:
            return get_display_name(self.draft.editor)
        editor = self.newer_revisions[0].editor if self.newer_revisions else None
        return get_display_name(editor) if editor else str(_("somebody"))

    @property
    def last_saved_at(self) -> datetime:
        if self.draft:
            return timezone.localtime(self.draft.saved_at)
        return timezone.localtime(
            self.newer_revisions[0].created_at if self.newer_revisions else self.post.updated_at
        )


def detect_conflict(form: Any, post_id: int) -> EditConflict | None:
    """Lock the row of the post that `form` is going to save; return a conflict if it is a newer version.

    A form that names no version is taken for one of the newest.
    """
    opened_version = form.cleaned_data.get("version")
    if opened_version is None or lock_post_at_version(post_id, opened_version):
        return None
    post = Post.objects.select_related(*SNAPSHOT_RELATIONS, "author__profile").get(pk=post_id)
    base_revision, theirs = get_revision_at(post_id, opened_version), take_snapshot(post)
    if base_revision and is_same_snapshot(base_revision.snapshot, theirs):
        # It was saved without a change.
        lock_post_at_version(post_id, post.version)
        return None
    newer = post.revisions.filter(version__gt=opened_version)
    base = base_revision.snapshot if base_revision else {}
    conflict = EditConflict(
        post=post,
        opened_version=opened_version,
        base=base,
        mine=build_form_snapshot(form, base, theirs),
        theirs=theirs,
        newer_revisions=list(newer.select_related("editor__profile").defer("snapshot")),
    )
    merge_conflicting_fields(conflict, list_merged_fields(form, theirs))
    return conflict


def list_merged_fields(form: Any, theirs: Snapshot) -> list[str]:
    return [name for name in form.fields if name in theirs and name not in FILE_FIELDS]


def build_draft_conflict(form: Any, draft_form: Any, draft: Draft, opened_version: int) -> EditConflict:
    """Return the conflict of `form` with `draft`, which the same editor typed in another window.

    `draft_form` is a form that holds the draft.
    """
    post = Post.objects.select_related(*SNAPSHOT_RELATIONS, "author__profile").get(drafts=draft)
    saved, revision = take_snapshot(post), get_revision_at(post.pk, opened_version)
    base = revision.snapshot if revision else saved
    draft_form.full_clean()
    theirs = build_form_snapshot(draft_form, base, saved)
    mine = build_form_snapshot(form, base, saved)
    conflict = EditConflict(post, opened_version, base, mine, theirs, newer_revisions=[], draft=draft)
    merge_conflicting_fields(conflict, list_merged_fields(form, theirs))
    return conflict


def build_form_snapshot(form: Any, base: Snapshot, saved: Snapshot) -> Snapshot:
    """Return what was typed as a snapshot; fields that are missing or not valid are as in `saved`."""
    timestamps = {name: base[name] for name in STATE_TIMESTAMPS if name in base}
    mine: Snapshot = {**saved, **timestamps, "names": {**saved["names"]}}
    for name, value in form.cleaned_data.items():
        if name in saved and name not in FILE_FIELDS:
            mine[name] = to_snapshot_value(value)
        if name in SNAPSHOT_RELATIONS:
            mine["names"][name] = get_object_label(value)
    return mine


def to_snapshot_value(value: Any) -> Any:
    """Return the cleaned value of a form's field in the form that snapshots store."""
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return [str(item) for item in value] if isinstance(value, list) else value


def field_differs(one: Snapshot, other: Snapshot, name: str) -> bool:
    values = [snapshot.get(name) or "" for snapshot in (one, other)]
    if name == "published_at":
        # No form holds fractions of a second.
        dates = [parse_datetime(value) for value in values]
        values = [date and date.replace(microsecond=0) for date in dates]
    return bool(values[0] != values[1])


def merge_conflicting_fields(conflict: EditConflict, names: Iterable[str]) -> None:
    """Fill `conflict` with the merge of the fields `names` that differ between mine and theirs."""
    base, mine, theirs = conflict.base, conflict.mine, conflict.theirs
    for name in (name for name in names if field_differs(mine, theirs, name)):
        if name in base and not field_differs(base, mine, name):
            conflict.merged[name] = theirs[name]
        elif name not in base or field_differs(base, theirs, name):
            merge_both_changed(conflict, name)
    for name in (*conflict.merged.keys() - MERGED_TEXT_FIELDS, *({"published_at"} - set(names))):
        if format_snapshot_value(name, mine) != format_snapshot_value(name, theirs) and name != "tags":
            conflict.accepted_changes.append(build_conflict_change(conflict, name))


def merge_both_changed(conflict: EditConflict, name: str) -> None:
    """Merge a field that both changed, if it is text or tags; else keep mine and show theirs."""
    base, mine, theirs = (side.get(name) for side in (conflict.base, conflict.mine, conflict.theirs))
    if name in MERGED_TEXT_FIELDS:
        merged = merge_texts(base, mine or "", theirs or "", build_marker_labels(conflict))
        conflict.merged[name] = merged.text
        conflict.conflict_count += merged.conflict_count
    elif name == "tags":
        conflict.merged[name] = merge_tag_lists(base or [], mine or [], theirs or [])
    else:
        conflict.conflicting_changes.append(build_conflict_change(conflict, name))


def build_conflict_change(conflict: EditConflict, name: str) -> FieldChange:
    """Return the values of a field on both sides, mine first."""
    return FieldChange(
        name,
        get_field_label(name),
        format_snapshot_value(name, conflict.mine),
        format_snapshot_value(name, conflict.theirs),
    )


def build_marker_labels(conflict: EditConflict) -> tuple[str, str]:
    saved = (
        _("in your other window")
        if conflict.draft
        else _("saved by %(name)s") % {"name": conflict.last_editor_name}
    )
    return marker_label(_("yours"), timezone.localtime()), marker_label(saved, conflict.last_saved_at)


def merge_tag_lists(base: list[str], mine: list[str], theirs: list[str]) -> list[str]:
    """Return the tags that either added, without those that either removed; in the order that was changed.

    Where both changed it, mine counts.
    """
    before, here, there = set(base), set(mine), set(theirs)
    kept = (here & there) | (here - before) | (there - before)
    mine_is_in_order = [name for name in mine if name in before] == [name for name in base if name in here]
    first, second = (theirs, mine) if mine_is_in_order else (mine, theirs)
    return [name for name in dict.fromkeys((*first, *second)) if name in kept]


def build_merged_data(form: Any, conflict: EditConflict) -> QueryDict:
    """Return what the browser sent, with the merged values in place of those that were typed."""
    data: QueryDict = form.data.copy()
    data["version"] = str(conflict.post.version)
    for name, value in conflict.merged.items():
        widget = form.fields[name].widget
        if isinstance(widget, MultiWidget):
            set_datetime_input(data, name, widget, value)
        else:
            data[name] = join_tags(value) if name == "tags" else str(value or "")
    return data


def set_datetime_input(data: QueryDict, name: str, widget: Any, value: str | None) -> None:
    date = value and parse_datetime(value)
    parts = widget.decompress(timezone.localtime(date) if date else None)
    for suffix, part, inner in zip(widget.widgets_names, parts, widget.widgets, strict=True):
        data[name + suffix] = inner.format_value(part) or ""
