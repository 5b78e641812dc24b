"""Citable versions and corrections: marked, revoked and noted by whoever may publish."""

from copy import copy
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from posts.auditing.entries import record_action
from posts.models import FROZEN_FIELDS, AuditAction, CitableVersion, Correction, Post, Revision
from posts.revisions.recording import record_earlier_state
from posts.revisions.snapshots import SNAPSHOT_RELATIONS

# What an earlier state of a post is rendered from.
RENDERED_FIELDS = ("title", "source", "summary", "language", "byline")


class VersionError(Exception):
    """A version cannot be cited: readers never saw it, or it is that of a page."""


@transaction.atomic
def mark_citable(post: Post, editor: Any = None, revision: Revision | None = None) -> CitableVersion:
    """Freeze `post` as readers see it now, or as it was at `revision`, rendered anew; return the version.

    One that was revoked is shown again, as it was. Raises VersionError, and RenderError of an old text.
    """
    posts = Post.objects.select_related("author__profile", *SNAPSHOT_RELATIONS)
    stored: Post = posts.select_for_update(of=("self",), no_key=True).get(pk=post.pk)
    current = find_current_revision(stored)
    revision = revision or current
    version = CitableVersion.objects.filter(post=post.pk, number=revision.version).first()
    if version is None:
        is_current = revision.version == current.version
        if stored.is_page or not (
            stored.is_live if is_current else revision.version in list_live_versions(post)
        ):
            raise VersionError
        version = freeze_post(stored if is_current else build_post_at(stored, revision), revision.version)
        version.editor = editor
    elif version.revoked_at is None:
        return version
    version.revoked_at = None
    version.save()
    update_latest_citable(post)
    record_action(AuditAction.VERSION_MARKED, stored, actor=editor, version=version.number)
    return version


def find_current_revision(post: Post) -> Revision:
    """Return the revision that holds `post` as it is stored; it is recorded, if none does."""
    record_earlier_state(post.pk)
    return Revision.objects.filter(post=post.pk, version__lte=post.version)[:1].get()


def freeze_post(post: Post, number: int) -> CitableVersion:
    """Return an unsaved version of `post` as it is held, with its render."""
    version = CitableVersion(post=post, number=number, author_name=post.author_name)
    for name in FROZEN_FIELDS:
        setattr(version, name, getattr(post, name))
    version.changed_at = max(post.updated_at, version.published_at)
    return version


def build_post_at(post: Post, revision: Revision) -> Post:
    """Return `post` as it was at `revision`, rendered now; nothing is saved. Raises RenderError."""
    snapshot, earlier = revision.snapshot, copy(post)
    for name in RENDERED_FIELDS:
        setattr(earlier, name, snapshot.get(name, getattr(post, name)))
    if not earlier.byline and snapshot.get("author") != post.author_id:
        earlier.byline = snapshot.get("names", {}).get("author", "")
    earlier.published_at = parse_datetime(snapshot["published_at"])
    earlier.version, earlier.updated_at = revision.version, revision.created_at
    earlier.render()
    return earlier


def list_live_versions(post: Post) -> set[int]:
    """Return the numbers of the revisions of `post` that readers saw."""
    live, until = set(), timezone.now()
    revisions = Revision.objects.filter(post=post.pk).values_list(
        "version", "created_at", "snapshot__published_at"
    )
    for number, recorded_at, text in revisions:
        date = parse_datetime(text) if text else None
        if date and date <= until:
            live.add(number)
        until = recorded_at
    return live


@transaction.atomic
def revoke_version(version: CitableVersion, editor: Any = None) -> None:
    """Have the address of `version` answer 410 from now on."""
    CitableVersion.objects.filter(pk=version.pk, revoked_at=None).update(revoked_at=timezone.now())
    update_latest_citable(version.post)
    record_action(AuditAction.VERSION_REVOKED, version.post, actor=editor, version=version.number)


def update_latest_citable(post: Post) -> None:
    """Store with `post` the number of its newest version that can be cited."""
    post.latest_citable = post.citable_versions.active().aggregate(latest=Max("number"))["latest"]
    Post.objects.filter(pk=post.pk).update(latest_citable=post.latest_citable)


@transaction.atomic
def add_correction(post: Post, text: str, editor: Any = None) -> Correction:
    """Note `text` as what is corrected in `post`, as stored, and have feeds say that it changed."""
    version = find_current_revision(Post.objects.get(pk=post.pk)).version
    correction = Correction.objects.create(post=post, version=version, text=text, editor=editor)
    post.notable_at = correction.created_at
    Post.objects.filter(pk=post.pk).update(notable_at=post.notable_at)
    return correction
