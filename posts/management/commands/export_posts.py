"""Export posts as Markdown, with the media files they show."""

import os
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from django.core.management.base import no_translations
from tqdm import tqdm

from posts.auditing.entries import record_action
from posts.exchange.exporting.exporter import PostExport
from posts.exchange.exporting.layouts import EXPORT_LAYOUTS
from posts.exchange.exporting.targets import FILE_FAILED, FolderTarget, stream_archive
from posts.models import AuditAction, Post

MISSING_SHOWN = 10  # of what is missing, unless all is asked for


class Command(BaseCommand):
    help = "Export posts as Markdown with front matter and their pictures, for Hugo, Hexo or import_posts."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="a folder, created if needed, or a .zip file")
        parser.add_argument(
            "--for",
            choices=EXPORT_LAYOUTS,
            default="any",
            dest="layout",
            help="which tool's folder layout to write",
        )
        parser.add_argument("--live", action="store_true", help="export published posts only")
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
        posts = Post.objects.live() if live else Post.objects.filter(binned_at=None)
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
