"""Import posts from another tool."""

from pathlib import Path
from typing import Any

from django.core.management import CommandError, CommandParser
from django.core.management.base import no_translations
from django.db import DatabaseError
from tqdm import tqdm

from posts.auditing.entries import record_action
from posts.exchange.archives.disk_space import NoSpaceError
from posts.exchange.archives.unpacking import ArchiveError
from posts.exchange.importing.exports.converted import ConversionOptions, ExportError
from posts.exchange.importing.exports.formats import list_format_names
from posts.exchange.importing.importer import NothingFoundError, import_folder
from posts.exchange.importing.sites.formats import AmbiguousSiteError
from posts.exchange.importing.summary import ImportSummary
from posts.management.site_command import SiteCommand
from posts.media import library
from posts.models import AuditAction
from posts.tasks.queue import has_queue

# Their messages are for people.
IMPORT_ERRORS = (AmbiguousSiteError, ArchiveError, ExportError, NoSpaceError, NothingFoundError)


class Command(SiteCommand):
    help = (
        "Import a folder of Markdown (Hexo, Hugo, Jekyll, Quarto, plain), an archive of one, or an export of "
        "another tool. Run again to import what is new or changed."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "path",
            type=Path,
            help="the site's folder, its folder of posts, an archive or export, or one file",
        )
        parser.add_argument("--format", choices=list_format_names(), default="auto", dest="format_name")
        parser.add_argument("--author", default="", help="author of posts that name none")
        parser.add_argument(
            "--dry-run", action="store_true", help="show what would be imported, without writing anything"
        )
        parser.add_argument(
            "--fetch-media", action="store_true", help="fetch files that an export names and does not hold"
        )
        parser.add_argument("--no-outputs", action="store_true", help="leave out the outputs of notebooks")
        parser.add_argument(
            "--no-variants", action="store_true", help="leave smaller variants of pictures to make_variants"
        )

    # Reasons may be translated texts of the interface; the summary is in English.
    @no_translations
    def handle(
        self,
        *args: Any,
        path: Path,
        format_name: str,
        author: str,
        dry_run: bool,
        verbosity: int,
        **options: Any,
    ) -> None:
        if not path.exists():
            raise CommandError(f"There is no file or folder {path}.")
        # None shows progress bars in terminals only, not in logs.
        disable_bar = None if verbosity else True
        if dry_run and verbosity:
            self.stdout.write("Dry run: nothing is written.\n\n")
            self.stdout.flush()
        try:
            summary = import_folder(
                path,
                format_name=format_name,
                author=author,
                dry_run=dry_run,
                options=ConversionOptions(
                    fetch_media=options["fetch_media"] and not dry_run,
                    includes_outputs=not options["no_outputs"],
                ),
                progress=lambda items, label: tqdm(items, label, unit="file", disable=disable_bar),
                on_post=ConversionBar(disable=disable_bar).show,
            )
        except (*IMPORT_ERRORS, OSError, DatabaseError) as error:
            raise CommandError(describe_import_error(error)) from error
        if not dry_run:
            complete_import(path, summary, makes_variants=not options["no_variants"])
        if verbosity:
            self.stdout.writelines(f"{line}\n" for line in summary.format_lines(everything=verbosity > 1))
        if summary.failed_count:
            raise SystemExit(1)


def describe_import_error(error: Exception) -> str:
    """Return what stopped an import, for people, with what to do."""
    if isinstance(error, DatabaseError):
        return f"{error}. If the site is new, run manage.py migrate first."
    is_told = isinstance(error, IMPORT_ERRORS)
    return str(error) if is_told else f"{error}. What was imported stays; run the command again."


class ConversionBar:
    """A bar without an end for the posts of an export; it appears with the first of them."""

    def __init__(self, *, disable: bool | None) -> None:
        self.disable = disable
        self.bar: Any = None

    def show(self, count: int) -> None:
        """Show that `count` posts are converted."""
        if self.bar is None:  # tqdm refuses to be a truth value without an end
            self.bar = tqdm(desc="Converting", unit="post", disable=self.disable)
        self.bar.update(count - self.bar.n)


def complete_import(path: Path, summary: ImportSummary, *, makes_variants: bool) -> None:
    """Queue the variants of new pictures where there is a queue; record the import if it changed posts."""
    if summary.images_without_variants and has_queue() and makes_variants:
        summary.images_without_variants = 0
        summary.counts["pictures made smaller in the background"] = library.enqueue_missing_variants()
    if changed := summary.outcomes["created"] + summary.outcomes["updated"]:
        record_action(AuditAction.IMPORTED, path, count=changed)
