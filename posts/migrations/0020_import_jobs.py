"""Import jobs, and the permission for them, which Editors get."""

import uuid
from typing import Any

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


def grant_permission(apps: Any, schema_editor: Any) -> None:
    """Give it to Editors; Django makes permissions after all migrations, and it is needed now."""
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="posts", model="importjob"
    )
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type, codename="import_posts", defaults={"name": "Can import posts"}
    )
    for group in apps.get_model("auth", "Group").objects.filter(name="Editor"):
        group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("posts", "0017_invitations"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ImportJob",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="uploaded"),
                ),
                ("updated_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("file_name", models.CharField(max_length=255, verbose_name="file")),
                ("file_size", models.PositiveBigIntegerField(default=0, verbose_name="size")),
                ("file_modified", models.BigIntegerField(default=0)),
                ("received", models.PositiveBigIntegerField(default=0)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("uploading", "uploading"),
                            ("checking", "checking"),
                            ("ready", "ready to import"),
                            ("importing", "importing"),
                            ("done", "imported"),
                            ("undoing", "undoing"),
                            ("undone", "undone"),
                        ],
                        default="uploading",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("error", models.TextField(blank=True)),
                ("as_drafts", models.BooleanField(default=False)),
                ("step", models.CharField(blank=True, max_length=20)),
                ("step_done", models.PositiveIntegerField(default=0)),
                ("step_total", models.PositiveIntegerField(default=0)),
                ("machine", models.CharField(blank=True, max_length=255)),
                ("plan", models.JSONField(default=dict)),
                ("report", models.JSONField(default=dict)),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="uploaded by",
                    ),
                ),
            ],
            options={
                "verbose_name": "import",
                "verbose_name_plural": "imports",
                "ordering": ["-created_at", "-pk"],
                "permissions": [("import_posts", "Can import posts")],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="ImportJobItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("origin", models.CharField(max_length=500)),
                ("title", models.CharField(max_length=200)),
                (
                    "planned",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("created", "created"),
                            ("updated", "updated"),
                            ("unchanged", "unchanged"),
                            ("skipped", "skipped"),
                            ("failed", "failed"),
                        ],
                        max_length=10,
                    ),
                ),
                ("notes", models.JSONField(default=list)),
                ("is_selected", models.BooleanField(default=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("created", "created"),
                            ("updated", "updated"),
                            ("unchanged", "unchanged"),
                            ("skipped", "skipped"),
                            ("failed", "failed"),
                        ],
                        max_length=10,
                    ),
                ),
                ("message", models.TextField(blank=True)),
                ("before", models.JSONField(default=dict)),
                ("post_digest", models.CharField(blank=True, max_length=64)),
                (
                    "undone",
                    models.CharField(
                        blank=True,
                        choices=[("trashed", "moved to trash"), ("restored", "restored"), ("kept", "kept")],
                        max_length=10,
                    ),
                ),
                (
                    "job",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="posts.importjob",
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="posts.post",
                    ),
                ),
            ],
            options={
                "verbose_name": "imported post",
                "verbose_name_plural": "imported posts",
                "ordering": ["pk"],
                "default_permissions": (),
            },
        ),
        migrations.AddConstraint(
            model_name="importjob",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "uploading")), fields=("created_by",), name="one_upload_a_user"
            ),
        ),
        migrations.AddConstraint(
            model_name="importjobitem",
            constraint=models.UniqueConstraint(
                models.F("job"), models.F("origin"), name="one_item_an_origin"
            ),
        ),
        migrations.RunPython(grant_permission, migrations.RunPython.noop),
    ]
