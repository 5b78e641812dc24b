"""Invalidation: any change of what readers may see begins another version of the site.

Changes are noticed where all of them pass: at the SQL that Django sends. So neither
a bulk update, nor the tables of a package, nor a new model can be forgotten.
"""

import logging
import re
from collections.abc import Callable
from functools import cache
from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created
from django.db.models import Model

from posts.models.site_version import UntoldChangeError, get_site_version
from posts.page_cache.recording import get_recorder

logger = logging.getLogger(__name__)

# What is called after each change that readers see, once it is committed.
change_listeners: list[Callable[[], None]] = []

READ_STATEMENT = re.compile(
    r"[\s(]*(SELECT|SAVEPOINT|RELEASE|ROLLBACK|PRAGMA|EXPLAIN|SHOW|SET|BEGIN|ANALYZE)\b", re.I
)
CHANGED_TABLE = re.compile(r'\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.I)
# Tables without a model of which readers see nothing: what the indexes hold is asked for by no stored page.
PRIVATE_TABLE = re.compile(r"django_migrations|posts_(search|subjects|titles)\w*")
# Django notes with each sign-in when that was; no page shows it.
PRIVATE_UPDATE = re.compile(r'\s*UPDATE "auth_user" SET "last_login" = %s WHERE "auth_user"\."id" = %s\s*')
# Apps of others of which readers see nothing; our own models say `reader_visible = False`.
PRIVATE_APPS = frozenset(
    {"account", "admin", "axes", "django_tasks_database", "mfa", "sessions", "usersessions"}
)


def is_reader_visible(model: type[Model]) -> bool:
    """Whether what a reader sees may depend on the table of `model`; so it is unless one says otherwise."""
    # The table between two models is seen by those who see the model that has the field.
    owner = getattr(model._meta.auto_created, "reader_visible", True)
    return model._meta.app_label not in PRIVATE_APPS and getattr(model, "reader_visible", owner)


@cache
def get_private_tables() -> frozenset[str]:
    """Return the tables of all models of which readers see nothing."""
    models = apps.get_models(include_auto_created=True)
    return frozenset(model._meta.db_table for model in models if not is_reader_visible(model))


def changes_pages(sql: str) -> bool:
    """Whether `sql` may change what a reader sees; unknown statements count as such."""
    if READ_STATEMENT.match(sql):
        return False
    table = CHANGED_TABLE.match(sql)
    if table is None:
        return True
    if table[1] in get_private_tables() or PRIVATE_TABLE.fullmatch(table[1]):
        return False
    return not PRIVATE_UPDATE.fullmatch(sql)


def watch_statement(
    execute: Callable[..., Any],
    sql: str,
    params: Any,
    many: bool,  # noqa: FBT001  (Django calls it so)
    context: dict[str, Any],
) -> Any:
    """Execute `sql`, have it recorded if a page is made, and note a change once it is committed."""
    recorder = get_recorder()
    if recorder is None:
        result = execute(sql, params, many, context)
    else:
        result = recorder.execute(execute, sql, params, many, context)
    if changes_pages(sql):
        connection = context["connection"]
        connection.has_visible_changes = True
        # Not by alias: the connection that creates test databases has none.
        connection.on_commit(lambda: invalidate_pages(connection))
    return result


def invalidate_pages(connection: Any) -> None:
    """Begin another version of the site: once for each transaction, however many changes it made."""
    if not connection.has_visible_changes:
        return
    connection.has_visible_changes = False
    try:
        get_site_version().invalidate()
    except UntoldChangeError:
        # The change is committed: an error page would claim that it is not.
        logger.exception("The other machines could not be told of a change.")
    if connection.alias == DEFAULT_DB_ALIAS:
        for listener in change_listeners:
            listener()


def listen_for_changes(listener: Callable[[], None]) -> None:
    """Have `listener` called after each change that readers see; it raises nothing."""
    if listener not in change_listeners:
        change_listeners.append(listener)


def watch_connection(connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    if watch_statement not in connection.execute_wrappers:
        connection.execute_wrappers.append(watch_statement)
    if getattr(connection, "is_replaced", False):
        # Another database, with other pages.
        connection.has_visible_changes = True  # type: ignore[attr-defined]
        invalidate_pages(connection)


def watch_all_connections() -> None:
    """Watch every connection to the database, from now on."""
    connection_created.connect(watch_connection)
