"""The rows that an import wrote, in a form that two imports of the same folder have in common."""

import json
from collections.abc import Mapping
from typing import Any

from django.apps import apps
from django.db import connection

from posts.indexing.index import INDEX_TABLES

# What no two imports have in common: ids that are drawn, and moments of the import itself.
DRAWN_FIELDS = frozenset({"id", "uid", "created_at", "updated_at", "password", "date_joined"})
LEFT_OUT_MODELS = frozenset({"posts.siteversion", "posts.backgroundtask", "posts.machineslots"})


def collect_rows() -> dict[str, list[str]]:
    """Return all rows of the posts' tables, and of users and of the search index, as text, by table."""
    names = name_rows()
    models = [
        *apps.get_app_config("posts").get_models(include_auto_created=True),
        apps.get_model("auth.User"),
    ]
    rows = {
        model._meta.label: sorted(describe_row(row, names) for row in model._base_manager.all())
        for model in models
        if model._meta.label_lower not in LEFT_OUT_MODELS
    }
    return rows | {table: collect_index_rows(table, names) for table in INDEX_TABLES}


def name_rows() -> dict[tuple[str, Any], str]:
    """Return what tells rows from one another instead of their primary keys."""
    found = {}
    for label, field in (
        ("Post", "slug"),
        ("Tag", "name"),
        ("Category", "name"),
        ("Series", "name"),
        ("Picture", "name"),
    ):
        model = apps.get_model("posts", label)
        found |= {(label, row.pk): f"{label} {getattr(row, field)}" for row in model._base_manager.all()}
    users = apps.get_model("auth.User")._base_manager.all()
    return found | {("User", row.pk): f"User {row.username}" for row in users}


def describe_row(row: Any, names: Mapping[tuple[str, Any], str]) -> str:
    values = {}
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        if field.is_relation:
            value = names.get((field.related_model.__name__, value), value)
        if field.name not in DRAWN_FIELDS or (row._meta.label == "posts.Post" and field.name.endswith("_at")):
            values[field.name] = value
    if "snapshot" in values:
        values["snapshot"] = {
            name: value
            for name, value in values["snapshot"].items()
            if name not in {"author", "category", "series"}
        }
    # Made of primary keys, too.
    for name in ("post_digest", "references_digest"):
        values.pop(name, None)
    return json.dumps(values, sort_keys=True, default=str, ensure_ascii=False)


def collect_index_rows(table: str, names: Mapping[tuple[str, Any], str]) -> list[str]:
    key = "rowid" if connection.vendor == "sqlite" else "post_id"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {key}, {table}.* FROM {table}")  # noqa: S608  (the names are ours)
        rows = cursor.fetchall()
    return sorted(f"{names.get(('Post', row[0]))} {row[1:] if key == 'rowid' else row[2:]}" for row in rows)
