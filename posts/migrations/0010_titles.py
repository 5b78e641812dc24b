"""Give titles an index of their own, filled from that of all the text, which knows them."""

from typing import Any

from django.db import migrations

from posts.search.backends import BACKENDS


def create(apps: Any, schema_editor: Any) -> None:
    backend = BACKENDS[schema_editor.connection.vendor]
    for statement in (*backend.create_titles, backend.fill_titles):
        schema_editor.execute(statement)


def drop(apps: Any, schema_editor: Any) -> None:
    for statement in BACKENDS[schema_editor.connection.vendor].drop_titles:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("posts", "0009_tagged_dates")]

    operations = [migrations.RunPython(create, drop)]
