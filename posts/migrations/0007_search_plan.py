"""Have PostgreSQL's planner use the search index.

The arrays of tokens are stored beside the table, compressed: to read all of them takes seconds, but the
planner counts only the table's own pages. An index of a function that is declared costly is preferred.
New rows enter the index at once (`fastupdate = off`): every search reads the list of waiting ones.
"""

from typing import Any

from django.db import migrations

STATEMENTS = [
    "CREATE OR REPLACE FUNCTION posts_search_known(tokens text[]) RETURNS text[] LANGUAGE plpgsql "
    "IMMUTABLE PARALLEL SAFE COST 10000 AS 'BEGIN RETURN tokens; END'",
    "DROP INDEX IF EXISTS posts_search_tokens",
    "CREATE INDEX posts_search_tokens ON posts_search USING gin (posts_search_known(tokens)) "
    "WITH (fastupdate = off)",
]


def plan(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        for statement in STATEMENTS:
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("posts", "0006_groups")]

    operations = [migrations.RunPython(plan, migrations.RunPython.noop)]
