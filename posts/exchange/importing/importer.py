"""The run of an import: files to records, records to posts. One bad file never stops the rest."""

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol, TypeVar

from django.contrib.auth import get_user_model
from django.db import transaction
from django.urls import reverse

from posts.exchange.importing import own_exports, persist, reader, state, translations
from posts.exchange.importing.batches import BatchImporter
from posts.exchange.importing.exports.converted import ConversionOptions
from posts.exchange.importing.exports.opening import DEFAULT_OPTIONS, ignore_count, open_source
from posts.exchange.importing.exports.site import ExportSite
from posts.exchange.importing.link_resolver import LinkResolver, build_record_url
from posts.exchange.importing.manifest import open_manifest
from posts.exchange.importing.media_import import MediaImporter
from posts.exchange.importing.observer import ImportObserver
from posts.exchange.importing.publish_errors import build_error_check
from posts.exchange.importing.record_import import RecordImporter
from posts.exchange.importing.records.fields import iter_texts
from posts.exchange.importing.records.file_names import decode_file_name
from posts.exchange.importing.records.record import ImportFileError, PostRecord, SkipImport
from posts.exchange.importing.site_redirects import save_site_redirects
from posts.exchange.importing.sites.base import SourceSite
from posts.exchange.importing.summary import SLUG_TAKEN_NOTE, ImportSummary
from posts.models import ImportRecord, Post, Redirect, get_site
from posts.models.dependent_posts import hold_dependent_renders
from posts.models.page_path import get_page_url
from posts.models.slugs import make_unique_slug, slugify

ProgressItem = TypeVar("ProgressItem")
UNREAD_SHOWN = 10  # files named where a folder holds nothing else


class ImportProgress(Protocol):
    """Yields `items` one by one and shows a progress bar with the text `label`."""

    def __call__(self, items: list[ProgressItem], label: str) -> Iterable[ProgressItem]: ...


def iterate_silently(items: list[ProgressItem], label: str) -> Iterable[ProgressItem]:
    """Return `items` without a progress bar."""
    return items


class NothingFoundError(Exception):
    """There is nothing to import at the given place; the message says so."""


def import_folder(  # noqa: PLR0913  (all but one by name)
    path: Path,
    *,
    format_name: str = "auto",
    author: str = "",
    dry_run: bool = False,
    options: ConversionOptions = DEFAULT_OPTIONS,
    progress: ImportProgress = iterate_silently,
    on_post: Callable[[int], None] = ignore_count,
) -> ImportSummary:
    """Import every post in the folder, file, archive or export at `path`; return what became of each.

    `format_name` is one of `exports.formats.list_format_names`; "auto" detects the format. `options` are
    those of exports. `author` is the name of the author of posts that name none. A dry run does
    everything in a transaction that is rolled back, and copies no file. Where nothing changed since the
    last import, no post is read. `on_post` is called with the
    number of posts of an export that are converted so far.
    Raises AmbiguousSiteError, ExportError, NothingFoundError, ArchiveError and NoSpaceError.
    """
    with TemporaryDirectory(prefix="import-", ignore_cleanup_errors=True) as work_folder:
        work = Path(work_folder)
        site = open_source(path, work, format_name=format_name, options=options, on_post=on_post)
        manifest = open_manifest(site, options, author or find_default_author(site))
        if manifest and (known := manifest.find_summary()):
            return known
        with roll_back() if dry_run else nullcontext():
            summary = import_site(site, author=author, dry_run=dry_run, progress=progress)
        if manifest and summary.repeated and not dry_run:
            manifest.save(summary.repeated)
        return summary


