"""The manifest: what a backup holds, where it comes from, and which version can restore it."""

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field

from django.db.migrations.loader import MigrationLoader

import posts
from posts.exchange.backup.archive import MEDIA_FOLDER, StoredFile
from posts.exchange.backup.errors import BackupError

# Settings whose values are no secrets; of all others a backup has the names.
OPEN_SETTINGS = (
    "SITE_NAME",
    "SITE_DESCRIPTION",
    "SITE_URL",
    "HSTS_SUBDOMAINS",
    "LANGUAGE_CODE",
    "TIME_ZONE",
    "ALLOWED_HOSTS",
    "CLIENT_ADDRESS_HEADER",
    "REQUIRE_SECOND_FACTOR",
    "SECURITY_CONTACT",
    "WEBSUB_HUB",
    "TASKS",
    "PAGE_STORE_MB",
    "PAGE_DISK_MB",
    "SHARED_CACHE_SECONDS",
    "AUDIT_LOG_ADDRESSES",
    "AUDIT_LOG_DAYS",
    "BACKUP_REMINDER_DAYS",
    "IMPORT_MAX_MB",
    "LOG_FAILED_LOGINS",
    "LOG_FORMAT",
    "MATH_MACROS",
    "LOG_LEVEL",
)
SECRET_SETTINGS = (
    "DATA_DIR",
    "ENV_FILE",
    "IMPORT_FOLDER",
    "METRICS_TOKEN",
    "STATIC_ROOT",
    "THEME_DIR",
    "DATABASE_URL",
    "REDIS_URL",
    "MEDIA_STORAGE",
    "SECRET_KEY",
    "FACTOR_KEYS",
    "EMAIL_URL",
    "DEFAULT_FROM_EMAIL",
    "SERVER_EMAIL",
    "DEBUG",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What is written into a backup beside its content."""

    id: str
    created_at: str  # ISO 8601, with its offset
    version: str  # of Transmission
    site: str  # its address
    vendor: str  # of the database that the site had
    tables: Mapping[str, int]  # rows by table
    migrations: Mapping[str, list[str]]  # applied ones by app
    files: Mapping[str, StoredFile]
    settings: Mapping[str, str | None]  # by name; None where the value is not told
    missing_media: list[str] = field(default_factory=list)

    @property
    def media_count(self) -> int:
        return sum(name.startswith(MEDIA_FOLDER) for name in self.files)

    def to_json(self) -> bytes:
        return json.dumps(asdict(self), indent=1, sort_keys=True).encode()


def parse_manifest(content: bytes) -> Manifest:
    """Return the manifest in `content`. Raises BackupError where it is damaged."""
    try:
        values = json.loads(content)
        return Manifest(
            files={name: StoredFile(**each) for name, each in values.pop("files").items()},
            tables={name: int(count) for name, count in values.pop("tables").items()},
            migrations={app: list(names) for app, names in values.pop("migrations").items()},
            settings=dict(values.pop("settings").items()),
            **values,
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BackupError(
            "The backup's manifest cannot be read: it is damaged, or no backup of this site."
        ) from error


def collect_settings() -> dict[str, str | None]:
    """Return the settings that the environment has: values of open ones, names of the others."""
    names = [name for name in (*OPEN_SETTINGS, *SECRET_SETTINGS) if name in os.environ]
    return {name: os.environ[name] if name in OPEN_SETTINGS else None for name in names}


def group_migrations(applied: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """Return the names of migrations by app."""
    grouped: dict[str, list[str]] = {}
    for app, name in sorted(applied):
        grouped.setdefault(app, []).append(name)
    return grouped


def ensure_not_newer(manifest: Manifest) -> None:
    """Raise BackupError where the backup has migrations that this version does not know.

    Tables of apps that this site does not have come along, and nobody asks them.
    """
    loader = MigrationLoader(None, ignore_no_migrations=True)
    replaced = {key for migration in loader.disk_migrations.values() for key in migration.replaces}
    known = loader.disk_migrations.keys() | replaced
    unknown = [
        f"{app}.{name}"
        for app, names in manifest.migrations.items()
        for name in names
        if app in loader.migrated_apps and (app, name) not in known
    ]
    if unknown:
        raise BackupError(
            f"The backup was made by a newer version ({manifest.version or 'not known'}; this is "
            f"{posts.__version__}): {unknown[0]} is not known here. "
            "Install that version or a later one, and restore with it."
        )
