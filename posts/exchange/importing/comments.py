"""Comments of the old site, kept privately with their posts."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from posts.exchange.importing.records.record import PostRecord
from posts.exchange.importing.records.regular_files import read_regular_file
from posts.models import ImportedComments, ImportRecord

MAX_COMMENTS_BYTES = 64 * 1024 * 1024
Comment = dict[str, Any]


def import_comments(record: PostRecord, path: Path | None) -> int:
    """Keep the comments in the file at `path` with the post of `record`; return how many are new.

    Comments that are kept already are known by their ids: those of the file replace them, none is doubled.
    """
    comments = read_comments(record, path) if path else []
    posts = ImportRecord.objects.filter(origin=record.origin).exclude(post=None)
    post = posts.values_list("post", flat=True).first() if comments else None
    if post is None:
        return 0
    kept = ImportedComments.objects.filter(post=post).values_list("comments", flat=True).first() or []
    merged = merge_comments(kept, comments)
    if merged != kept:
        ImportedComments.objects.update_or_create(post_id=post, defaults={"comments": merged})
    return len(merged) - len(kept)


def read_comments(record: PostRecord, path: Path) -> list[Comment]:
    """Return the comments in a file; none, with a note, where it cannot be read."""
    try:
        # PostgreSQL stores no zero characters.
        found = json.loads(read_regular_file(path, MAX_COMMENTS_BYTES).replace(b"\\u0000", b""))
    except FileNotFoundError:
        return []
    except (OSError, ValueError, RecursionError) as error:
        record.add_note("comments not read", f"{path.name}: {error}")
        return []
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def merge_comments(kept: Iterable[Comment], new: Iterable[Comment]) -> list[Comment]:
    """Return all comments, each once, the oldest first."""
    comments = {identify_comment(each): each for each in (*kept, *new)}
    return sorted(comments.values(), key=lambda each: str(each.get("date", "")))


def identify_comment(comment: Comment) -> str:
    """Return what a comment is known by: its id; without one, who said what and when."""
    names = ("id",) if comment.get("id") else ("author", "date", "text")
    return json.dumps([comment.get(name) for name in names], sort_keys=True, default=str)
