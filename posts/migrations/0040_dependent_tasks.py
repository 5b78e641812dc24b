"""Let queued tasks that render dependent posts be found where they are now, with their arguments."""

from typing import Any

from django.db import migrations

MARK = "posts.revisions.dependent_renders.mark_dependents"
REFERENCES = "posts.models.reference_updates.update_references"
LITERATURE = "posts.revisions.citing_posts.render_citing_posts"


def follow_moved_tasks(apps: Any, schema_editor: Any) -> None:
    """Change the tasks that wait; those of the past are known by their path alone."""
    tasks = apps.get_model("django_tasks_database", "DBTaskResult").objects
    for task in tasks.filter(task_path__in=[REFERENCES, LITERATURE]):
        keys = task.args_kwargs["args"][:1] if task.task_path == LITERATURE else []
        reason = ["references"] if task.task_path == REFERENCES else ["literature", *keys]
        task.task_path = MARK
        task.args_kwargs = {"args": reason, "kwargs": {}}
        task.save(update_fields=["task_path", "args_kwargs"])


class Migration(migrations.Migration):
    dependencies = [
        ("posts", "0039_import_manifest"),
        ("django_tasks_database", "0021_conditional_partial_index_ordering"),
    ]

    operations = [migrations.RunPython(follow_moved_tasks, migrations.RunPython.noop)]
