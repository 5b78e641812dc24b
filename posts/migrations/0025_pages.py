"""Pages: posts at addresses of their own, below other pages.

A page stands where nothing else does: it is refused at an address that redirects to something else. So the
migration names the redirects at addresses that a page may be wanted for.
"""

import re
from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

PAGE_ADDRESS = re.compile(r"/([-\w]+)(?:/[-\w]+){0,3}/")
# First segments of addresses of the site itself, where no page can stand.
RESERVED = {
    "posts",
    "categories",
    "tags",
    "series",
    "authors",
    "search",
    "archive",
    "feeds",
    "shared",
    "accounts",
    "admin",
    "media",
    "static",
    "api",
    "page",
    "feed",
    "rss",
    "atom",
}
MAX_NAMED = 20


def name_redirects(apps: Any, schema_editor: Any) -> None:
    """Print the redirects that keep a page from their addresses."""
    redirects = apps.get_model("posts", "Redirect").objects.using(schema_editor.connection.alias)
    found = []
    for path in redirects.order_by("path").values_list("path", flat=True).iterator():
        address = PAGE_ADDRESS.fullmatch(path)
        if address and address[1].lower() not in RESERVED:
            found.append(path)
    if found:
        print(
            "\n  No page can stand at these old addresses, which redirect, until their redirect is deleted:"
        )
        for path in found[:MAX_NAMED]:
            print(f"    {path}")
        if found[MAX_NAMED:]:
            print(f"    and {len(found) - MAX_NAMED:,} more")


class Migration(migrations.Migration):
    dependencies = [
        ("posts", "0024_updates"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Page",
            fields=[],
            options={
                "verbose_name": "page",
                "verbose_name_plural": "pages",
                "proxy": True,
                "default_permissions": (),
                "indexes": [],
                "constraints": [],
            },
            bases=("posts.post",),
        ),
        migrations.RemoveIndex(
            model_name="post",
            name="post_at_hand",
        ),
        migrations.RemoveIndex(
            model_name="post",
            name="post_with_warnings",
        ),
        migrations.RemoveIndex(
            model_name="post",
            name="post_aside",
        ),
        migrations.RemoveIndex(
            model_name="post",
            name="post_newest_first",
        ),
        migrations.RemoveIndex(
            model_name="post",
            name="post_pinned_first",
        ),
        migrations.RemoveIndex(
            model_name="post",
            name="post_newest_in_category",
        ),
        migrations.RemoveIndex(
            model_name="post",
            name="post_newest_of_author",
        ),
        migrations.RemoveIndex(
            model_name="post",
            name="post_last_changed",
        ),
        migrations.RemoveIndex(
            model_name="post",
            name="post_unlisted",
        ),
        migrations.AddField(
            model_name="post",
            name="kind",
            field=models.CharField(
                choices=[("post", "post"), ("page", "page")],
                default="post",
                editable=False,
                max_length=10,
                verbose_name="kind",
            ),
        ),
        migrations.AddField(
            model_name="post",
            name="parent",
            field=models.ForeignKey(
                blank=True,
                help_text="The page above this one. Its address begins with that of its parent.",
                limit_choices_to={"kind": "page"},
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="subpages",
                to="posts.post",
                verbose_name="parent",
            ),
        ),
        migrations.AddField(
            model_name="post",
            name="path",
            field=models.CharField(editable=False, max_length=450, null=True),
        ),
        migrations.AlterField(
            model_name="post",
            name="slug",
            field=models.SlugField(
                allow_unicode=True,
                blank=True,
                help_text="The last part of the post's URL. Leave empty to make it from the title, in pinyin.",
                max_length=100,
                verbose_name="slug",
            ),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(
                fields=["-published_at", "-id", "category", "kind", "is_unlisted"], name="post_newest_first"
            ),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(
                fields=["-is_pinned", "-published_at", "-id", "kind", "is_unlisted"], name="post_pinned_first"
            ),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(
                fields=[
                    "category",
                    "-published_at",
                    "-id",
                    "archived_at",
                    "binned_at",
                    "kind",
                    "is_unlisted",
                ],
                name="post_newest_in_category",
            ),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(
                fields=["author", "-published_at", "-id", "archived_at", "binned_at", "kind", "is_unlisted"],
                name="post_newest_of_author",
            ),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(
                fields=["-updated_at", "published_at", "kind", "is_unlisted"], name="post_last_changed"
            ),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(
                fields=["archived_at", "binned_at", "-published_at", "-id", "submitted_at", "kind"],
                name="post_at_hand",
            ),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(
                condition=models.Q(
                    ("submitted_at__isnull", False),
                    ("archived_at__isnull", False),
                    ("binned_at__isnull", False),
                    _connector="OR",
                ),
                fields=["-published_at", "-id", "submitted_at", "archived_at", "binned_at", "kind"],
                name="post_aside",
            ),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(
                condition=models.Q(("warnings", []), _negated=True),
                fields=["archived_at", "binned_at", "-published_at", "-id", "kind"],
                name="post_with_warnings",
            ),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(
                condition=models.Q(("is_unlisted", True)),
                fields=["-published_at", "-id", "kind", "is_unlisted"],
                name="post_unlisted",
            ),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(
                condition=models.Q(("kind", "page")),
                fields=["-published_at", "-id", "is_unlisted", "kind"],
                name="post_pages",
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "post")),
                fields=("slug",),
                name="post_slug_once",
                violation_error_code="unique",
                violation_error_message="Another post already uses this slug.",
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "page")), fields=("path",), name="page_path_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "page"), ("path__isnull", False)),
                    models.Q(("kind", "post"), ("parent", None), ("path", None)),
                    _connector="OR",
                ),
                name="page_has_path",
            ),
        ),
        migrations.RunPython(name_redirects, migrations.RunPython.noop, elidable=True),
    ]
