"""Let a folder of Markdown and the site follow each other."""

from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.core.management import CommandError, CommandParser
from django.core.management.base import no_translations

from posts.auditing.entries import record_action
from posts.exchange.syncing.folder import SyncError, SyncFolder
from posts.exchange.syncing.git import commit_synced_files, ensure_repository
from posts.exchange.syncing.summary import SyncOutcome, SyncSummary
from posts.exchange.syncing.synchronizer import Synchronizer
from posts.management.site_command import SiteCommand
from posts.models import AuditAction
from posts.models.machine_slots import NoFreeSlot, take_slot

SYNC_WAIT_SECONDS = 1


class Command(SiteCommand):
    help = "Let a folder of Markdown and the site follow each other; run again, it changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "path", type=Path, help="an empty folder, an export, or one that was synchronised"
        )
        parser.add_argument("--dry-run", action="store_true", help="show what would be done")
        parser.add_argument(
            "--delete",
            action="store_true",
            help="move the posts of deleted files to the trash, and put the files of deleted posts aside",
        )
        parser.add_argument(
            "--commit", action="store_true", help="commit what the site wrote into the git repository"
        )
        parser.add_argument(
            "--user", default="", help="who changes posts and merges conflicts; the first superuser otherwise"
        )

    # Reasons may be translated texts of the interface; the summary is in English.
    @no_translations
    def handle(self, *args: Any, path: Path, verbosity: int, **options: Any) -> None:
        try:
            with take_slot("sync", wait_seconds=SYNC_WAIT_SECONDS):
                summary = self.synchronize(path, options)
        except SyncError as error:
            raise CommandError(str(error)) from error
        except NoFreeSlot as error:
            raise CommandError("Another sync is running.") from error
        if verbosity:
            self.stdout.writelines(f"{line}\n" for line in summary.format_lines())
        if summary.needs_attention:
            raise SystemExit(1)

    def synchronize(self, path: Path, options: dict[str, Any]) -> SyncSummary:
        """Do it, and commit where that is asked for. Raises SyncError."""
        folder = SyncFolder(path)
        if options["commit"] and not options["dry_run"]:
            ensure_repository(folder.root)
        editor = find_editor(options["user"])
        summary = Synchronizer(folder, editor, options["delete"], options["dry_run"]).run()
        if not options["dry_run"]:
            changed = [SyncOutcome.POST_CREATED, SyncOutcome.POST_UPDATED, SyncOutcome.POST_TRASHED]
            if count := sum(summary.counts[outcome] for outcome in changed):
                record_action(AuditAction.IMPORTED, path, actor=editor, count=count)
        if options["commit"] and not options["dry_run"] and (count := commit_synced_files(folder)):
            summary.add(SyncOutcome.COMMITTED, str(folder.root), f"{count:,}")
        return summary


def find_editor(name: str) -> User:
    """Return the user `name`, or the first superuser. Raises CommandError."""
    if name:
        user = User.objects.filter(username=name).first()
        if user is None:
            raise CommandError(f"There is no user {name}.")
        return user
    owner = User.objects.filter(is_superuser=True, is_active=True).order_by("pk").first()
    if owner is None:
        raise CommandError("There is no superuser: make one with create_owner, or name a --user.")
    return owner
