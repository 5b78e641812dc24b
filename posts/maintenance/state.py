"""The state of the site in figures, for its owner: versions, database, store, queue, disk, backup."""

import platform
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import django
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection
from django.template.defaultfilters import date, filesizeformat
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

import posts
from posts.accounts.notifications import is_mail_configured
from posts.exchange.backup import get_last_backup
from posts.exchange.backup.ownership import get_database_path, get_media_folder
from posts.maintenance.versions import find_commit
from posts.tasks.queue import has_queue
from posts.tasks.state import get_queue_state


class SiteFact(NamedTuple):
    """A line of the page: what it is about, and how it is."""

    name: str
    value: str


def list_site_facts() -> Iterator[SiteFact]:
    """Yield what the page “State of the site” shows above the warnings."""
    commit = find_commit()
    yield SiteFact("Transmission", f"{posts.__version__} ({commit})" if commit else posts.__version__)
    yield SiteFact("Python · Django", f"{platform.python_version()} · {django.get_version()}")
    yield SiteFact(_("Address"), settings.SITE_URL or _("none"))
    yield SiteFact(_("Database"), describe_database_server())
    yield SiteFact(_("Uploaded files"), describe_store())
    yield SiteFact(_("Disk"), describe_disk())
    yield SiteFact(_("Background tasks"), describe_queue())
    yield SiteFact(_("Last backup"), describe_last_backup())
    yield SiteFact(_("Mail"), settings.EMAIL_HOST if is_mail_configured() else _("is not sent"))


def describe_database_server() -> str:
    """Return the kind and version of the database, and the size of SQLite's file."""
    version = ".".join(map(str, connection.get_database_version()))
    path = get_database_path()
    size = f" · {filesizeformat(path.stat().st_size)}" if path and path.exists() else ""
    return f"{connection.display_name} {version}{size}"


def describe_store() -> str:
    """Return the folder, or the bucket, of uploaded files."""
    folder = get_media_folder()
    return str(folder) if folder else f"s3://{getattr(default_storage, 'bucket_name', '')}"


def describe_disk() -> str:
    usage = shutil.disk_usage(Path(settings.DATA_DIR))
    values = {"free": filesizeformat(usage.free), "total": filesizeformat(usage.total)}
    return _("%(free)s of %(total)s free") % values


def describe_queue() -> str:
    """Return how many tasks wait, run and failed."""
    if not has_queue():
        return _("done at once")
    state = get_queue_state()
    values = {"waiting": state.waiting, "running": state.running, "failed": state.failed}
    return _("%(waiting)s waiting, %(running)s running, %(failed)s failed") % values


def describe_last_backup() -> str:
    """Return when the last backup was made, where it is and how large."""
    last = get_last_backup()
    if last.succeeded_at is None:
        return _("none")
    time = date(timezone.localtime(last.succeeded_at), "Y-m-d H:i")
    age = _("%(time)s ago") % {"time": timesince(last.succeeded_at, depth=1)}
    return f"{time} ({age}) · {last.path} · {filesizeformat(last.size)}"
