"""The schema of a database as text that can be compared: what its catalogue says of the tables of `posts`."""

from collections.abc import Iterator

from django.db.backends.base.base import BaseDatabaseWrapper

# Tables, indexes and virtual tables. What SQLite makes by itself has no SQL or, for the tables behind
# a virtual one, depends on SQLite's version.
SQLITE = """
    SELECT sql FROM sqlite_master
    WHERE tbl_name LIKE 'posts\\_%' ESCAPE '\\' AND sql IS NOT NULL
    AND NOT EXISTS (
        SELECT 1 FROM sqlite_master AS virtual
        WHERE virtual.sql LIKE 'CREATE VIRTUAL TABLE%'
        AND sqlite_master.name LIKE virtual.name || '\\_%' ESCAPE '\\'
    )
    ORDER BY type DESC, name
"""

# NOT NULL is part of the columns; as a constraint, PostgreSQL 18 lists it too.
POSTGRESQL = (
    """
    SELECT format(
        'column %s.%s %s%s%s%s', relname, attname, format_type(atttypid, atttypmod),
        CASE WHEN attnotnull THEN ' NOT NULL' END,
        CASE WHEN attidentity <> '' THEN ' IDENTITY ' || attidentity::text END,
        CASE attgenerated WHEN 's' THEN ' GENERATED ' ELSE ' DEFAULT ' END || pg_get_expr(adbin, adrelid)
    )
    FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
    LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname LIKE 'posts\\_%'
    AND attnum > 0 AND NOT attisdropped
    ORDER BY relname COLLATE "C", attnum
    """,
    """
    SELECT format('constraint %s.%s %s', relname, conname, pg_get_constraintdef(pg_constraint.oid))
    FROM pg_constraint JOIN pg_class ON conrelid = pg_class.oid
    WHERE connamespace = 'public'::regnamespace AND relname LIKE 'posts\\_%' AND contype <> 'n'
    ORDER BY relname COLLATE "C", conname COLLATE "C"
    """,
    """
    SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename LIKE 'posts\\_%'
    ORDER BY tablename COLLATE "C", indexname COLLATE "C"
    """,
    """
    SELECT 'sequence ' || sequencename FROM pg_sequences
    WHERE schemaname = 'public' AND sequencename LIKE 'posts\\_%'
    ORDER BY sequencename COLLATE "C"
    """,
    """
    SELECT pg_get_functiondef(oid) FROM pg_proc
    WHERE pronamespace = 'public'::regnamespace AND proname LIKE 'posts\\_%'
    ORDER BY proname COLLATE "C"
    """,
    """
    SELECT pg_get_triggerdef(pg_trigger.oid) FROM pg_trigger JOIN pg_class ON tgrelid = pg_class.oid
    WHERE NOT tgisinternal AND relname LIKE 'posts\\_%'
    ORDER BY relname COLLATE "C", tgname COLLATE "C"
    """,
)


def read_catalogue(connection: BaseDatabaseWrapper) -> str:
    """Return the schema of the tables whose names begin with `posts_`, on SQLite or PostgreSQL."""
    is_sqlite = connection.vendor == "sqlite"
    found = read_rows(connection, SQLITE) if is_sqlite else read_all(connection)
    return "".join(f"{normalise_sql(sql)}\n" for sql in found)


def read_all(connection: BaseDatabaseWrapper) -> Iterator[str]:
    for query in POSTGRESQL:
        yield from read_rows(connection, query)


def read_rows(connection: BaseDatabaseWrapper, query: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return [sql for (sql,) in cursor.fetchall()]


def normalise_sql(sql: str) -> str:
    """Return `sql` with each run of white space as one space, and a line for each column of a table."""
    sql = " ".join(sql.split())
    return sql.replace(', "', ',\n    "') if sql.startswith("CREATE TABLE") else sql
