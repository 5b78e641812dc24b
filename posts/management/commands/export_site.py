"""Write the public site as files, for any web server or pages host."""

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
from django.core.management import CommandError, CommandParser
from django.core.management.base import no_translations
from tqdm import tqdm

from posts.exchange.static_site.addresses import SiteAddress, parse_site_address
from posts.exchange.static_site.crawler import Workers
from posts.exchange.static_site.exporter import StaticSiteExport
from posts.exchange.static_site.folder import EXPORT_FOLDER, ExportFolderError, SiteFolder
from posts.exchange.static_site.link_check import group_by_link, iter_broken_links
from posts.management.site_command import SiteCommand

LOCAL_ADDRESS = "http://localhost"
PROBLEMS_SHOWN = 20  # unless all are asked for


class Command(SiteCommand):
    help = "Write the public site as files, for any web server or pages host; again, only what changed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="a folder, created if needed, for this site alone")
        parser.add_argument(
            "--url",
            default="",
            help="where the files will be served, if not at SITE_URL: https://… with or without a path",
        )
        parser.add_argument("--check", action="store_true", help="look for broken links in what was written")
        parser.add_argument("--force", action="store_true", help="make all pages again, changed or not")
        parser.add_argument(
            "--link-media",
            action="store_true",
            help="hard links to media instead of copies: never change them",
        )
        parser.add_argument(
            "--jobs", type=int, default=os.cpu_count() or 1, help="processes, by default one a core"
        )

    # What it says is in English; pages are in the site's language.
    @no_translations
    def handle(self, *args: Any, path: Path, url: str, jobs: int, verbosity: int, **options: Any) -> None:
        address = self.read_address(url)
        check_static_files()
        folder = SiteFolder(path)
        workers = Workers(max(1, jobs), folder.root, address, link_media=options["link_media"])
        try:
            folder.open()
            export = self.export(folder, workers, address, verbosity, force=options["force"])
        except ExportFolderError as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            raise CommandError(
                "Interrupted. Run it again: it goes on where it was.", returncode=130
            ) from None
        finally:
            folder.close()
        broken = self.list_broken_links(export) if options["check"] else []
        self.report(export, broken if options["check"] else None, verbosity)
        if export.has_failed or broken:
            raise SystemExit(1)

    def read_address(self, url: str) -> SiteAddress:
        if not url and not settings.SITE_URL:
            self.stderr.write(
                "SITE_URL is not set and there is no --url: "
                f"canonical addresses and feeds will say {LOCAL_ADDRESS}."
            )
        try:
            return parse_site_address(url or settings.SITE_URL or LOCAL_ADDRESS)
        except ValueError as error:
            raise CommandError(str(error)) from error

    def export(
        self, folder: SiteFolder, workers: Workers, address: SiteAddress, verbosity: int, *, force: bool
    ) -> StaticSiteExport:
        with workers, tqdm(unit="page", disable=None if verbosity else True) as bar:

            def count(done: int, known: int) -> None:
                bar.total = known
                bar.update(done)

            export = StaticSiteExport(folder, workers, address, force=force)
            export.run(count)
        return export

    def list_broken_links(self, export: StaticSiteExport) -> list[str]:
        site_files = [path for path in export.folder.files if not path.startswith(EXPORT_FOLDER)]
        return group_by_link(
            iter_broken_links(export.folder.root, site_files, export.address, export.redirects)
        )

    def report(self, export: StaticSiteExport, broken: list[str] | None, verbosity: int) -> None:
        """Write the summary, and what is wrong."""
        if not verbosity:
            return
        lines = [f"{name:<12}{number:>8,}" for name, number in sorted(export.counts.items()) if number]
        lines.append(f"{'redirects':<12}{len(export.redirects):>8,}")
        if broken is not None:
            lines.append(f"{'broken links':<12}{len(broken):>8,}")
        for title, problems in (("missing or failed", export.problems), ("broken links", broken or [])):
            if problems:
                shown = problems if verbosity > 1 else problems[:PROBLEMS_SHOWN]
                lines += ["", f"{title} ({len(problems):,})", *(f"  {problem}" for problem in shown)]
                if len(shown) < len(problems):
                    lines.append(f"  … and {len(problems) - len(shown):,} more (--verbosity 2 shows all)")
        self.stdout.writelines(f"{line}\n" for line in lines)


def check_static_files() -> None:
    """Raise CommandError where pages would name static files that were never collected."""
    if isinstance(staticfiles_storage, ManifestFilesMixin) and not staticfiles_storage.hashed_files:
        raise CommandError(
            "The static files were not collected, so that no page could name them. "
            "Run `manage.py collectstatic --noinput` first."
        )
