"""What can be referred to in posts, and which posts mention which."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("posts", "0033_written_paths")]

    operations = [
        migrations.AddField(
            model_name="post",
            name="labels",
            field=models.JSONField(default=list, editable=False),
        ),
        migrations.CreateModel(
            name="PostLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("kind", models.CharField(max_length=20)),
                ("typed", models.CharField(max_length=500)),
                ("label", models.CharField(blank=True, default="", max_length=200)),
                ("sentence", models.TextField(blank=True, default="")),
                ("position", models.PositiveIntegerField(default=0)),
                (
                    "from_post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="outgoing_links",
                        to="posts.post",
                    ),
                ),
                (
                    "to_post",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="incoming_links",
                        to="posts.post",
                    ),
                ),
            ],
            options={
                "ordering": ["from_post", "position"],
                "default_permissions": (),
                "verbose_name": "mention",
                "verbose_name_plural": "mentions",
            },
        ),
    ]
