"""New posts of an import saved together, with the rows that `persist.persist_record` would write for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import prefetch_related_objects

from posts.exchange.importing.digests import compute_post_digest
from posts.exchange.importing.known_names import KnownNames
from posts.exchange.importing.observer import ImportObserver
from posts.exchange.importing.persist import (
    MAX_REDIRECT_LENGTH,
    fill_post,
    note_taken_address,
    note_warnings,
    shorten_written_paths,
)
from posts.exchange.importing.publish_errors import FindErrors, hold_back_errors
from posts.exchange.importing.records.record import PostRecord
from posts.models import ImportRecord, Post, Redirect, RevisionKind
from posts.models.new_tags import tag_new_posts
from posts.models.post_creation import create_posts, get_redirect_path, link_new_posts
from posts.models.redirect import fold_path
from posts.rendering import RenderResult
from posts.revisions.recording import record_first_revisions
from posts.search.new_related import relate_new_posts


@dataclass(slots=True)
class PreparedPost:
    """A post to be made of a converted record, whose digest is `digest`.

    `result` is what `inputs`, arguments of `rendering.render`, became.
    """

    record: PostRecord
    digest: str
    post: Post
    inputs: dict[str, Any]
    result: RenderResult


def write_new_posts(
    items: Sequence[PreparedPost],
    default_author: str,
    names: KnownNames,
    observer: ImportObserver,
    find_errors: FindErrors,
) -> None:
    """Save the posts of `items` in one transaction; whatever is raised, none of them is saved."""
    posts = [item.post for item in items]
    with transaction.atomic():
        for item in items:
            fill_post(item.post, item.record, default_author, observer, names)
            item.post.take_render(item.inputs, item.result)
            hold_back_errors(item.post, item.record, observer, find_errors)
        create_posts(posts)
        save_new_redirects(items)
        link_new_posts(posts)
        tag_new_posts(posts, [item.record.tags for item in items])
        relate_new_posts(posts)
        prefetch_related_objects(posts, "tags")
        record_first_revisions(posts, RevisionKind.IMPORTED, observer.editor)
        ImportRecord.objects.bulk_create(map(build_import_record, items))
        for item in items:
            note_warnings(item.record, item.post)
            observer.note_saved(item.record, item.post, {})


def save_new_redirects(items: Sequence[PreparedPost]) -> None:
    """Redirect the old addresses of `items` to their new posts, except those that another post has."""
    paths_by_post = {item.post: list_old_paths(item.record) for item in items}
    wanted = [path for paths in paths_by_post.values() for path in paths]
    taken = set(Redirect.objects.filter(path__in=wanted).values_list("path", flat=True)) if wanted else set()
    rows = []
    for item in items:
        own = get_redirect_path(item.post)
        for path in paths_by_post[item.post]:
            if path in taken:
                note_taken_address(item.record, path)
            elif path != own:
                rows.append(Redirect(path=path, folded_path=fold_path(path), post=item.post))
    Redirect.objects.bulk_create(rows)


def list_old_paths(record: PostRecord) -> list[str]:
    """Return the addresses of the old site as they are stored, each once; not those that are too long."""
    paths = dict.fromkeys(map(Redirect.normalise_path, record.addresses))
    return [path for path in paths if len(path) <= MAX_REDIRECT_LENGTH]


def build_import_record(item: PreparedPost) -> ImportRecord:
    return ImportRecord(
        origin=item.record.origin,
        post=item.post,
        file_digest=item.digest,
        post_digest=compute_post_digest(item.post),
        written_paths=shorten_written_paths(item.record),
    )
