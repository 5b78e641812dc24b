"""Finish an upgrade, after `git pull` and `pip install`: one command, which can be run again."""

import os
import pwd
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser
from django.db import Error

from posts.exchange.backup import BackupError
from posts.maintenance.site_files import find_path_owner
from posts.maintenance.upgrade import UPGRADE_STEPS, UpgradeError, list_ways_back, reload_server, run_step
from posts.maintenance.upgrade_record import UpgradeRecord, begin_upgrade, read_upgrade_record
from posts.maintenance.versions import FOLDER, describe_version
from posts.models.machine_slots import NoFreeSlot, take_slot


class Command(BaseCommand):
    help = (
        "Back up, migrate, collect static files, render and index what is stale, check, and reload the "
        "server. Run it again if it was stopped: it goes on where it was."
    )
    requires_system_checks = ()  # they are a step

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--no-reload", action="store_true", help="leave the server as it is")

    def handle(self, *args: Any, no_reload: bool, **options: Any) -> None:
        owner = find_path_owner(Path(settings.DATA_DIR))
        if os.geteuid() == 0 and owner not in {"", "root"}:
            run_upgrade_as(owner)
        else:
            self.run_steps()
        if not no_reload:
            self.stdout.write(reload_server())

    def run_steps(self) -> None:
        """Do all steps, one upgrade at a time."""
        try:
            with take_slot("upgrade"):
                self.stdout.write(describe_version())
                if not read_upgrade_record().is_finished:
                    self.stdout.write("An upgrade was stopped; this one goes on with it.")
                record = begin_upgrade()
                for step in UPGRADE_STEPS:
                    with explain_failure(step.name, record):
                        self.stdout.write(run_step(step, record))
                        self.stdout.flush()
                record.finish()
        except NoFreeSlot:
            raise CommandError("Another upgrade is running. This one did nothing.") from None
        self.stdout.write(self.style.SUCCESS("Upgraded."))


@contextmanager
def explain_failure(name: str, record: UpgradeRecord) -> Iterator[None]:
    """Raise CommandError, with the way back, where the step called `name` fails."""
    try:
        yield
    except (BackupError, CommandError, Error, OSError, UpgradeError) as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        try:
            ways_back = "\n".join(f"  {command}" for command in list_ways_back(record))
        except Error:
            ways_back = f"  manage.py restore {record.backup} --replace, once the database is back"
        message = (
            f"{name} failed: {reason}\n"
            "Mend it and run manage.py upgrade again: it goes on here. Or go back to the version before:\n"
            f"{ways_back}"
        )
        raise CommandError(message) from error


def run_upgrade_as(user: str) -> None:
    """Do the steps as `user`, so that no file becomes root's. Raises SystemExit with their status."""
    entry = pwd.getpwnam(user)
    result = subprocess.run(
        [sys.executable, "manage.py", "upgrade", "--no-reload"],
        cwd=FOLDER,
        # What the environment file set is in the environment already, and the file may be root's.
        env={**os.environ, "ENV_FILE": ""},
        user=entry.pw_uid,
        group=entry.pw_gid,
        extra_groups=[],
        umask=0o027,
        check=False,
    )
    if result.returncode:
        raise SystemExit(result.returncode)
