"""The steps of an upgrade, each of which may be done again: what was stopped in any of them goes on."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from time import monotonic

from django.conf import settings
from django.core import checks
from django.core.management import call_command
from django.db import connection

from posts.database.applied_migrations import count_missing_migrations
from posts.exchange.backup import make_backup
from posts.maintenance.checks.files import report_static_files
from posts.maintenance.upgrade_record import UpgradeRecord, read_last_migrations
from posts.maintenance.versions import FOLDER, has_file_at
from posts.models import Post
from posts.rendering import RENDERER_VERSION
from posts.views.readiness import find_missing_parts

BACKUP_FOLDER = "before-upgrade"  # in DATA_DIR
KEPT_BACKUPS = 3
SERVICES = ("transmission", "transmission-worker")
INSTALL = ".venv/bin/pip install --require-hashes -r requirements.txt"


class UpgradeError(Exception):
    """A step that failed; the message is for people."""


@dataclass(frozen=True)
class UpgradeStep:
    """A step: its name, and a function that does it and returns in a few words what was done."""

    name: str
    run: Callable[[UpgradeRecord], str]


def back_up_site(record: UpgradeRecord) -> str:
    """Back the site up as it was before the first step, unless a stopped upgrade has."""
    if record.backup and Path(record.backup).exists():
        return f"kept {record.backup}, from before"
    if not record.from_migrations:
        return "nothing is there yet"
    folder = Path(settings.DATA_DIR) / BACKUP_FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    record.backup = str(make_backup(folder, keep=KEPT_BACKUPS).path)
    record.save()
    return record.backup


def run_migrations(record: UpgradeRecord) -> str:
    """Run the migrations that were not; note first that the index must be made anew."""
    count = count_missing_migrations(connection)
    if count:
        record.needs_index = True
        record.save()
        call_command("migrate", interactive=False, verbosity=0)
    return f"{count} migrations" if count else "nothing to do"


def collect_files(record: UpgradeRecord) -> str:
    """Collect the static files, unless none is newer than those that were collected."""
    if not list(report_static_files()):
        return "nothing to do"
    call_command("collectstatic", interactive=False, verbosity=0)
    return "done"


def render_outdated_posts(record: UpgradeRecord) -> str:
    """Render what an older version rendered. A post that cannot be rendered stays as it is, and is named."""
    count = Post.objects.with_outdated_render(RENDERER_VERSION).count()
    if not count:
        return "nothing to do"
    record.needs_index = True
    record.save()
    errors = StringIO()
    try:
        call_command("render_posts", verbosity=0, stderr=errors)
    except SystemExit:
        return f"{count} posts, but not: {'; '.join(errors.getvalue().split(chr(10))).strip('; ')}"
    return f"{count} posts"


def index_changed_posts(record: UpgradeRecord) -> str:
    """Make the search index anew, if tables or renders changed."""
    if not record.needs_index:
        return "nothing to do"
    with redirect_stderr(StringIO()):
        call_command("index_posts", stdout=StringIO())
    record.needs_index = False
    record.save()
    return f"{Post.objects.count()} posts"


def check_site(record: UpgradeRecord) -> str:
    """Raise UpgradeError where a part of the site is missing, or Django finds an error."""
    found = [f"{name}: {reason}" for name, reason in find_missing_parts().items()]
    found += [str(message.msg) for message in checks.run_checks() if message.is_serious()]
    if found:
        raise UpgradeError("; ".join(found))
    return "all is there"


UPGRADE_STEPS = (
    UpgradeStep("back up", back_up_site),
    UpgradeStep("migrate", run_migrations),
    UpgradeStep("collect static files", collect_files),
    UpgradeStep("render posts", render_outdated_posts),
    UpgradeStep("index posts", index_changed_posts),
    UpgradeStep("check", check_site),
)


def run_step(step: UpgradeStep, record: UpgradeRecord) -> str:
    """Do `step`; return its line, with its time."""
    begin = monotonic()
    result = step.run(record)
    return f"{step.name}: {result} ({monotonic() - begin:.1f} s)"


def list_ways_back(record: UpgradeRecord) -> Iterator[str]:
    """Yield the shell commands that lead back to the version before, and to its data."""
    commit = record.from_commit or "<the version before>"
    connection.close()
    has_restore = has_file_at(record.from_commit, "posts/management/commands/restore.py")
    has_changed = read_last_migrations() != record.from_migrations
    if has_changed and not has_restore:
        for app, name in find_migrations_back(record):
            yield f".venv/bin/python manage.py migrate {app} {name}"
    yield f"git checkout {commit} && {INSTALL}"
    if has_changed and has_restore and record.backup:
        yield f".venv/bin/python manage.py restore {record.backup} --replace"
    yield ".venv/bin/python manage.py collectstatic --noinput"
    yield f"systemctl restart {SERVICES[0]}"


def find_migrations_back(record: UpgradeRecord) -> Iterator[tuple[str, str]]:
    """Yield app and migration, to which the database is to go back."""
    for app, name in read_last_migrations().items():
        if (before := record.from_migrations.get(app, "zero")) != name:
            yield app, before


def reload_server() -> str:
    """Have systemd reload the server, if it runs it; return what was done, or what is left to do."""
    systemctl = shutil.which("systemctl")
    if systemctl is None or not is_service_active(systemctl, SERVICES[0]):
        return "Reload the server: kill -HUP its first process, or restart it."
    active = [name for name in SERVICES if is_service_active(systemctl, name)]
    result = subprocess.run(  # noqa: S603
        [systemctl, "reload-or-restart", *active], capture_output=True, text=True, check=False
    )
    if result.returncode:
        return f"Reload the server, as root: systemctl reload-or-restart {' '.join(active)}"
    return f"Reloaded: {', '.join(active)}."


def is_service_active(systemctl: str, name: str) -> bool:
    command = [systemctl, "is-active", "--quiet", name]
    return not subprocess.run(command, cwd=FOLDER, check=False, stderr=subprocess.DEVNULL).returncode  # noqa: S603
