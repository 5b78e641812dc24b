"""Make the index of what posts are about; `index_posts` fills it for those that are there."""

from typing import Any

from django.db import migrations

CREATE = {
    # All of JSON's own signs part tokens.
    "sqlite": [
        "CREATE VIRTUAL TABLE posts_subjects USING fts5(subjects, detail = none, tokenize = 'ascii')",
    ],
    "postgresql": [
        "CREATE TABLE posts_subjects (post_id bigint PRIMARY KEY, subjects text[] NOT NULL)",
        "CREATE INDEX posts_subjects_shared ON posts_subjects USING gin (subjects) WITH (fastupdate = off)",
    ],
}


def create(apps: Any, schema_editor: Any) -> None:
    for statement in CREATE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop(apps: Any, schema_editor: Any) -> None:
    schema_editor.execute("DROP TABLE posts_subjects")


class Migration(migrations.Migration):
    dependencies = [("posts", "0007_search_plan")]

    operations = [migrations.RunPython(create, drop)]