@contextmanager
def roll_back() -> Iterator[None]:
    """Undo at its end whatever the block does to the database."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def import_site(
    site: SourceSite,
    *,
    author: str = "",
    dry_run: bool = False,
    progress: ImportProgress = iterate_silently,
    observer: ImportObserver = persist.DEFAULT_OBSERVER,
) -> ImportSummary:
    """Import the posts of `site` that `observer` selects; return a summary of what became of each.

    In a dry run no file is copied; whoever asks for one rolls the database back. Raises NothingFoundError.
    """
    with hold_dependent_renders():
        return import_site_posts(site, author, progress, observer, dry_run=dry_run)


def import_site_posts(
    site: SourceSite, author: str, progress: ImportProgress, observer: ImportObserver, *, dry_run: bool
) -> ImportSummary:
    """Do what `import_site` does; posts that refer to one another are rendered again behind it."""
    summary = ImportSummary(site.root)
    if isinstance(site, ExportSite):
        summary.add_report(site.report)
    records = read_records(progress(list(site.iter_selected_files()), "Reading"), site, summary)
    if not records and not summary.reasons:
        raise NothingFoundError(describe_empty_folder(site))
    with observer.isolate_preparation():
        if site.is_own_export:
            records = state.exclude_doubles(records, summary)
            own_exports.find_origins(records)
        else:
            state.update_moved_origins(records, site)
        records, others = observer.select_records(state.exclude_deleted(records, site, summary))
        assign_slugs(records, site)
        all_records = [*records, *others, *state.read_other_records(records, site)]
        observer.note_prepared(records)
    media = MediaImporter(dry_run=dry_run, exported_media=site.get_exported_media())
    links = LinkResolver(site, all_records, media)
    find_errors = build_error_check({record.expected_name for record in all_records}, is_dry_run=dry_run)
    author = author or find_default_author(site)
    importer = RecordImporter(links, author, summary, observer, find_errors, repeated=summary.copy())
    import_records(progress(sorted(records, key=count_levels), "Importing"), records, importer)
    for one in (summary, importer.repeated):
        add_unread_files(site, media, one)
    with observer.isolate_preparation():
        if isinstance(site, ExportSite):
            summary.counts["redirects of the old site"] = save_site_redirects(site.report.redirects)
        summary.counts["translations linked"] = translations.link_translations(all_records, site)
    summary.counts["files copied into media"] = media.copied_count
    summary.images_without_variants = media.images_without_variants
    importer.repeated.media = sorted(set(media.names_by_path.values()))
    summary.repeated = importer.repeated if summary.is_repeatable else None
    return summary


def import_records(shown: Iterable[PostRecord], records: list[PostRecord], importer: RecordImporter) -> None:
    """Import `records`, which `shown` yields one by one."""
    if not importer.observer.takes_batches:
        for record in shown:
            importer.import_record(record)
        return
    with BatchImporter(importer, records) as batches:
        for record in shown:
            batches.add(record)


def add_unread_files(site: SourceSite, media: MediaImporter, summary: ImportSummary) -> None:
    """Name the files that are not read; what a post links to is here, as a file."""
    for unread, reason in site.iter_unread_files():
        if unread.resolve() not in media.names_by_path:
            summary.add_unread_file(unread, reason)


def count_levels(record: PostRecord) -> int:
    """Return how many pages are above `record`: these are imported before it."""
    return record.parent.count("/") + 1 if record.parent else 0


def describe_empty_folder(site: SourceSite) -> str:
    """Return why there is nothing to import in `site`, and name the first files that are not read."""
    unread = list(islice(site.iter_unread_files(), UNREAD_SHOWN))
    names = "; ".join(f"{decode_file_name(file.relative_to(site.root))}: {reason}" for file, reason in unread)
    return f"{site.selection} holds no Markdown files." + (f" Not read: {names}." if names else "")


def read_records(paths: Iterable[Path], site: SourceSite, summary: ImportSummary) -> list[PostRecord]:
    """Return the records of all files that can be read; the others go into `summary`."""
    records = []
    for path in paths:
        try:
            records.append(reader.read_post_file(path, site))
        except SkipImport as reason:
            summary.add_exclusion("skipped", path, str(reason))
        except ImportFileError as error:
            summary.add_exclusion("failed", path, str(error), error.line)
        except Exception as error:  # noqa: BLE001  (one bad file never stops the rest)
            summary.is_repeatable = False
            summary.add_exclusion("failed", path, f"{type(error).__name__}: {error}")
    return records


def assign_slugs(records: list[PostRecord], site: SourceSite) -> None:
    """Give each record a unique slug; a post that was imported before keeps its slug.

    Of translations with the same name, the one in the site's language gets it
    unchanged, the others with their language appended.
    """
    kept = dict(ImportRecord.objects.values_list("origin", "post__slug"))
    addresses = TakenAddresses()
    shared = Counter(record.translation_key for record in records)
    for record in sorted(records, key=lambda record: record.language != site.default_language):
        if record.origin in kept:
            record.slug = kept[record.origin]
            continue
        is_taken = partial(addresses.is_taken, record)
        wanted = record.slug or f"post-{os.fsencode(record.path.stem).hex()[:8]}"
        if is_taken(wanted) and shared[record.translation_key] > 1:
            wanted = f"{wanted}-{slugify(record.language)}"
        record.slug = make_unique_slug(wanted, is_taken)
        addresses.add(record)
        if record.slug != wanted:
            record.add_note(SLUG_TAKEN_NOTE, f"{wanted} was taken; this one became {record.slug}")


class TakenAddresses:
    """The addresses of posts and pages that are here, or come with an import, and those that redirect."""

    def __init__(self) -> None:
        slugs = Post.objects.posts().values_list("slug", flat=True)
        self.taken = {reverse("posts:post", args=[slug]) for slug in slugs}
        self.taken.update(map(get_page_url, Post.objects.pages().values_list("path", flat=True)))
        self.redirected = set(Redirect.objects.values_list("path", flat=True))

    def is_taken(self, record: PostRecord, slug: str) -> bool:
        """Whether `record` cannot have `slug`."""
        url = build_record_url(record, slug)
        return url in self.taken or Redirect.normalise_path(url) in self.redirected

    def add(self, record: PostRecord) -> None:
        self.taken.add(build_record_url(record, record.slug))


def find_default_author(site: SourceSite, fallback: str = "") -> str:
    """Return whom to name where a post does not.

    The old site's author, else `fallback`, else an administrator, else SITE_NAME.
    """
    params = site.settings.get("params")
    named = site.settings.get("author") or (params.get("author") if isinstance(params, dict) else None)
    if name := next(iter_texts(named), "") or fallback:
        return name
    admin = get_user_model().objects.filter(is_superuser=True).order_by("pk").first()
    return admin.get_username() if admin else get_site().name
