"""Import: files to records, records to posts; one bad file never stops the rest."""

import os
from collections import Counter
from collections.abc import Iterable
from contextlib import nullcontext
from pathlib import Path
from typing import Protocol, TypeVar

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.urls import reverse

from posts.exchange.importing import persist, reader, state, translations
from posts.exchange.importing.conversion import convert_record
from posts.exchange.importing.link_resolver import LinkResolver
from posts.exchange.importing.media_import import MediaImporter
from posts.exchange.importing.records.fields import iter_texts
from posts.exchange.importing.records.record import ImportFileError, PostRecord, SkipImport
from posts.exchange.importing.sites.base import SourceSite
from posts.exchange.importing.sites.formats import open_site
from posts.exchange.importing.summary import ImportSummary
from posts.models import Imported, Post, Redirect
from posts.rendering import RenderError
from posts.slugs import make_unique_slug, slugify

ProgressItem = TypeVar("ProgressItem")


class ImportProgress(Protocol):
    """Gives `things` one by one, and shows how far what is `doing` with them has come."""

    def __call__(self, things: list[ProgressItem], doing: str) -> Iterable[ProgressItem]: ...


def iterate_silently(things: list[ProgressItem], doing: str) -> Iterable[ProgressItem]:
    return things


class NothingFoundError(Exception):
    """There is nothing to import at the given place; the message says so."""


def import_folder(
    path: Path,
    *,
    format_name: str = "auto",
    author: str = "",
    dry_run: bool = False,
    progress: ImportProgress = iterate_silently,
) -> ImportSummary:
    """Import every post in the folder or file at `path` and report what became of each.

    `author` writes the posts that name nobody. On a dry run everything is done
    and then undone, and no file is copied.
    """
    site = open_site(path, format_name)
    report = ImportSummary(site.root)
    records = read_records(progress(list(site.iter_selected_files()), "Reading"), site, report)
    if not records and not report.reasons:
        raise NothingFoundError(f"{path} holds no Markdown files.")
    with transaction.atomic() if dry_run else nullcontext():
        state.update_moved_origins(records, site)
        records = state.exclude_deleted(records, site, report)
        assign_slugs(records, site)
        store = MediaImporter(dry_run=dry_run)
        known = [*records, *state.read_other_records(records, site)]
        links = LinkResolver(site, known, store)
        author = author or find_default_author(site)
        for record in progress(records, "Importing"):
            import_record(record, site, links, author, report)
        report.counts["translations linked"] = translations.link_translations(known, site)
        report.counts["files copied into media"] = store.copied_count
        report.images_without_variants = store.images_without_variants
        if dry_run:
            transaction.set_rollback(True)
    return report


def read_records(paths: Iterable[Path], site: SourceSite, report: ImportSummary) -> list[PostRecord]:
    """Return the records of all files that can be read; the others are reported."""
    records = []
    for path in paths:
        try:
            records.append(reader.read_post_file(path, site))
        except SkipImport as reason:
            report.add_exclusion("skipped", path, str(reason))
        except ImportFileError as error:
            report.add_exclusion("failed", path, str(error), error.line)
        except Exception as error:  # noqa: BLE001  (one bad file never stops the rest)
            report.add_exclusion("failed", path, f"{type(error).__name__}: {error}")
    return records


def import_record(
    record: PostRecord, site: SourceSite, links: LinkResolver, author: str, report: ImportSummary
) -> None:
    """Convert and save one record, and report what became of it."""
    try:
        convert_record(record, site, links)
        report.count_outcome(persist.persist_record(record, author))
        report.counts[f"posts that name nobody, by {author} therefore"] += not record.authors
    except SkipImport as reason:
        report.add_exclusion("skipped", record.path, str(reason))
    except (ImportFileError, RenderError) as error:
        report.add_exclusion("failed", record.path, str(error))
    except Exception as error:  # noqa: BLE001  (one bad file never stops the rest)
        report.add_exclusion("failed", record.path, f"{type(error).__name__}: {error}")
    report.add_notes(record)


def assign_slugs(records: list[PostRecord], site: SourceSite) -> None:
    """Give each record a slug of its own; a post that was imported before keeps the one it has.

    Of translations with one name, that in the site's language has it bare, the others with their language.
    """
    kept = dict(Imported.objects.values_list("origin", "post__slug"))
    taken = set(Post.objects.values_list("slug", flat=True))
    redirected = set(Redirect.objects.values_list("path", flat=True))
    shared = Counter(record.translation_key for record in records)

    def is_taken(slug: str) -> bool:
        return slug in taken or Redirect.normalise_path(reverse("posts:post", args=[slug])) in redirected

    for record in sorted(records, key=lambda record: record.language != site.default_language):
        if record.origin in kept:
            record.slug = kept[record.origin]
            continue
        wanted = record.slug or f"post-{os.fsencode(record.path.stem).hex()[:8]}"
        if is_taken(wanted) and shared[record.translation_key] > 1:
            wanted = f"{wanted}-{slugify(record.language)}"
        record.slug = make_unique_slug(wanted, is_taken)
        taken.add(record.slug)
        if record.slug != wanted:
            record.add_note("two posts with one slug", f"{wanted} was taken; this one became {record.slug}")


def find_default_author(site: SourceSite) -> str:
    """Return who wrote what names nobody: the old site's author, an administrator, else the site."""
    params = site.settings.get("params")
    named = site.settings.get("author") or (params.get("author") if isinstance(params, dict) else None)
    admin = get_user_model().objects.filter(is_superuser=True).order_by("pk").first()
    return next(iter_texts(named), "") or (admin.get_username() if admin else settings.SITE_NAME)
