"""Two who wrote in the same post at once: what each made of it, and both in one."""

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
from posts.models import Post, Revision, get_display_name
from posts.models.state import STATE_TIMESTAMPS
from posts.rendering.conflicts import label
from posts.revisions import get_revision_at, lock_post_at_version
from posts.snapshots import (
    SNAPSHOT_RELATIONS,
    FieldChange,
    Snapshot,
    format_snapshot_value,
    get_field_label,
    get_object_label,
    is_same_snapshot,
    take_snapshot,
)
from posts.tags import join_tags

MERGED_TEXT_FIELDS = ("source", "summary")
# A file that was chosen cannot be sent back to the form; who chose it is told so.
FILE_FIELDS = ("cover",)


@dataclass(slots=True)
class EditConflict:
    """What somebody saved while somebody else was writing, and what is made of both."""

    # As it is stored now.
    post: Post
    # The version that the window was opened with.
    opened_version: int
    base: Snapshot
    mine: Snapshot
    theirs: Snapshot
    # Saved meanwhile, newest first.
    newer_revisions: Sequence[Revision]
    # What stands in the form now, where that is not just mine.
    merged: Snapshot = field(default_factory=dict)
    # Where both changed the same: mine stands in the form, theirs beside it.
    conflicting_changes: list[FieldChange] = field(default_factory=list)
    # What only they changed, and so was taken over.
    accepted_changes: list[FieldChange] = field(default_factory=list)
    # Places in the texts that are marked.
    conflict_count: int = 0

    @property
    def text_diff(self) -> TextDiff:
        """What makes my text of theirs."""
        return diff_texts(self.theirs["source"], self.mine["source"])

    @property
    def is_text_theirs(self) -> bool:
        """Whether only they changed the text, and it stands in the form as they saved it."""
        return bool(self.merged.get("source") == self.theirs["source"])

    @property
    def last_editor_name(self) -> str:
        """Who saved last."""
        editor = self.newer_revisions[0].editor if self.newer_revisions else None
        return get_display_name(editor) if editor else str(_("somebody"))

    @property
    def last_saved_at(self) -> datetime:
        return timezone.localtime(
            self.newer_revisions[0].created_at if self.newer_revisions else self.post.updated_at
        )


def detect_conflict(form: Any, key: int) -> EditConflict | None:
    """Hold the post of that key for the form that is going to save it; return a conflict if it changed.

    A form that does not say which version it was opened with is taken for one of the newest.
    """
    seen = form.cleaned_data.get("version")
    if seen is None or lock_post_at_version(key, seen):
        return None
    post = Post.objects.select_related(*SNAPSHOT_RELATIONS, "author__profile").get(pk=key)
    base, theirs = get_revision_at(key, seen), take_snapshot(post)
    if base and is_same_snapshot(base.snapshot, theirs):
        # It was saved, but nothing was changed.
        lock_post_at_version(key, post.version)
        return None
    since = post.revisions.filter(version__gt=seen).select_related("editor__profile").defer("snapshot")
    before = base.snapshot if base else {}
    conflict = EditConflict(
        post, seen, before, build_form_snapshot(form, before, theirs), theirs, list(since)
    )
    merge_conflicting_fields(
        conflict, [name for name in form.fields if name in theirs and name not in FILE_FIELDS]
    )
    return conflict


def build_form_snapshot(form: Any, base: Snapshot, stored: Snapshot) -> Snapshot:
    """Return what was typed as a snapshot; what the form does not have, or is not valid, stays as it was."""
    moments = {name: base[name] for name in STATE_TIMESTAMPS if name in base}
    mine: Snapshot = {**stored, **moments, "names": {**stored["names"]}}
    for name, value in form.cleaned_data.items():
        if name in stored and name not in FILE_FIELDS:
            mine[name] = to_snapshot_value(value)
        if name in SNAPSHOT_RELATIONS:
            mine["names"][name] = get_object_label(value)
    return mine


def to_snapshot_value(value: Any) -> Any:
    """Return the value of a form's field as a snapshot has it."""
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return sorted(map(str, value)) if isinstance(value, list) else value


def field_differs(one: Snapshot, other: Snapshot, name: str) -> bool:
    values = [snapshot.get(name) or "" for snapshot in (one, other)]
    if name == "published_at":
        # No form holds fractions of a second.
        moments = [parse_datetime(value) for value in values]
        values = [moment and moment.replace(microsecond=0) for moment in moments]
    return bool(values[0] != values[1])


def merge_conflicting_fields(conflict: EditConflict, names: Iterable[str]) -> None:
    """Decide what stands in each field that is not the same on both sides."""
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
    """Put together what both changed, where it can be; else leave mine and show theirs beside it."""
    base, mine, theirs = (side.get(name) for side in (conflict.base, conflict.mine, conflict.theirs))
    if name in MERGED_TEXT_FIELDS:
        joined = merge_texts(base, mine or "", theirs or "", build_marker_labels(conflict))
        conflict.merged[name] = joined.text
        conflict.conflict_count += joined.conflict_count
    elif name == "tags":
        conflict.merged[name] = merge_tag_lists(base or [], mine or [], theirs or [])
    else:
        conflict.conflicting_changes.append(build_conflict_change(conflict, name))


def build_conflict_change(conflict: EditConflict, name: str) -> FieldChange:
    """Return a field as both have it: mine first."""
    return FieldChange(
        name,
        get_field_label(name),
        format_snapshot_value(name, conflict.mine),
        format_snapshot_value(name, conflict.theirs),
    )


def build_marker_labels(conflict: EditConflict) -> tuple[str, str]:
    saved = _("saved by %(name)s") % {"name": conflict.last_editor_name}
    return label(_("yours"), timezone.localtime()), label(saved, conflict.last_saved_at)


def merge_tag_lists(base: Iterable[str], mine: Iterable[str], theirs: Iterable[str]) -> list[str]:
    """Return what either added, without what either took away."""
    before, ours, others = set(base), set(mine), set(theirs)
    return sorted((ours & others) | (ours - before) | (others - before))


def build_merged_data(form: Any, conflict: EditConflict) -> QueryDict:
    """Return what the browser sent, with what the merge made of it, as if that had been typed."""
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
    moment = value and parse_datetime(value)
    parts = widget.decompress(timezone.localtime(moment) if moment else None)
    for suffix, part, inner in zip(widget.widgets_names, parts, widget.widgets, strict=True):
        data[name + suffix] = inner.format_value(part) or ""
