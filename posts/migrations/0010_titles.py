"""Give titles an index of their own, filled from that of all the text, which knows them."""

from typing import Any

from django.db import migrations

CREATE_AND_FILL = {
    "sqlite": [
        "CREATE VIRTUAL TABLE posts_titles USING fts5(title, pinyin, tokenize = 'ascii')",
        "INSERT INTO posts_titles(rowid, title, pinyin) SELECT rowid, title, pinyin FROM posts_search",
    ],
    # An index of arrays knows no beginnings of words; one of lexemes does. Both columns are in it.
    "postgresql": [
        "CREATE TABLE posts_titles (post_id bigint PRIMARY KEY, title text NOT NULL, pinyin text NOT NULL, "
        "words tsvector NOT NULL GENERATED ALWAYS AS "
        "(array_to_tsvector(array_remove(string_to_array(title, ' '), ''))) STORED, "
        "sounds tsvector NOT NULL GENERATED ALWAYS AS "
        "(array_to_tsvector(array_remove(string_to_array(pinyin, ' '), ''))) STORED)",
        "CREATE INDEX posts_titles_lexemes ON posts_titles USING gin (words, sounds) WITH (fastupdate = off)",
        "INSERT INTO posts_titles (post_id, title, pinyin) SELECT post_id, title, pinyin FROM posts_search",
    ],
}


def create(apps: Any, schema_editor: Any) -> None:
    for statement in CREATE_AND_FILL[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop(apps: Any, schema_editor: Any) -> None:
    schema_editor.execute("DROP TABLE posts_titles")


class Migration(migrations.Migration):
    dependencies = [("posts", "0009_tagged_dates")]

    operations = [migrations.RunPython(create, drop)]
