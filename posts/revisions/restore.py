"""Restoring of revisions: as a new revision; slug, author, state and place in lists stay as they are."""

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from posts.models import Category, Post, Revision, RevisionKind, Series, Tag, resolve_synonyms
from posts.models.tag_parsing import join_tags
from posts.revisions.recording import record_earlier_state, record_revision
from posts.revisions.snapshots import (
    ORDERED_TAGS,
    SNAPSHOT_FIELDS,
    Snapshot,
    format_snapshot_value,
    get_field_label,
)

# These stay as they are, like the author and the publishing state: an old text must not list a post.
KEPT_FIELDS = {"slug", "is_pinned", "is_unlisted"}
RESTORED_FIELDS = tuple(name for name in SNAPSHOT_FIELDS if name not in KEPT_FIELDS)
TERM_MODELS: dict[str, Any] = {"category": Category, "series": Series}


@transaction.atomic
def restore_revision(post: Post, revision: Revision, editor: Any) -> list[str]:
    """Restore `post` to `revision`; return messages on what could not be restored.

    Raises `rendering.RenderError` if the text cannot be rendered any more.
    """
    record_earlier_state(post.pk)
    messages = [*restore_fields(post, revision.snapshot)]
    post.updated_at = timezone.now()
    post.save()
    messages += restore_tags(post, revision.snapshot)
    record_revision(post, RevisionKind.RESTORED, editor)
    return messages


def restore_fields(post: Post, snapshot: Snapshot) -> Iterator[str]:
    """Set the fields of `post` from `snapshot`, except tags; yield messages on what no longer exists."""
    for name in RESTORED_FIELDS:
        setattr(post, name, snapshot.get(name, getattr(post, name)))
    for name in TERM_MODELS:
        term = find_taxonomy_term(name, snapshot)
        if term is None and snapshot.get(name):
            yield format_missing(name, snapshot)
        else:
            setattr(post, name, term)
    yield from restore_original(post, snapshot)
    yield from restore_cover(post, snapshot)


def find_taxonomy_term(name: str, snapshot: Snapshot) -> Any:
    """Return the category or series of `snapshot`: by primary key, else by the name it had."""
    terms = TERM_MODELS[name].objects
    old_name = snapshot.get("names", {}).get(name, "")
    term = terms.filter(pk=snapshot.get(name)).first()
    return term or (old_name and terms.filter(name=old_name).first()) or None


def restore_original(post: Post, snapshot: Snapshot) -> Iterator[str]:
    """Set the post that `post` is a translation of; yield a message if it no longer exists."""
    key = snapshot.get("translation_of") or 0
    original = Post.objects.filter(pk=key).exclude(pk=post.pk).exclude(language=post.language).first()
    if key and original is None:
        yield format_missing("translation_of", snapshot)
    else:
        post.translation_of = original


def restore_cover(post: Post, snapshot: Snapshot) -> Iterator[str]:
    """Set the cover of `post`; yield a message if its file no longer exists."""
    name = snapshot.get("cover", "")
    if name == (post.cover.name or ""):
        return
    if name and not post.cover.storage.exists(name):
        yield format_missing("cover", snapshot)
    else:
        post.cover = name


def format_missing(name: str, snapshot: Snapshot) -> str:
    """Return the message that what `snapshot` has in the field `name` no longer exists."""
    text = _("%(field)s: “%(name)s” no longer exists; the current value is kept.")
    return text % {"field": get_field_label(name), "name": format_snapshot_value(name, snapshot)}


def restore_tags(post: Post, snapshot: Snapshot) -> list[str]:
    """Set the tags of `post` from `snapshot`, synonyms resolved; return a message on those that are gone."""
    names = resolve_synonyms(get_tags_in_order(post, snapshot))
    existing = set(Tag.objects.filter(name__in=names).values_list("name", flat=True))
    post.tags.set([name for name in names if name in existing])
    missing = [name for name in names if name not in existing]
    text = _("Tags that no longer exist: %(names)s")
    return [text % {"names": join_tags(missing)}] if missing else []


def get_tags_in_order(post: Post, snapshot: Snapshot) -> list[str]:
    """Return the names of the tags in `snapshot`; where it has no order, in that of `post`, others after."""
    names: list[str] = snapshot.get("tags", [])
    if ORDERED_TAGS in snapshot:
        return names
    current = [tag.name for tag in post.tags.all()]
    return [*(name for name in current if name in names), *(name for name in names if name not in current)]
