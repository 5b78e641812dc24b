"""Copy of all rows into another database with the same tables, also of another vendor.

Foreign keys are checked when a transaction ends, so the order of the tables does not matter.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from itertools import islice
from typing import Any, TypeVar

from django.core.management.color import no_style
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections, transaction
from django.db.models import Model, sql
from tqdm import tqdm

from posts.exchange.database.fingerprint import TableFingerprint, get_stored_fields
from posts.exchange.database.tables import MIGRATED_TABLES, DatabaseCopyError, count_rows, list_tables
from posts.indexing.index import bulk_indexing
from posts.models import Post
from posts.search.related import index_post_keywords

ROW_BATCH_SIZE = 100  # rows in memory at a time

ModelRow = TypeVar("ModelRow", bound=Model)


def copy_database(source: str, target: str, *, is_quiet: bool = False) -> dict[str, TableFingerprint]:
    """Copy all rows from the database `source` to `target`, build the search index there, and compare.

    Returns the fingerprints of the tables, by name. All or nothing: raises
    DatabaseCopyError where the target refuses a row, or differs from the source.
    """
    progress = partial(tqdm, disable=True if is_quiet else None)
    with hold_snapshot(source), transaction.atomic(using=target):
        total = count_rows(list_tables(), source).total()
        clear_target_tables(target)
        with progress(desc="copy", total=total, unit="row") as bar:
            read = {name: copy_table(model, source, target, bar) for name, model in list_tables().items()}
        finish_copy(target)
        with progress(desc="index", total=read[Post._meta.db_table].count, unit="post") as bar:
            build_target_index(target, bar)
        with progress(desc="check", total=total, unit="row") as bar:
            found = {name: fingerprint_table(model, target, bar) for name, model in list_tables().items()}
        ensure_equal(read, found)
    return read


@contextmanager
def hold_snapshot(alias: str) -> Iterator[None]:
    """Read the database `alias` within one snapshot; on SQLite, writers wait until it ends."""
    with transaction.atomic(using=alias):
        if connections[alias].vendor == "postgresql":
            with connections[alias].cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def clear_target_tables(alias: str) -> None:
    """Delete rows that migrations made in the database `alias`: the source has them too."""
    connection = connections[alias]
    with connection.cursor() as cursor:
        for name in MIGRATED_TABLES:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(name)}")  # noqa: S608


def copy_table(model: type[Model], source: str, target: str, bar: Any) -> TableFingerprint:
    """Copy the rows of `model`; return the fingerprint of the rows read."""
    read = TableFingerprint()
    for rows in iter_row_batches(model, source):
        read.add_rows(rows)
        insert_rows(rows, target)
        bar.update(len(rows))
    return read


def fingerprint_table(model: type[Model], alias: str, bar: Any) -> TableFingerprint:
    """Return the fingerprint of the rows of `model` in the database `alias`."""
    found = TableFingerprint()
    for rows in iter_row_batches(model, alias):
        found.add_rows(rows)
        bar.update(len(rows))
    return found


def iter_row_batches(model: type[ModelRow], alias: str) -> Iterator[list[ModelRow]]:
    """Yield the rows of `model` by primary key, ROW_BATCH_SIZE at a time."""
    rows = iter(model._base_manager.using(alias).order_by("pk").iterator(chunk_size=ROW_BATCH_SIZE))
    while batch := list(islice(rows, ROW_BATCH_SIZE)):
        yield batch


def insert_rows(rows: list[Model], alias: str) -> None:
    """Insert `rows` unchanged into the database `alias`. Raises DatabaseCopyError, which names the row."""
    try:
        with transaction.atomic(using=alias):
            insert_raw_rows(rows, alias)
    except (DatabaseError, OverflowError) as error:
        if len(rows) > 1:
            for row in rows:
                insert_rows([row], alias)
        table, key = rows[0]._meta.db_table, rows[0].pk
        raise DatabaseCopyError(f"The target refuses row {key} of {table}: {error}") from error


def insert_raw_rows(rows: list[Model], alias: str) -> None:
    """Insert `rows` without what models and fields do at save."""
    fields = get_stored_fields(rows[0])
    size = connections[alias].ops.bulk_batch_size(fields, rows)
    for begin in range(0, len(rows), size):
        query = sql.InsertQuery(type(rows[0]))
        query.insert_values(fields, rows[begin : begin + size], raw=True)
        query.get_compiler(using=alias).execute_sql()


def finish_copy(alias: str) -> None:
    """Check foreign keys, and set sequences so that new rows get unused keys. Raises DatabaseCopyError."""
    connection = connections[alias]
    try:
        connection.check_constraints()
    except DatabaseError as error:
        raise DatabaseCopyError(f"A row refers to one that is not there: {error}") from error
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(list_tables().values())):
            cursor.execute(statement)


def build_target_index(alias: str, bar: Any) -> None:
    """Fill the search index and the keywords of posts in the database `alias`."""
    with use_as_default(alias), bulk_indexing():
        for posts in iter_row_batches(Post, alias):
            for post in posts:
                post.update_search_index()
            index_post_keywords(posts)
            bar.update(len(posts))


@contextmanager
def use_as_default(alias: str) -> Iterator[None]:
    """Use the database `alias` as the default one: migrations and the search index name none."""
    usual = connections[DEFAULT_DB_ALIAS]
    connections[DEFAULT_DB_ALIAS] = connections[alias]
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = usual


def ensure_equal(read: dict[str, TableFingerprint], found: dict[str, TableFingerprint]) -> None:
    """Raise DatabaseCopyError, which names the tables, where fingerprints `read` and `found` differ."""
    wrong = [
        f"{name} ({read[name].count} rows read, {found[name].count} found)"
        for name in read
        if read[name] != found[name]
    ]
    if wrong:
        raise DatabaseCopyError(f"The target does not hold what was written to it: {', '.join(wrong)}.")
