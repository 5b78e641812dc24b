"""Restores a backup into a site: checked as a whole before anything is written, the database last.

Run again after it was stopped it goes on: media that are there are compared, not written again, and the
database is either the old one or the new one.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import DEFAULT_DB_ALIAS, DatabaseError

from posts.exchange.backup.database import write_into_site
from posts.exchange.backup.errors import BackupError, describe_error
from posts.exchange.backup.making import write_backup
from posts.exchange.backup.manifest import Manifest, collect_settings, ensure_not_newer
from posts.exchange.backup.ownership import get_database_path, give_all_to_site
from posts.exchange.backup.portable import copy_into_site, migrate_file
from posts.exchange.backup.restored_media import compare_media, restore_media
from posts.exchange.backup.site_keys import restore_keys
from posts.exchange.backup.verifying import UNPACKED_NAME, unpack_database
from posts.exchange.backup.work_folder import open_work_folder
from posts.exchange.database.tables import DatabaseCopyError, count_rows
from posts.models import Post
from posts.rendering import RENDERER_VERSION

# Tables that have rows as soon as somebody uses the site.
CONTENT_TABLES = ("auth_user", "posts_post", "posts_category", "posts_tag", "posts_series", "posts_picture")
MARKER_NAME = "restore-under-way.json"  # in DATA_DIR, until all is done
SAFETY_FOLDER = "before-restore"  # in DATA_DIR: backups of what was overwritten
MEDIA_STAGE, DATABASE_STAGE = "media", "database"


@dataclass(frozen=True, slots=True)
class RestoredBackup:
    """What was restored, how many files were written, where what was there before is, and what comes next."""

    manifest: Manifest
    media_written: int
    safety_copy: Path | None
    notes: Sequence[str]


def restore_backup(
    path: str | Path,
    *,
    identities: Sequence[Any] = (),
    replace: bool = False,
    collect_static: bool = True,
    report: Callable[[str], Any] = lambda line: None,
) -> RestoredBackup:
    """Restore the backup at `path` into this site, whichever database and store it has.

    Raises BackupError: for a backup that is damaged, of a newer version or encrypted to another key, and
    for a site that is not empty, unless `replace`: then what is there is backed up first.
    """
    try:
        with open_work_folder() as work:
            report("Checking the backup.")
            manifest, keys = unpack_database(Path(path), identities, work)
            ensure_not_newer(manifest)
            restore = Restore(Path(path), identities, manifest, keys, work, report)
            if not restore.is_database_written():
                restore.write_all(replace=replace)
            return restore.finish(collect_static=collect_static)
    except (DatabaseError, DatabaseCopyError, OSError) as error:
        raise BackupError(f"Not restored: {describe_error(error)}. Run the same command again.") from error


@dataclass(slots=True)
class Restore:
    """One run of a restore, of a backup that was checked and whose database is in the folder `work`."""

    path: Path
    identities: Sequence[Any]
    manifest: Manifest
    keys: bytes
    work: Path
    report: Callable[[str], Any]
    media_written: int = 0
    safety_copy: Path | None = None
    notes: list[str] = field(default_factory=list)

    @property
    def database(self) -> Path:
        return self.work / UNPACKED_NAME

    @property
    def stage(self) -> str:
        return read_stage(self.manifest)

    def is_database_written(self) -> bool:
        """Whether a run of the same backup was stopped after it wrote the database."""
        return self.stage == DATABASE_STAGE and bool(count_content())

    def write_all(self, *, replace: bool) -> None:
        """Write media, keys and, last, the database. Raises BackupError where the site is not empty."""
        rows = count_content()
        same, other = compare_media(self.manifest)
        if rows or (other and self.stage != MEDIA_STAGE):
            if not replace:
                raise BackupError(describe_content(rows, other))
            self.back_up_site()
        self.report("Bringing its tables up to date.")
        is_sqlite = get_database_path() is not None
        migrate_file(self.database, build_index=is_sqlite and self.manifest.vendor != "sqlite")
        self.report("Writing media.")
        write_stage(self.manifest, MEDIA_STAGE)
        self.media_written = restore_media(self.path, self.identities, self.manifest, same)
        if self.keys:
            self.notes += restore_keys(self.keys)
        if not rows:
            write_stage(self.manifest, DATABASE_STAGE)
        self.report("Writing the database.")
        if is_sqlite:
            write_into_site(self.database)
        else:
            copy_into_site(self.database)
        write_stage(self.manifest, DATABASE_STAGE)

    def back_up_site(self) -> None:
        """Make a backup of what is about to be overwritten."""
        self.report("Backing up what is there.")
        folder, work = Path(settings.DATA_DIR) / SAFETY_FOLDER, self.work / "safety"
        for each in (folder, work):
            each.mkdir(mode=0o700, exist_ok=True)
        self.safety_copy = write_backup(folder, work, [], keep=None, report=lambda line: None).path

    def finish(self, *, collect_static: bool) -> RestoredBackup:
        """Do what makes pages work: static files, owners of files; say what is left."""
        if collect_static:
            self.report("Collecting static files.")
            try:
                call_command("collectstatic", interactive=False, verbosity=0)
            except (OSError, CommandError) as error:
                self.notes.append(f"Static files were not collected: {describe_error(error)}.")
        give_all_to_site()
        self.notes += list_next_steps(self.manifest, has_keys=bool(self.keys))
        (Path(settings.DATA_DIR) / MARKER_NAME).unlink(missing_ok=True)
        return RestoredBackup(self.manifest, self.media_written, self.safety_copy, self.notes)


def count_content() -> int:
    """Return how many rows the site has that somebody made; 0 where it has no tables yet."""
    path = get_database_path()
    if path is not None and not path.exists():
        return 0
    return count_rows(CONTENT_TABLES, DEFAULT_DB_ALIAS).total()


def describe_content(rows: int, other: set[str]) -> str:
    """Return why a site with `rows`, and with `other` files under the same names, is not written over."""
    found = [f"its database has {rows:,} rows of users, posts, pictures"] if rows else []
    if other:
        found.append(f"media has {len(other)} other files under the same names, first {min(other)!r}")
    return (
        f"This site is not empty, and nothing was written: {'; '.join(found)}. "
        "Is it the right DATA_DIR and DATABASE_URL? --replace overwrites it, after a backup of it."
    )


def read_stage(manifest: Manifest) -> str:
    """Return how far an earlier run with the same backup came, "" where there was none."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        marker = json.loads((Path(settings.DATA_DIR) / MARKER_NAME).read_text())
        if marker["id"] == manifest.id:
            return str(marker["stage"])
    return ""


def write_stage(manifest: Manifest, stage: str) -> None:
    path = Path(settings.DATA_DIR) / MARKER_NAME
    draft = path.with_suffix(".part")
    draft.write_text(json.dumps({"id": manifest.id, "stage": stage}))
    draft.replace(path)


def list_next_steps(manifest: Manifest, *, has_keys: bool) -> Iterator[str]:
    """Yield what is left to the owner."""
    here = collect_settings()
    for name, value in manifest.settings.items():
        if name not in here and name != "DATA_DIR":
            yield f"{name} was set{'' if value is None else f' to {value!r}'}, and is not here."
    if not has_keys:
        yield "The backup has no keys: if SECRET_KEY is another one here, everybody signs in again."
        if manifest.tables.get("mfa_authenticator"):
            yield "Second factors need the old factor-key in DATA_DIR, or FACTOR_KEYS: see docs/accounts.md."
    for name in manifest.missing_media:
        yield f"A row names {name}, which the backup does not have."
    if Post.objects.with_outdated_render(RENDERER_VERSION).exists():
        yield "Run manage.py render_posts: an older version rendered the posts."
    yield "Restart the site, if it runs."
