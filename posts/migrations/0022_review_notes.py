"""Notes of reviews, and what accounts choose: language and mails."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("posts", "0021_drafts"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AccountSettings",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("language", models.CharField(blank=True, max_length=20, verbose_name="language")),
                (
                    "mails_submissions",
                    models.BooleanField(default=True, verbose_name="A post is submitted for review"),
                ),
                (
                    "mails_reviews",
                    models.BooleanField(
                        default=True, verbose_name="My post is sent back, scheduled or published"
                    ),
                ),
                (
                    "mails_notes",
                    models.BooleanField(
                        default=True,
                        verbose_name="Somebody writes a note on my post, or on one that I wrote a note on",
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="account_settings",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="account",
                    ),
                ),
            ],
            options={
                "verbose_name": "settings of an account",
                "verbose_name_plural": "settings of accounts",
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="PostNote",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("text", models.TextField(blank=True, max_length=2000, verbose_name="note")),
                ("created_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="time")),
                (
                    "author",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="author",
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notes",
                        to="posts.post",
                        verbose_name="post",
                    ),
                ),
            ],
            options={
                "verbose_name": "note",
                "verbose_name_plural": "notes",
                "ordering": ["created_at", "pk"],
                "default_permissions": (),
            },
        ),
    ]
