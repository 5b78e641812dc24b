"""Let queued tasks be found where they are now: their rows name them by module and function."""

from typing import Any

from django.db import migrations

TABLE = "django_tasks_database_dbtaskresult"
MOVED_TASKS = {"posts.pictures.make_variants": "posts.media.library.make_variants"}


def follow_moved_tasks(apps: Any, schema_editor: Any) -> None:
    replace_task_paths(schema_editor, MOVED_TASKS)


def restore_task_paths(apps: Any, schema_editor: Any) -> None:
    replace_task_paths(schema_editor, {new: old for old, new in MOVED_TASKS.items()})


def replace_task_paths(schema_editor: Any, paths: dict[str, str]) -> None:
    """Replace the paths in the queue; it has a table only where TASKS=database was set."""
    connection = schema_editor.connection
    if TABLE not in connection.introspection.table_names():
        return
    with connection.cursor() as cursor:
        for old, new in paths.items():
            cursor.execute(f"UPDATE {TABLE} SET task_path = %s WHERE task_path = %s", [new, old])


class Migration(migrations.Migration):
    dependencies = [("posts", "0013_field_words")]

    operations = [migrations.RunPython(follow_moved_tasks, restore_task_paths)]
