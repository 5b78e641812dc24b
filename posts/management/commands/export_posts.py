"""Export posts as Markdown, with the media files they show."""

import os
from pathlib import Path
from typing import Any

from django.core.management import CommandError, CommandParser
from django.core.management.base import no_translations
from tqdm import tqdm

from posts.auditing.entries import record_action
from posts.exchange.exporting.exporter import PostExport
from posts.exchange.exporting.layouts import EXPORT_LAYOUTS
from posts.exchange.exporting.selection import STATE_QUERYSETS, SelectionError, select_exported_posts
from posts.exchange.exporting.targets import FILE_FAILED, FolderTarget, stream_archive
from posts.management.site_command import SiteCommand
from posts.models import AuditAction

MISSING_SHOWN = 10  # of what is missing, unless all is asked for


class Command(SiteCommand):
    help = "Export posts with their pictures: as Markdown for import_posts or another tool, or as HTML."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="a folder, created if needed, or a .zip file")
        parser.add_argument(
            "--format",
            "--for",
            choices=EXPORT_LAYOUTS,
            default="any",
            dest="layout",
            help="the tool to write for; html: pages that stand alone; any: what import_posts brings back",
        )
        parser.add_argument("--live", action="store_true", help="the same as --state live")
        parser.add_argument(
            "--state",
            choices=STATE_QUERYSETS,
            action="append",
            default=[],
            dest="states",
            help="export posts in this state only; may be given several times",
        )
        parser.add_argument("--since", default="", metavar="DATE", help="export what changed since then only")
        parser.add_argument(
            "--post",
            action="append",
            default=[],
            dest="names",
            metavar="SLUG",
            help="export this post only, by slug, uid or address; may be given several times",
        )
        parser.add_argument("--force", action="store_true", help="overwrite files that differ")

    @no_translations
    def handle(
        self,
        *args: Any,
        path: Path,
        layout: str,
        live: bool,
        force: bool,
        verbosity: int,
        **options: Any,
    ) -> None:
        states = [*options["states"], *(["live"] if live else [])]
        try:
            posts = select_exported_posts(states, options["since"], options["names"])
        except SelectionError as error:
            raise CommandError(str(error)) from error
        # Other tools would put them on the web.
        export = PostExport(posts, EXPORT_LAYOUTS[layout], with_comments=layout == "any")
        total = posts.count()

        def show_progress(posts: Any) -> Any:
            return tqdm(posts, total=total, unit="post", disable=None if verbosity else True)

        counts: dict[str, int]
        if path.suffix.lower() == ".zip":
            counts, reasons = write_archive(export, path, show_progress, force=force)
        else:
            counts, reasons = write_folder(export, path, show_progress, force=force)
        record_action(AuditAction.EXPORTED, path, count=total)
        if verbosity:
            self.stdout.writelines(
                f"{line}\n" for line in format_export_summary(counts, reasons, export.missing, verbosity)
            )
        if any(name.endswith(FILE_FAILED) and number for name, number in counts.items()):
            raise SystemExit(1)


def write_folder(
    export: PostExport, path: Path, bar: Any, *, force: bool
) -> tuple[dict[str, int], list[str]]:
    """Write the export into a folder; return outcomes by kind of file, and the reasons of failures."""
    if path.exists() and not path.is_dir():
        raise CommandError(f"{path} is a file. Name a folder, or a file that ends in .zip.")
    target = FolderTarget(path, force=force)
    for entry in export.iter_entries(bar):
        target.write_entry(entry)
    return dict(target.counts), target.reasons


def write_archive(
    export: PostExport, path: Path, bar: Any, *, force: bool
) -> tuple[dict[str, int], list[str]]:
    """Write the export into a zip file, which appears only when complete; return counts and no reasons."""
    if path.exists() and not force:
        raise CommandError(f"{path} is there already; --force writes over it.")
    counts = {"posts written": 0, "files written": 0}

    def count_entries() -> Any:
        for entry in export.iter_entries(bar):
            counts["posts written" if entry.is_post else "files written"] += 1
            yield entry

    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with part.open("wb") as file:
            file.writelines(stream_archive(count_entries()))
        part.replace(path)
    except OSError as error:
        raise CommandError(f"{path} cannot be written: {error.strerror}") from error
    finally:
        part.unlink(missing_ok=True)
    return counts, []


def format_export_summary(
    counts: dict[str, int], reasons: list[str], missing: list[str], verbosity: int
) -> list[str]:
    """Return the lines of the summary."""
    lines = [f"{name:<16}{number:>6,}" for name, number in sorted(counts.items()) if number]
    for kind, places in (("failed", reasons), ("pictures and files that are missing", missing)):
        if places:
            shown = places if verbosity > 1 or kind == "failed" else places[:MISSING_SHOWN]
            lines += ["", f"{kind} ({len(places):,})", *(f"  {place}" for place in shown)]
            if len(shown) < len(places):
                lines.append(f"  … and {len(places) - len(shown):,} more (--verbosity 2 shows all)")
    return lines
