"""Everything an editor can change in a post, in one value fit for JSON, and how people read two of these."""

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
from posts.tags import join_tags

Snapshot = dict[str, Any]

SNAPSHOT_FIELDS = ("title", "slug", "source", "summary", "byline", "language", "series_order", "cover_alt")
# Kept by their key; `names` says how they were called, for when they are gone.
SNAPSHOT_RELATIONS = ("author", "category", "series", "translation_of")
# As a difference shows them, behind the text.
COMPARED_FIELDS = (
    "title",
    "slug",
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
)


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A field that is not the text, as it was and as it is."""

    name: str
    label: str
    old: str
    new: str


def take_snapshot(post: Post) -> Snapshot:
    """Return everything an editor can change in `post`."""
    moments = {name: getattr(post, name) for name in STATE_TIMESTAMPS}
    return {
        **{name: getattr(post, name) for name in SNAPSHOT_FIELDS},
        **{name: getattr(post, f"{name}_id") for name in SNAPSHOT_RELATIONS},
        # A form gives moments in the site's zone, the database in UTC: it is the same moment.
        **{name: moment and moment.astimezone(UTC).isoformat() for name, moment in moments.items()},
        "tags": sorted(tag.name for tag in post.tags.all()),
        "cover": post.cover.name or "",
        "names": {name: get_object_label(getattr(post, name)) for name in SNAPSHOT_RELATIONS},
    }


def get_object_label(thing: Any) -> str:
    """Return how people know an author, a category, a series or another post; "" for none."""
    if thing is None:
        return ""
    return get_display_name(thing) if hasattr(thing, "get_username") else str(thing)


def is_same_snapshot(one: Snapshot, other: Snapshot) -> bool:
    """Whether two snapshots show the same post, whatever the things it belongs to are called now."""
    # Older snapshots lack what newer ones have.
    names = one.keys() & other.keys() - {"names"}
    return all(one[name] == other[name] for name in names)


def iter_field_changes(old: Snapshot, new: Snapshot) -> Iterator[FieldChange]:
    """Yield the fields that differ, but for the texts, in words for people."""
    for name in COMPARED_FIELDS:
        if name in old.keys() & new.keys() and old[name] != new[name]:
            yield FieldChange(
                name,
                get_field_label(name),
                format_snapshot_value(name, old),
                format_snapshot_value(name, new),
            )
    if format_snapshot_state(old) != format_snapshot_state(new):
        yield FieldChange(
            "published_at", str(_("Publication")), format_snapshot_state(old), format_snapshot_state(new)
        )


def get_field_label(name: str) -> str:
    return str(capfirst(getattr(Post._meta.get_field(name), "verbose_name", name)))


def format_snapshot_value(name: str, snapshot: Snapshot) -> str:
    """Return what `snapshot` has in `name`, in words for people; "" for nothing."""
    value = snapshot[name]
    if name in SNAPSHOT_RELATIONS:
        return str(snapshot.get("names", {}).get(name, "") or value or "")
    if name == "published_at":
        return format_snapshot_state(snapshot)
    if name == "language":
        return str(dict(Language.choices).get(value, value))
    if name == "tags":
        return join_tags(value)
    return PurePosixPath(value).name if name == "cover" else str(value)


def format_snapshot_state(snapshot: Snapshot) -> str:
    """Return the state that `snapshot` shows, and since or until when."""
    moments = {
        name: snapshot[name] and parse_datetime(snapshot[name])
        for name in STATE_TIMESTAMPS
        if name in snapshot
    }
    state = capfirst(str(Post(**moments).state.label))
    moment = next(filter(None, moments.values()), None)
    return f"{state}, {date_format(timezone.localtime(moment), 'Y-m-d H:i')}" if moment else state
