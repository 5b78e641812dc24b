"""Tasks that rendered dependent posts under other names: those that wait are done after the upgrade."""

import pytest
from django.core.management import call_command
from django.utils.module_loading import import_string
from django_tasks_db.models import DBTaskResult

from posts.management.commands.copy_database import TARGET_ALIAS
from tests.support.migrations import migrate_posts

pytestmark = pytest.mark.variation  # of a migration that was released

REFERENCES = "posts.models.reference_updates.update_references"
LITERATURE = "posts.revisions.citing_posts.render_citing_posts"
# As they were enqueued, and as `mark_dependents` is to get them.
WAITING = [
    (REFERENCES, [], ["references"]),
    (LITERATURE, [None], ["literature", None]),
    (LITERATURE, [["knuth", "李"]], ["literature", ["knuth", "李"]]),
    # One that goes on behind a post looks at all of them again.
    (LITERATURE, [["knuth"], 7], ["literature", ["knuth"]]),
]


def test_those_that_wait_are_taken_over_with_what_they_look_for(old_site):
    call_command("migrate", "django_tasks_database", database=TARGET_ALIAS, verbosity=0)
    migrate_posts("0039_import_manifest")
    waiting = [
        DBTaskResult.objects.create(
            task_path=path, args_kwargs={"args": given, "kwargs": {}}, backend_name="default"
        )
        for path, given, _ in WAITING
    ]
    other = DBTaskResult.objects.create(
        task_path="a.b", args_kwargs={"args": [1], "kwargs": {}}, backend_name="default"
    )

    migrate_posts()

    for task, (_, _, expected) in zip(waiting, WAITING, strict=True):
        task.refresh_from_db()
        function = import_string(task.task_path)
        assert function.module_path == task.task_path
        assert (task.status, task.args_kwargs) == ("READY", {"args": expected, "kwargs": {}})
        function.call(*task.args_kwargs["args"])
    other.refresh_from_db()
    assert (other.task_path, other.args_kwargs) == ("a.b", {"args": [1], "kwargs": {}})
