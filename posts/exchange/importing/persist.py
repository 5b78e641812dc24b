"""Records saved as posts: created, updated, or left unchanged."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from posts.exchange.importing.dialects.earlier_forms import iter_earlier_forms
from posts.exchange.importing.digests import compute_post_digest, compute_record_digest, matches_digest
from posts.exchange.importing.known_names import KnownNames
from posts.exchange.importing.notebook_updates import UNDONE_DIGEST, NotebookUpdate
from posts.exchange.importing.notebook_versions import refresh_notebook
from posts.exchange.importing.observer import ImportObserver
from posts.exchange.importing.own_exports import EXPORTED_DIGEST, is_same_as_post
from posts.exchange.importing.publish_errors import FindErrors, find_import_errors, hold_back_errors
from posts.exchange.importing.records.record import PostRecord, SkipImport
from posts.exchange.importing.versions import save_versions
from posts.models import ImportRecord, Post, PostKind, Redirect, RevisionKind
from posts.publishing.drafts import name_draft_editors
from posts.revisions import recording
from posts.search.related import update_related_posts

MAX_REDIRECT_LENGTH = 500  # as the model has it
POST_CREATED, POST_UPDATED, POST_UNCHANGED = "created", "updated", "unchanged"
# Whoever has typed over the post keeps that, and is shown the merge.
DRAFT_KEPT_NOTE = "unsaved changes kept, to be merged"
DEFAULT_OBSERVER = ImportObserver()


def persist_record(
    record: PostRecord,
    default_author: str,
    observer: ImportObserver = DEFAULT_OBSERVER,
    find_errors: FindErrors = find_import_errors,
) -> str:
    """Save `record` as a post; return POST_CREATED, POST_UPDATED or POST_UNCHANGED.

    A post that an undone import left in the trash counts as a new one. Raises SkipImport where the
    post was edited here since its last import or is in the trash, or would be changed for readers to
    what has errors, and RenderError where the text cannot be rendered; then nothing is saved.
    """
    digest = compute_record_digest(record)
    imported = ImportRecord.objects.select_related("post").filter(origin=record.origin).first()
    if imported and (is_unchanged_file(record, imported, digest) or is_unchanged_export(record, imported)):
        learn_written_paths(record, imported)
        refresh_notebook(record, imported)
        return POST_UNCHANGED
    update = NotebookUpdate(record, imported)
    if imported and update.base is None:
        check_untouched(imported, record)
    before = describe_before(imported)
    with transaction.atomic():
        post = (imported and imported.post) or make_post(record, find_taken_feed_ids([record]))
        save_post(record, post, default_author, observer, find_errors, update=update)
        ImportRecord.objects.update_or_create(
            origin=record.origin,
            defaults={
                "post": post,
                "file_digest": digest,
                "post_digest": compute_post_digest(post),
                "written_paths": (imported.written_paths if imported else {}) | shorten_written_paths(record),
            },
        )
        update.finish(post, digest, observer.editor)
        observer.note_saved(record, post, before)
    return POST_UPDATED if before else POST_CREATED


def learn_written_paths(record: PostRecord, imported: ImportRecord) -> None:
    """Keep the paths in an unchanged file where an earlier version, which did not, imported it."""
    known, found = imported.written_paths, shorten_written_paths(record)
    if found.keys() - known.keys():
        imported.written_paths = found | known
        imported.save(update_fields=["written_paths"])


def shorten_written_paths(record: PostRecord) -> dict[str, list[str]]:
    """Return the paths of files in a record as they are stored."""
    return {name: paths if len(set(paths)) > 1 else paths[:1] for name, paths in record.written_paths.items()}


def find_taken_feed_ids(records: Iterable[PostRecord]) -> set[str]:
    """Return those ids of `records` in feeds that posts have already."""
    wanted = {record.feed_id for record in records if record.feed_id}
    return set(Post.objects.filter(feed_id__in=wanted).values_list("feed_id", flat=True)) if wanted else set()


def make_post(record: PostRecord, taken_feed_ids: Collection[str] = ()) -> Post:
    """Return a new post for `record`, unsaved, with its ids; that of an export has its version, too.

    Feeds call it as those of its old site did, unless that is one of `taken_feed_ids`.
    """
    post = Post(slug=record.slug)
    if record.feed_id and record.feed_id not in taken_feed_ids:
        post.feed_id = record.feed_id
    if record.uid and not Post.objects.filter(uid=record.uid).exists():
        post.uid, post.version = record.uid, record.version or 1
    if post.feed_id and is_uid_of_other(post):
        post.feed_id = ""
    return post


def is_uid_of_other(post: Post) -> bool:
    """Whether the `feed_id` of a new post is what feeds may call another one."""
    try:
        uid = UUID(post.feed_id)
    except ValueError:
        return False
    return uid != post.uid and Post.objects.filter(uid=uid).exists()


def is_unchanged_file(record: PostRecord, imported: ImportRecord, digest: str) -> bool:
    """Whether `record`, whose digest is `digest`, is as it was imported, perhaps by an earlier version."""
    if imported.file_digest == digest:
        return True
    earlier = (replace(record, source=source) for source in iter_earlier_forms(record.source))
    return any(imported.file_digest == compute_record_digest(one) for one in earlier)


def is_unchanged_export(record: PostRecord, imported: ImportRecord) -> bool:
    """Whether `record` is an export of the post as it is here; not of one that is in the trash."""
    post = imported.post
    if post is None or post.binned_at or not record.is_own_export:
        return False
    return is_same_as_post(record, post)


def check_untouched(imported: ImportRecord, record: PostRecord) -> None:
    """Raise SkipImport unless the post is as its last import left it, or as it was when it was exported."""
    post = imported.post
    if post is None:
        return
    if post.binned_at and imported.file_digest != UNDONE_DIGEST:
        raise SkipImport("the post is in the trash here")
    if matches_digest(post, imported.post_digest) or (record.uid and record.version == post.version):
        return
    if imported.file_digest != EXPORTED_DIGEST:
        raise SkipImport("the post was edited here since it was imported")
    if record.uid:
        raise SkipImport("the post was edited here since it was exported")
    raise SkipImport(
        "another post has this slug, and this export is too old to say whether it is the same one; "
        "export the site again and edit that, or give this file another slug"
    )


def describe_before(imported: ImportRecord | None) -> dict[str, str]:
    """Return what undoing an update needs beside the revision: digests and dates. Empty for a new post."""
    if imported is None or imported.post is None or imported.file_digest == UNDONE_DIGEST:
        return {}
    post = imported.post
    return {
        "version": str(post.version),
        "file_digest": imported.file_digest,
        "post_digest": imported.post_digest,
        "created_at": post.created_at.isoformat(),
        "updated_at": post.updated_at.isoformat(),
        "notable_at": post.notable_at.isoformat() if post.notable_at else "",
    }


def save_post(  # noqa: PLR0913  (the last by name)
    record: PostRecord,
    post: Post,
    default_author: str,
    observer: ImportObserver,
    find_errors: FindErrors,
    *,
    update: NotebookUpdate,
) -> Post:
    """Fill `post` from `record`; save it with its tags, a revision and redirects from its old addresses.

    `find_errors` may keep it from readers, see `hold_back_errors`; `update` keeps what was edited here.
    """
    recording.record_earlier_state(post.pk)
    if names := name_draft_editors([post.pk]):
        record.add_note(DRAFT_KEPT_NOTE, ", ".join(names))
    fill_post(post, record, default_author, observer, KnownNames())
    tags = update.merge_into(post)
    hold_back_errors(post, record, observer, find_errors)
    post.save()
    post.tags.set(() if record.is_page else tags)
    update_related_posts(post)
    recording.record_revision(post, RevisionKind.IMPORTED, observer.editor)
    save_redirects(record, post)
    save_versions(record, post)
    note_warnings(record, post)
    return post


def note_warnings(record: PostRecord, post: Post) -> None:
    """Count with `record` what rendering `post` warned of."""
    record.counts.update(f"warnings of the renderer: {warning['kind']}" for warning in post.warnings)


def fill_post(
    post: Post, record: PostRecord, default_author: str, observer: ImportObserver, names: KnownNames
) -> None:
    """Set everything but the tags of `post` as `record` has it. Raises SkipImport."""
    post.title, post.source, post.summary = record.title, record.source, record.summary
    post.bibliography = record.bibliography
    set_authors(post, record, default_author, names)
    post.kind = PostKind.PAGE if record.is_page else PostKind.POST
    if record.is_page:
        set_parent(post, record)
    set_taxonomy_terms(post, record, names)
    post.language = record.language
    post.is_pinned, post.is_unlisted = record.is_pinned, record.is_unlisted
    set_cover(post, record)
    set_state(post, record, observer)
    set_post_dates(post, record)


def set_post_dates(post: Post, record: PostRecord) -> None:
    """Set when `post` was made, changed, and changed in a way that readers are told of."""
    post.created_at = record.created_at or post.created_at
    post.updated_at = record.updated_at or timezone.now()
    # What another tool calls the date of an update is one that its author chose to show.
    post.notable_at = (record.notable_at if record.is_own_export else record.updated_at) or post.notable_at


def set_taxonomy_terms(post: Post, record: PostRecord, names: KnownNames) -> None:
    """Set category and series of a post; a page has neither, and no tags."""
    is_page = record.is_page
    post.category = None if is_page else names.get_category(record.category)
    has_series = record.series and not is_page
    post.series = names.get_series(record.series) if has_series else None
    post.series_order = record.series_order if has_series else 0
    if is_page and (unused := [*record.category, *record.tags, record.series]) and any(unused):
        record.add_note("pages have no category and tags here", ", ".join(filter(None, unused)))


def set_parent(page: Post, record: PostRecord) -> None:
    """Set the page above `page`. Raises SkipImport for an address that a page cannot have."""
    page.parent = Post.objects.pages().filter(path=record.parent).first() if record.parent else None
    if record.parent and page.parent is None:
        record.add_note("without its parent", f"there is no page /{record.parent}/; it stands at the top")
    page.slug = page.slug or record.slug
    try:
        page.validate_place()
    except ValidationError as error:
        raise SkipImport(" ".join(error.messages)) from error


def set_authors(post: Post, record: PostRecord, default_author: str, names: KnownNames) -> None:
    """Set author and byline; not where an export says those that are shown: the name may be a profile's."""
    if record.is_own_export and post.author_id and record.authors == tuple(post.author_name.split("、")):
        return
    post.author = names.get_author(record.authors[0] if record.authors else default_author)
    post.byline = "、".join(record.authors)[:200] if len(record.authors) > 1 else ""


