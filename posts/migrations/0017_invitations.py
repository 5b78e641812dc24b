"""Invitations, and the group Owners, whose members manage accounts."""

from typing import Any

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

ACTIONS = ("add", "change", "delete", "view")


def make_owners(apps: Any, schema_editor: Any) -> None:
    """Make the group; Django makes permissions after all migrations, and it needs them now."""
    users, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="auth", model="user"
    )
    group, _ = apps.get_model("auth", "Group").objects.get_or_create(name="Owners")
    for action in ACTIONS:
        permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
            content_type=users, codename=f"{action}_user", defaults={"name": f"Can {action} user"}
        )
        group.permissions.add(permission)


class Migration(migrations.Migration):
    dependencies = [
        ("posts", "0016_feed_html_and_titles"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("email", models.EmailField(max_length=254, verbose_name="email address")),
                (
                    "name",
                    models.CharField(
                        blank=True,
                        help_text="The name that readers see. It can be changed later.",
                        max_length=150,
                        verbose_name="name",
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="invited"
                    ),
                ),
                ("expires_at", models.DateTimeField(editable=False, verbose_name="expires")),
                ("accepted_at", models.DateTimeField(editable=False, null=True)),
                ("nonce_hash", models.CharField(editable=False, max_length=64)),
                (
                    "groups",
                    models.ManyToManyField(
                        help_text="What the invited person may do.",
                        related_name="+",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
                (
                    "invited_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="invited by",
                    ),
                ),
            ],
            options={
                "verbose_name": "invitation",
                "verbose_name_plural": "invitations",
                "ordering": ["-created_at"],
                "default_permissions": (),
            },
        ),
        migrations.RunPython(make_owners, migrations.RunPython.noop),
    ]
