"""Import literature from a file."""

from pathlib import Path
from typing import Any

from django.core.management import CommandError, CommandParser
from django.core.management.base import no_translations

from posts.exchange.literature_import import (
    MAX_LITERATURE_BYTES,
    LiteratureImport,
    decode_literature,
    import_literature,
)
from posts.exchange.literature_problems import describe_problem
from posts.management.site_command import SiteCommand

MAX_SHOWN_PROBLEMS = 50


class Command(SiteCommand):
    help = "Import BibTeX or CSL-JSON into the literature of the site. Run again to import what changed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="a .bib or .json file")

    @no_translations
    def handle(self, *args: Any, path: Path, **options: Any) -> None:
        try:
            if path.stat().st_size > MAX_LITERATURE_BYTES:
                raise CommandError(f"{path} is too big: at most {MAX_LITERATURE_BYTES:,} bytes are read.")
            text = decode_literature(path.read_bytes())
        except OSError as error:
            raise CommandError(f"{path} cannot be read: {error.strerror}.") from error
        except UnicodeDecodeError as error:
            raise CommandError(f"{path} is no text in an encoding that is known.") from error
        report = import_literature(text)
        self.write_report(report)
        if report.problems:
            raise SystemExit(1)

    def write_report(self, report: LiteratureImport) -> None:
        for problem in report.problems[:MAX_SHOWN_PROBLEMS]:
            self.stderr.write(describe_problem(problem))
        if more := len(report.problems[MAX_SHOWN_PROBLEMS:]):
            self.stderr.write(f"… and {more:,} more.")
        for key, same in report.merged:
            self.stdout.write(f"{key} is the same work as {same}; both keys can be cited.")
        self.stdout.write(
            f"{len(report.created):,} created, {len(report.updated):,} updated, "
            f"{len(report.unchanged):,} unchanged, {len(report.merged):,} the same work, "
            f"{len(report.problems):,} not read."
        )
