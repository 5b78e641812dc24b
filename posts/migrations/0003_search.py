from typing import Any

from django.db import migrations

from posts.search.backends import BACKENDS


def create(apps: Any, schema_editor: Any) -> None:
    for statement in BACKENDS[schema_editor.connection.vendor].create:
        schema_editor.execute(statement)


def drop(apps: Any, schema_editor: Any) -> None:
    for statement in BACKENDS[schema_editor.connection.vendor].drop:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("posts", "0002_translations_and_tag_descriptions")]

    operations = [migrations.RunPython(create, drop)]
