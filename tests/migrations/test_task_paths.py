"""Queued tasks: an upgraded site finds those that wait by their new places."""

from django.db import connection
from django.utils.module_loading import import_string

from tests.support.migrations import migrate_posts

TABLE = "django_tasks_database_dbtaskresult"


def test_a_task_that_waits_is_found_after_the_upgrade(old_site):
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE IF NOT EXISTS {TABLE} (task_path text)")
        cursor.execute(f"INSERT INTO {TABLE} (task_path) VALUES ('posts.pictures.make_variants'), ('a.b')")  # noqa: S608
        migrate_posts()
        cursor.execute(f"SELECT task_path FROM {TABLE} ORDER BY task_path")  # noqa: S608
        paths = [path for (path,) in cursor.fetchall()]
    assert paths == ["a.b", "posts.media.library.make_variants"]
    assert import_string(paths[1]).module_path == paths[1]
