"""Make the full-text index: a table of FTS5 on SQLite, arrays of tokens with a GIN index on PostgreSQL."""

from typing import Any

from django.db import migrations

CREATE = {
    "sqlite": ["CREATE VIRTUAL TABLE posts_search USING fts5(title, body, pinyin, tokenize = 'ascii')"],
    "postgresql": [
        "CREATE TABLE posts_search (post_id bigint PRIMARY KEY, title text NOT NULL, "
        "body text NOT NULL, pinyin text NOT NULL, tokens text[] NOT NULL)",
        # 0007 makes it anew, of an expression.
        "CREATE INDEX posts_search_tokens ON posts_search USING gin (tokens)",
    ],
}
DROP = {
    "sqlite": ["DROP TABLE posts_search"],
    # 0007 makes the function, and leaves it when it is reversed.
    "postgresql": ["DROP TABLE posts_search", "DROP FUNCTION IF EXISTS posts_search_known"],
}


def create(apps: Any, schema_editor: Any) -> None:
    for statement in CREATE[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop(apps: Any, schema_editor: Any) -> None:
    for statement in DROP[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("posts", "0002_translations_and_tag_descriptions")]

    operations = [migrations.RunPython(create, drop)]
