"""Lead PostgreSQL's planner to the index of search, where that was made without a lead."""

from typing import Any

from django.db import migrations

from posts.search.backends import PostgreSQL


def plan(apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        for statement in PostgreSQL.plan:
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("posts", "0006_groups")]

    operations = [migrations.RunPython(plan, migrations.RunPython.noop)]
