"""What folders had in common with the site when they were synchronised last."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("posts", "0028_api_tokens")]

    operations = [
        migrations.CreateModel(
            name="SyncedFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("folder", models.CharField(max_length=500)),
                ("path", models.CharField(max_length=500)),
                ("uid", models.UUIDField()),
                ("document", models.TextField(blank=True)),
                ("conflict_digest", models.CharField(blank=True, max_length=64)),
                ("awaits_commit", models.BooleanField(default=False)),
                ("synced_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "default_permissions": (),
                "constraints": [
                    models.UniqueConstraint(fields=("folder", "uid"), name="one_file_a_folder_and_post")
                ],
            },
        ),
    ]
