"""The parts that the site needs, and which of them are missing now."""

import os
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection

from posts.database.applied_migrations import count_missing_migrations
from posts.page_cache.health import ping_database

MIN_FREE_BYTES = 50_000_000  # below which a save may fail
REDIS_TIMEOUT, MEDIA_TIMEOUT = 0.2, 2.0  # seconds

media_thread = ThreadPoolExecutor(1, thread_name_prefix="readyz-media")


def check_migrations() -> str:
    count = count_missing_migrations(connection)
    return f"{count} not applied" if count else ""


def check_tables() -> str:
    tables = set(connection.introspection.django_table_names(only_existing=False))
    missing = sorted(tables.difference(connection.introspection.table_names()))
    return f"missing: {', '.join(missing)}" if missing else ""


def check_redis() -> str:
    if settings.REDIS_URL:
        import redis  # noqa: PLC0415  (six megabytes, for sites that have one)

        timeouts = {"socket_timeout": REDIS_TIMEOUT, "socket_connect_timeout": REDIS_TIMEOUT}
        with redis.Redis.from_url(settings.REDIS_URL, **timeouts) as client:
            client.ping()
    return ""


def check_media() -> str:
    """Ask the storage of media, whose own limits are longer.

    One thread asks: while it waits for the last answer, the next question is not asked.
    """
    question = media_thread.submit(default_storage.exists, "readyz")
    try:
        question.result(MEDIA_TIMEOUT)
    except TimeoutError:
        question.cancel()
        return f"no answer within {MEDIA_TIMEOUT:g} seconds"
    return ""


def check_disk() -> str:
    if not os.access(settings.DATA_DIR, os.W_OK):
        return "not writable"
    free = shutil.disk_usage(Path(settings.DATA_DIR)).free
    return f"{free // 1_000_000} MB free" if free < MIN_FREE_BYTES else ""


# By name: each returns what is missing, if something is; an exception that it raises says the same.
PART_CHECKS: dict[str, Callable[[], str | None]] = {
    "database": ping_database,
    "migrations": check_migrations,
    "tables": check_tables,
    "redis": check_redis,
    "media": check_media,
    "disk": check_disk,
}


def find_missing_parts() -> dict[str, str]:
    """Return what is missing by the name of the part; empty where the site is ready.

    Messages of a server or driver stay in the log's hands: they may hold addresses.
    """
    missing = {}
    for name, check in PART_CHECKS.items():
        if name in {"migrations", "tables"} and "database" in missing:
            continue
        try:
            reason = check()
        except Exception as error:  # noqa: BLE001  (whatever a driver raises, the part is missing)
            reason = f"unreachable ({type(error).__name__})"
        if reason:
            missing[name] = reason
    return missing
