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
from posts.revisions.snapshots import Snapshot

# What an earlier state of a post is rendered from.
RENDERED_FIELDS = ("title", "source", "summary", "language", "byline")


class VersionError(Exception):
    """A version cannot be cited: readers never saw it, or it is that of a page."""


@transaction.atomic
def mark_citable(post: Post, editor: Any = None, revision: Revision | None = None) -> CitableVersion:
    """Freeze `post` as readers see it now, or as it was at `revision`, rendered anew; return the version.

    One that was revoked is shown again, as it was. Raises VersionError, and RenderError of an old text.
    """
    record_earlier_state(post.pk)
    stored = Post.objects.select_related("author__profile").get(pk=post.pk)
    frozen = build_post_at(stored, revision) if revision and revision.version != stored.version else stored
    if post.is_page or not (frozen.is_live if frozen is stored else was_live(revision)):
        raise VersionError
    version = CitableVersion.objects.filter(post=post.pk, number=frozen.version).first()
    if version is None:
        version = CitableVersion(post=stored, number=frozen.version, editor=editor)
        for name in FROZEN_FIELDS:
            setattr(version, name, getattr(frozen, name))
        version.author_name = frozen.author_name
        version.changed_at = max(frozen.updated_at, version.published_at)
    elif version.revoked_at is None:
        return version
    version.revoked_at = None
    version.save()
    update_latest_citable(post)
    record_action(AuditAction.VERSION_MARKED, stored, actor=editor, version=version.number)
    return version


def build_post_at(post: Post, revision: Revision) -> Post:
    """Return `post` as it was at `revision`, rendered now; nothing is saved. Raises RenderError."""
    snapshot, earlier = revision.snapshot, copy(post)
    for name in RENDERED_FIELDS:
        setattr(earlier, name, snapshot.get(name, getattr(post, name)))
    if not earlier.byline and snapshot.get("author") != post.author_id:
        earlier.byline = snapshot.get("names", {}).get("author", "")
    earlier.published_at = parse_publication(snapshot)
    earlier.version, earlier.updated_at = revision.version, revision.created_at
    earlier.render()
    return earlier


def parse_publication(snapshot: Snapshot) -> Any:
    """Return the date of publication in `snapshot`; None for none."""
    text = snapshot.get("published_at")
    return parse_datetime(text) if text else None


def was_live(revision: Revision | None) -> bool:
    """Whether readers saw the post as it was at `revision`, before the next one was made."""
    date = parse_publication(revision.snapshot) if revision else None
    if revision is None or date is None:
        return False
    following = Revision.objects.filter(post=revision.post_id, version__gt=revision.version)
    until = following.order_by("version").values_list("created_at", flat=True).first()
    return bool(date <= (until or timezone.now()))


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
    version = Post.objects.filter(pk=post.pk).values_list("version", flat=True).get()
    correction = Correction.objects.create(post=post, version=version, text=text, editor=editor)
    post.notable_at = correction.created_at
    Post.objects.filter(pk=post.pk).update(notable_at=post.notable_at)
    return correction