def set_state(post: Post, record: PostRecord, observer: ImportObserver) -> None:
    """Publish `post` as the file says. What was submitted or archived here stays so."""
    if post.binned_at:
        post.set_state()
    is_decided_here = bool(post.submitted_at or post.archived_at)
    if not (observer.as_drafts or is_decided_here):
        post.published_at = record.published_at
        if record.is_undated:
            post.published_at = record.updated_at or timezone.now()
        if record.is_archived:
            post.set_state("archived_at", record.updated_at)


def set_cover(post: Post, record: PostRecord) -> None:
    """Set cover and alternative text, unless the file is missing: a dry run copies none."""
    if record.cover and not default_storage.exists(record.cover):
        return
    post.cover = record.cover
    post.cover_alt = record.cover_alt


def save_redirects(record: PostRecord, post: Post) -> None:
    """Redirect the old site's addresses to `post`, except those that another post has."""
    own = Redirect.normalise_path(post.get_absolute_url())
    paths = dict.fromkeys(map(Redirect.normalise_path, record.addresses))
    for path in (path for path in paths if len(path) <= MAX_REDIRECT_LENGTH):
        taken = Redirect.objects.filter(path=path).exclude(post=post).exists()
        if taken:
            note_taken_address(record, path)
        elif path != own:
            Redirect.add_redirect(path, post)


def note_taken_address(record: PostRecord, path: str) -> None:
    """Note that another post has the old address `path` of `record`."""
    record.add_note("old address taken", f"another post has {path}")
