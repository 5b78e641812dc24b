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

from posts.differences import TextDiff, diff_texts
from posts.models import Post, Revision, get_display_name
from posts.models.publication import STATE_TIMESTAMPS
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
from posts.threeway import merge_texts

TEXTS = ("source", "summary")
# A file that was chosen cannot be sent back to the form; who chose it is told so.
FILES = ("cover",)


@dataclass(slots=True)
class Conflict:
    """What somebody saved while somebody else was writing, and what is made of both."""

    # As it is stored now.
    post: Post
    # The version that the window was opened with.
    seen: int
    base: Snapshot
    mine: Snapshot
    theirs: Snapshot
    # Saved meanwhile, newest first.
    since: Sequence[Revision]
    # What stands in the form now, where that is not just mine.
    merged: Snapshot = field(default_factory=dict)
    # Where both changed the same: mine stands in the form, theirs beside it.
    rivals: list[FieldChange] = field(default_factory=list)
    # What only they changed, and so was taken over.
    taken: list[FieldChange] = field(default_factory=list)
    # Places in the texts that are marked.
    places: int = 0

    @property
    def difference(self) -> TextDiff:
        """What makes my text of theirs."""
        return diff_texts(self.theirs["source"], self.mine["source"])

    @property
    def is_text_theirs(self) -> bool:
        """Whether only they changed the text, and it stands in the form as they saved it."""
        return bool(self.merged.get("source") == self.theirs["source"])

    @property
    def who(self) -> str:
        """Who saved last."""
        editor = self.since[0].editor if self.since else None
        return get_display_name(editor) if editor else str(_("somebody"))

    @property
    def when(self) -> datetime:
        return timezone.localtime(self.since[0].created_at if self.since else self.post.updated_at)


def meet(form: Any, key: int) -> Conflict | None:
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
    conflict = Conflict(post, seen, before, snapshot_of_form(form, before, theirs), theirs, list(since))
    merge(conflict, [name for name in form.fields if name in theirs and name not in FILES])
    return conflict


def snapshot_of_form(form: Any, base: Snapshot, stored: Snapshot) -> Snapshot:
    """Return what was typed as a snapshot; what the form does not have, or is not valid, stays as it was."""
    moments = {name: base[name] for name in STATE_TIMESTAMPS if name in base}
    mine: Snapshot = {**stored, **moments, "names": {**stored["names"]}}
    for name, value in form.cleaned_data.items():
        if name in stored and name not in FILES:
            mine[name] = plain(value)
        if name in SNAPSHOT_RELATIONS:
            mine["names"][name] = get_object_label(value)
    return mine


def plain(value: Any) -> Any:
    """Return the value of a form's field as a snapshot has it."""
    if isinstance(value, Model):
        return value.pk
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return sorted(map(str, value)) if isinstance(value, list) else value


def differ(one: Snapshot, other: Snapshot, name: str) -> bool:
    values = [snapshot.get(name) or "" for snapshot in (one, other)]
    if name == "published_at":
        # No form holds fractions of a second.
        moments = [parse_datetime(value) for value in values]
        values = [moment and moment.replace(microsecond=0) for moment in moments]
    return bool(values[0] != values[1])


def merge(conflict: Conflict, names: Iterable[str]) -> None:
    """Decide what stands in each field that is not the same on both sides."""
    base, mine, theirs = conflict.base, conflict.mine, conflict.theirs
    for name in (name for name in names if differ(mine, theirs, name)):
        if name in base and not differ(base, mine, name):
            conflict.merged[name] = theirs[name]
        elif name not in base or differ(base, theirs, name):
            settle(conflict, name)
    for name in (*conflict.merged.keys() - TEXTS, *({"published_at"} - set(names))):
        if format_snapshot_value(name, mine) != format_snapshot_value(name, theirs) and name != "tags":
            conflict.taken.append(change(conflict, name))


def settle(conflict: Conflict, name: str) -> None:
    """Put together what both changed, where it can be; else leave mine and show theirs beside it."""
    base, mine, theirs = (side.get(name) for side in (conflict.base, conflict.mine, conflict.theirs))
    if name in TEXTS:
        joined = merge_texts(base, mine or "", theirs or "", labels(conflict))
        conflict.merged[name] = joined.text
        conflict.places += joined.conflict_count
    elif name == "tags":
        conflict.merged[name] = join_sets(base or [], mine or [], theirs or [])
    else:
        conflict.rivals.append(change(conflict, name))


def change(conflict: Conflict, name: str) -> FieldChange:
    """Return a field as both have it: mine first."""
    return FieldChange(
        name,
        get_field_label(name),
        format_snapshot_value(name, conflict.mine),
        format_snapshot_value(name, conflict.theirs),
    )


def labels(conflict: Conflict) -> tuple[str, str]:
    saved = _("saved by %(name)s") % {"name": conflict.who}
    return label(_("yours"), timezone.localtime()), label(saved, conflict.when)


def join_sets(base: Iterable[str], mine: Iterable[str], theirs: Iterable[str]) -> list[str]:
    """Return what either added, without what either took away."""
    before, ours, others = set(base), set(mine), set(theirs)
    return sorted((ours & others) | (ours - before) | (others - before))


def data_with(form: Any, conflict: Conflict) -> QueryDict:
    """Return what the browser sent, with what the merge made of it, as if that had been typed."""
    data: QueryDict = form.data.copy()
    data["version"] = str(conflict.post.version)
    for name, value in conflict.merged.items():
        widget = form.fields[name].widget
        if isinstance(widget, MultiWidget):
            put_moment(data, name, widget, value)
        else:
            data[name] = join_tags(value) if name == "tags" else str(value or "")
    return data


def put_moment(data: QueryDict, name: str, widget: Any, value: str | None) -> None:
    moment = value and parse_datetime(value)
    parts = widget.decompress(timezone.localtime(moment) if moment else None)
    for suffix, part, inner in zip(widget.widgets_names, parts, widget.widgets, strict=True):
        data[name + suffix] = inner.format_value(part) or ""
