"""A post as it once was, brought back: as a new revision, and with the address and the readers it has now."""

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from posts.models import Post, Revision, RevisionKind, Tag
from posts.models.tag import resolve_synonyms
from posts.revisions import record_earlier_state, record_revision
from posts.snapshots import SNAPSHOT_FIELDS, Snapshot, format_snapshot_value, get_field_label
from posts.tags import join_tags

# These are brought back. The address, the author and what readers see of the post stay as they are.
RESTORED_FIELDS = tuple(name for name in SNAPSHOT_FIELDS if name != "slug")
PLACES = ("category", "series")


@transaction.atomic
def restore_revision(post: Post, revision: Revision, editor: Any) -> list[str]:
    """Make `post` what `revision` shows; return what could not be brought back, in sentences for people.

    Raises `rendering.RenderError` where the text cannot be rendered any more.
    """
    record_earlier_state(post.pk)
    lost = [*restore_fields(post, revision.snapshot)]
    post.updated_at = timezone.now()
    post.save()
    lost += restore_tags(post, revision.snapshot.get("tags", []))
    record_revision(post, RevisionKind.RESTORED, editor)
    return lost


def restore_fields(post: Post, snapshot: Snapshot) -> Iterator[str]:
    """Set the fields of `post`, but for its tags; yield what is gone and so stays as it is now."""
    for name in RESTORED_FIELDS:
        setattr(post, name, snapshot.get(name, getattr(post, name)))
    for name in PLACES:
        found = find_taxonomy_term(name, snapshot)
        if found is None and snapshot.get(name):
            yield format_missing(name, snapshot)
        else:
            setattr(post, name, found)
    yield from restore_original(post, snapshot)
    yield from restore_cover(post, snapshot)


def find_taxonomy_term(name: str, snapshot: Snapshot) -> Any:
    """Return the category or series of `snapshot`: the same one, or one that is called as it was."""
    model: Any = Post._meta.get_field(name).related_model
    called = snapshot.get("names", {}).get(name, "")
    found = model.objects.filter(pk=snapshot.get(name)).first()
    return found or (called and model.objects.filter(name=called).first()) or None


def restore_original(post: Post, snapshot: Snapshot) -> Iterator[str]:
    key = snapshot.get("translation_of") or 0
    original = Post.objects.filter(pk=key).exclude(pk=post.pk).exclude(language=post.language).first()
    if key and original is None:
        yield format_missing("translation_of", snapshot)
    else:
        post.translation_of = original


def restore_cover(post: Post, snapshot: Snapshot) -> Iterator[str]:
    name = snapshot.get("cover", "")
    if name == (post.cover.name or ""):
        return
    if name and not post.cover.storage.exists(name):
        yield format_missing("cover", snapshot)
    else:
        post.cover = name


def format_missing(name: str, snapshot: Snapshot) -> str:
    text = _("%(field)s: “%(name)s” is not there any more; this stays as it is now.")
    return text % {"field": get_field_label(name), "name": format_snapshot_value(name, snapshot)}


def restore_tags(post: Post, names: list[str]) -> list[str]:
    """Give `post` the tags called `names`, or what these are called now; return which are gone."""
    wanted = resolve_synonyms(names)
    there = set(Tag.objects.filter(name__in=wanted).values_list("name", flat=True))
    post.tags.set([name for name in wanted if name in there])
    missing = [name for name in wanted if name not in there]
    text = _("Tags that are not there any more: %(names)s")
    return [text % {"names": join_tags(missing)}] if missing else []
