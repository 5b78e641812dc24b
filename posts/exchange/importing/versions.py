"""Corrections and citable versions of posts in exports of this software that come back."""

from collections.abc import Callable
from copy import copy
from typing import Any
from uuid import UUID

from django.utils import timezone

from posts.exchange.importing.records.dates import parse_own_date
from posts.exchange.importing.records.record import PostRecord
from posts.models import CitableVersion, Correction, Language, Post
from posts.publishing.versions import freeze_post, update_latest_citable
from posts.rendering import RenderError
from posts.rendering.characters import normalize_text

VersionFields = dict[str, Any]


def save_versions(record: PostRecord, post: Post) -> None:
    """Store what `record` has of corrections and versions and is not here; what cannot be read is noted.

    A version is rendered anew, from its own text.
    """
    for fields in record.corrections:
        try_to_save(record, save_correction, fields, post)
    for fields in record.citable_versions:
        try_to_save(record, save_version, fields, post)
    if record.citable_versions:
        update_latest_citable(post)


def try_to_save(
    record: PostRecord, save: Callable[[VersionFields, Post], None], fields: VersionFields, post: Post
) -> None:
    try:
        save(fields, post)
    except (AttributeError, RenderError, TypeError, ValueError):
        record.add_note("correction or version that cannot be read", str(fields)[:200])


def save_correction(fields: VersionFields, post: Post) -> None:
    """Raises ValueError and AttributeError for what is no correction."""
    uid, text = UUID(str(fields.get("uid"))), str(fields.get("text", "")).strip()
    if not text:
        raise ValueError(fields)
    if not Correction.objects.filter(uid=uid).exists():
        date = parse_own_date(fields.get("date")) or timezone.now()
        number = read_version_number(fields)
        Correction.objects.create(uid=uid, post=post, version=number, text=text, created_at=date)


def save_version(fields: VersionFields, post: Post) -> None:
    """Raises ValueError and AttributeError for what is no version, RenderError for its text."""
    number, changed_at = read_version_number(fields), parse_own_date(fields.get("date"))
    if changed_at is None or post.is_page:
        raise ValueError(fields)
    if CitableVersion.objects.filter(post=post, number=number).exists():
        return
    frozen = copy(post)
    frozen.title = normalize_text(str(fields.get("title", post.title)))[:200]
    frozen.source, frozen.summary = normalize_text(str(fields.get("text", ""))), ""
    frozen.byline = str(fields.get("author", post.author_name))[:400]
    frozen.language = Language(fields.get("lang", post.language))
    frozen.published_at = post.published_at or changed_at
    frozen.render()
    version = freeze_post(frozen, number)
    version.changed_at, version.revoked_at = changed_at, parse_own_date(fields.get("revoked"))
    version.save()


def read_version_number(fields: VersionFields) -> int:
    """Return the number of a version. Raises ValueError."""
    text = str(fields.get("version", ""))
    if not (text.isdecimal() and 0 < len(text) < 10):
        raise ValueError(text)
    return int(text)
