"""Make room for what posts are about; `index_posts` fills it for those that are there."""

from typing import Any

from django.db import migrations

from posts.search.backends import BACKENDS


def create(apps: Any, schema_editor: Any) -> None:
    for statement in BACKENDS[schema_editor.connection.vendor].create_subjects:
        schema_editor.execute(statement)


def drop(apps: Any, schema_editor: Any) -> None:
    for statement in BACKENDS[schema_editor.connection.vendor].drop_subjects:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("posts", "0007_search_plan")]

    operations = [migrations.RunPython(create, drop)]
