"""Snapshots: everything an editor can change in a post, as JSON; and the differences of two, in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from pathlib import PurePosixPath
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from posts.models import Language, Post, get_display_name
from posts.models.state import STATE_TIMESTAMPS
from posts.models.tag_parsing import join_tags

Snapshot = dict[str, Any]

SNAPSHOT_FIELDS = (
    "title",
    "slug",
    "source",
    "summary",
    "bibliography",
    "byline",
    "language",
    "series_order",
    "cover_alt",
    "is_pinned",
    "is_unlisted",
)
# Stored by primary key; "names" in the snapshot holds their names, for when they are deleted.
SNAPSHOT_RELATIONS = ("author", "category", "series", "translation_of", "parent")
# Marks a snapshot that holds tags in the author's order; in one without it, they are sorted by name.
ORDERED_TAGS = "has_ordered_tags"
# Fields that a comparison of two snapshots shows after the text, in this order.
COMPARED_FIELDS = (
    "title",
    "slug",
    "parent",
    "category",
    "tags",
    "series",
    "series_order",
    "language",
    "translation_of",
    "author",
    "byline",
    "cover",
    "cover_alt",
    "bibliography",
    "is_pinned",
    "is_unlisted",
)


@dataclass(frozen=True, slots=True)
class FieldChange:
    """The old and new value of a field other than the texts, formatted for people."""

    name: str
    label: str
    old: str
    new: str


def take_snapshot(post: Post) -> Snapshot:
    """Return everything an editor can change in `post`, fit for JSON."""
    timestamps = {name: getattr(post, name) for name in STATE_TIMESTAMPS}
    return {
        **{name: getattr(post, name) for name in SNAPSHOT_FIELDS},
        **{name: getattr(post, f"{name}_id") for name in SNAPSHOT_RELATIONS},
        # In UTC, because a form gives the same moment in the site's time zone.
        **{name: date and date.astimezone(UTC).isoformat() for name, date in timestamps.items()},
        "tags": [tag.name for tag in post.tags.all()],
        ORDERED_TAGS: True,
        "cover": post.cover.name or "",
        "names": {name: get_object_label(getattr(post, name)) for name in SNAPSHOT_RELATIONS},
    }


def get_object_label(instance: Any) -> str:
    """Return the name of an author, a category, a series or a post; "" for None."""
    if instance is None:
        return ""
    return get_display_name(instance) if hasattr(instance, "get_username") else str(instance)


def is_same_snapshot(one: Snapshot, other: Snapshot) -> bool:
    """Whether two snapshots hold the same values, names of related objects aside."""
    # Older snapshots lack fields that newer ones have.
    fields = one.keys() & other.keys() - {"names"}
    return all(is_same_value(field, one, other) for field in fields)


def is_same_value(name: str, one: Snapshot, other: Snapshot) -> bool:
    """Whether two snapshots, which have the field `name`, hold the same value in it."""
    if name == "tags" and not (ORDERED_TAGS in one and ORDERED_TAGS in other):
        return sorted(one[name]) == sorted(other[name])
    return bool(one[name] == other[name])


def iter_field_changes(old: Snapshot, new: Snapshot) -> Iterator[FieldChange]:
    """Yield the fields other than the texts that differ between two snapshots, formatted for people."""
    for name in COMPARED_FIELDS:
        if name in old.keys() & new.keys() and not is_same_value(name, old, new):
            yield FieldChange(
                name,
                get_field_label(name),
                format_snapshot_value(name, old),
                format_snapshot_value(name, new),
            )
    if format_snapshot_state(old) != format_snapshot_state(new):
        yield FieldChange(
            "published_at", str(_("Publishing")), format_snapshot_state(old), format_snapshot_state(new)
        )


def get_field_label(name: str) -> str:
    return str(capfirst(getattr(Post._meta.get_field(name), "verbose_name", name)))


def format_snapshot_value(name: str, snapshot: Snapshot) -> str:
    """Return the value of the field `name` in `snapshot`, formatted for people; "" for none."""
    value = snapshot[name]
    if name in SNAPSHOT_RELATIONS:
        return str(snapshot.get("names", {}).get(name, "") or value or "")
    if name == "published_at":
        return format_snapshot_state(snapshot)
    if name == "language":
        return str(dict(Language.choices).get(value, value))
    if name == "tags":
        return join_tags(value)
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    return PurePosixPath(value).name if name == "cover" else str(value)


def format_snapshot_state(snapshot: Snapshot) -> str:
    """Return the publishing state in `snapshot` with its date, formatted for people."""
    timestamps = {
        name: snapshot[name] and parse_datetime(snapshot[name])
        for name in STATE_TIMESTAMPS
        if name in snapshot
    }
    state = capfirst(str(Post(**timestamps).state.label))
    date = next(filter(None, timestamps.values()), None)
    return f"{state}, {date_format(timezone.localtime(date), 'Y-m-d H:i')}" if date else state
