"""Digests by which an import knows what changed: of records, and of posts as an import left them."""

import hashlib
import json
from dataclasses import asdict
from datetime import UTC

from posts.exchange.importing.records.record import PostRecord
from posts.models import Post

# Fields of a record that are not content of the post. The names of all others are
# part of the digests in the database: renaming one makes every post look changed.
UNDIGESTED_FIELDS = {
    "origin",
    "is_own_export",
    "uid",
    "version",
    "feed_id",
    "is_archived",
    "notable_at",
    "corrections",
    "citable_versions",
    "path",
    "file_text",
    "slug",
    "excerpt_separator",
    "image_folder",
    "notes",
    "counts",
    "translation_key",
    "written_paths",
    "notebook",
    "expires_at",
}

# Fields of records and posts that are part of a digest only where they are on, or filled.
SWITCHES = ("is_pinned", "is_unlisted", "is_page", "parent", "is_undated", "bibliography")


def matches_digest(post: Post, digest: str) -> bool:
    """Whether `post` is as it was when `digest` was stored, perhaps by a version that sorted tags."""
    return digest in {compute_post_digest(post), compute_post_digest(post, knows_tag_order=False)}


def compute_record_digest(record: PostRecord) -> str:
    """Return a digest of the content of `record`."""
    content = {name: value for name, value in asdict(record).items() if name not in UNDIGESTED_FIELDS}
    return compute_content_digest(drop_false_switches(content))


def drop_false_switches(content: dict[str, object]) -> dict[str, object]:
    """Return `content` without switches that are off: digests from before there were any have none."""
    return {name: value for name, value in content.items() if name not in SWITCHES or value}


def compute_post_digest(post: Post, *, knows_tag_order: bool = True) -> str:
    """Return a digest of everything an editor can change. Its keys are stored: do not rename them."""
    names = ("title", "slug", "source", "summary", "byline", "language", "cover_alt", "series_order")
    switches = ("is_pinned", "is_unlisted", "is_page", "bibliography")
    related = ("author_id", "category_id", "series_id")
    published = post.published_at and post.published_at.astimezone(UTC).isoformat()
    content = {name: getattr(post, name) for name in (*names, *related, *switches)}
    content["parent"] = post.parent.path if post.parent else ""
    tags = [tag.name for tag in post.tags.all()]
    order = {"tag_order": tags} if knows_tag_order else {}
    content |= {"published": published, "cover": post.cover.name or "", "tags": sorted(tags), **order}
    return compute_content_digest(drop_false_switches(content))


def compute_content_digest(content: dict[str, object]) -> str:
    """Return the SHA-256 of `content` as JSON, in hexadecimal."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
