"""Reads DATABASE_URL and REDIS_URL. What cannot be read stops the start with a message, without passwords."""

from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.core.exceptions import ImproperlyConfigured

from config.environment import env

DATABASE_SCHEMES = ("sqlite", "postgres", "postgresql", "pgsql", "psql")
DATABASE_EXAMPLE = "postgres://name:password@host/database or sqlite:////absolute/path"
# Write-ahead logging and immediate transactions: writers queue instead of failing with "database is
# locked". What is acknowledged is on the disk: each commit syncs the log. The cache of a connection has
# 16 MB, enough for the indexes of a large site.
SQLITE_OPTIONS = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16000;",
}
# A server that hangs holds no request for long.
POSTGRESQL_OPTIONS = {
    "connect_timeout": 3,  # seconds
    # A machine that is gone is noticed by the system, after 25 seconds.
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 25_000,  # milliseconds
}
# Connections are persistent, so that no request waits for a new one.
CONNECTION_DEFAULTS = {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}  # seconds

REDIS_SCHEMES = ("redis", "rediss", "unix")
REDIS_EXAMPLE = "redis://host:6379/0, rediss://host:6379/0 or unix:///path"
SPECIAL_CHARACTERS = "In a password, write @ as %40, # as %23, / as %2F, ? as %3F and % as %25."


def split_address(name: str, address: str, schemes: tuple[str, ...], example: str) -> SplitResult:
    """Return the parts of `address`, the value of the variable `name`. Raises ImproperlyConfigured."""
    try:
        parts = urlsplit(address)
        is_readable = parts.port is None or parts.port > 0
    except ValueError:
        is_readable = False
    if not is_readable or parts.scheme not in schemes or parts.fragment:
        raise ImproperlyConfigured(f"{name} must be like {example}. {SPECIAL_CHARACTERS}")
    return parts


def parse_database_address(address: str) -> dict[str, Any]:
    """Return the entry of Django's DATABASES for the database at `address`."""
    parts = split_address("DATABASE_URL", address, DATABASE_SCHEMES, DATABASE_EXAMPLE)
    if parts.scheme == "sqlite" and parts.netloc and address != "sqlite://:memory:":
        raise ImproperlyConfigured("DATABASE_URL: the absolute path of an SQLite file has four slashes.")
    if parts.scheme != "sqlite" and not parts.path.strip("/"):
        raise ImproperlyConfigured(f"DATABASE_URL names no database. It must be like {DATABASE_EXAMPLE}.")
    return dict(env.db_url_config(address))


def use_site_engine(database: dict[str, Any]) -> dict[str, Any]:
    """Return `database`, an entry of DATABASES, with our engine for it, and what we want of that."""
    if database["ENGINE"] == "django.db.backends.sqlite3":
        database |= {"ENGINE": "posts.database.sqlite3", "OPTIONS": SQLITE_OPTIONS}
    elif database["ENGINE"] == "django.db.backends.postgresql":
        options = POSTGRESQL_OPTIONS | database.get("OPTIONS", {})
        database |= {"ENGINE": "posts.database.postgresql", "OPTIONS": options}
    return CONNECTION_DEFAULTS | database


def parse_redis_address(address: str) -> str:
    """Return `address`, if it is one of Redis, or ""."""
    if address:
        split_address("REDIS_URL", address, REDIS_SCHEMES, REDIS_EXAMPLE)
    return address
