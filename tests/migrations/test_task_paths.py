"""Queued tasks: an upgraded site finds those that wait by their new places."""

import pytest
from django.core.management import call_command
from django.utils.module_loading import import_string
from django_tasks_db.models import DBTaskResult

from posts.management.commands.copy_database import TARGET_ALIAS
from tests.support.migrations import migrate_posts

pytestmark = pytest.mark.variation  # of a migration that was released


def test_a_task_that_waits_is_found_after_the_upgrade(old_site):
    call_command("migrate", "django_tasks_database", database=TARGET_ALIAS, verbosity=0)
    for path in ("posts.pictures.make_variants", "a.b"):
        DBTaskResult.objects.create(task_path=path, args_kwargs={}, backend_name="default")
    migrate_posts()
    paths = sorted(DBTaskResult.objects.values_list("task_path", flat=True))
    assert paths == ["a.b", "posts.media.library.make_variants"]
    assert import_string(paths[1]).module_path == paths[1]
