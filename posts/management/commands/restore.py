"""Restore a backup: onto an empty machine, or over a site, which is backed up first."""

from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser

from posts.exchange.backup import BackupError, restore_backup
from posts.exchange.backup.ownership import give_all_to_site
from posts.management.commands.backup import add_identity_arguments, read_identities
from posts.models.site_version import get_site_version


class Command(BaseCommand):
    help = "Restore a backup into an empty site, of either database. Run it again if it was stopped."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="what manage.py backup made")
        parser.add_argument(
            "--replace", action="store_true", help="overwrite a site that is not empty, after a backup of it"
        )
        add_identity_arguments(parser)

    def handle(self, *args: Any, path: Path, replace: bool, verbosity: int, **options: Any) -> None:
        try:
            restored = restore_backup(
                path,
                identities=read_identities(options),
                replace=replace,
                report=self.stderr.write if verbosity else lambda line: None,
            )
        except BackupError as error:
            raise CommandError(str(error)) from error
        get_site_version().invalidate()
        # Its file, too, may be one that root has just made.
        give_all_to_site()
        manifest = restored.manifest
        if verbosity:
            self.stdout.write(
                f"Restored what {manifest.site or 'the site'} had at {manifest.created_at}: "
                f"{manifest.tables.get('posts_post', 0):,} posts, {manifest.media_count:,} files of media."
            )
        if restored.safety_copy:
            self.stdout.write(f"What was here before is in {restored.safety_copy}.")
        self.stdout.writelines(f"{note}\n" for note in restored.notes)
