"""Citable versions of posts, corrections, and when a post last changed notably."""

import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("posts", "0037_post_notebooks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="post",
            name="latest_citable",
            field=models.PositiveIntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="post",
            name="notable_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.CreateModel(
            name="CitableVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title_html", models.TextField(blank=True, editable=False)),
                ("title_text", models.TextField(blank=True, editable=False)),
                ("number", models.PositiveIntegerField(verbose_name="version")),
                ("title", models.CharField(max_length=200)),
                ("author_name", models.CharField(max_length=400)),
                (
                    "language",
                    models.CharField(
                        choices=[
                            ("zh-Hans", "简体中文"),
                            ("zh-Hant", "繁體中文"),
                            ("en", "English"),
                            ("ja", "日本語"),
                        ],
                        max_length=10,
                    ),
                ),
                ("source", models.TextField(blank=True)),
                ("html", models.TextField(blank=True)),
                ("excerpt", models.TextField(blank=True)),
                ("toc", models.JSONField(default=list)),
                ("text", models.TextField(blank=True)),
                ("reading_minutes", models.PositiveIntegerField(default=1)),
                ("has_math", models.BooleanField(default=False)),
                ("renderer_version", models.PositiveIntegerField(default=0)),
                ("published_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="created"),
                ),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "editor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "pictures",
                    models.ManyToManyField(
                        editable=False, related_name="citable_versions", to="posts.picture"
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="citable_versions",
                        to="posts.post",
                        verbose_name="post",
                    ),
                ),
            ],
            options={
                "verbose_name": "citable version",
                "verbose_name_plural": "citable versions",
                "ordering": ["-number"],
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(
                        models.F("post"), models.F("number"), name="one_citable_version_a_number"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("version", models.PositiveIntegerField(verbose_name="version")),
                ("text", models.TextField(max_length=1000, verbose_name="correction")),
                ("html", models.TextField(blank=True, editable=False)),
                ("plain_text", models.TextField(blank=True, editable=False)),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="date")),
                (
                    "editor",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="corrections",
                        to="posts.post",
                        verbose_name="post",
                    ),
                ),
            ],
            options={
                "verbose_name": "correction",
                "verbose_name_plural": "corrections",
                "ordering": ["-created_at", "-pk"],
                "default_permissions": (),
                "indexes": [models.Index(fields=["-created_at", "-id"], name="correction_newest_first")],
            },
        ),
        # Feeds go on saying of each post what they said.
        migrations.RunSQL(
            "UPDATE posts_post SET notable_at = updated_at"
            " WHERE published_at IS NOT NULL AND updated_at > published_at",
            migrations.RunSQL.noop,
        ),
    ]
