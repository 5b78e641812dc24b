"""The notebook that a post was made of."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("posts", "0036_literature")]

    operations = [
        migrations.CreateModel(
            name="PostNotebook",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("file_name", models.CharField(max_length=200, verbose_name="file")),
                ("media_name", models.CharField(blank=True, max_length=300)),
                ("size", models.PositiveBigIntegerField(default=0, verbose_name="size")),
                (
                    "uploaded_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="uploaded"),
                ),
                (
                    "is_public",
                    models.BooleanField(default=True, verbose_name="readers can download the notebook"),
                ),
                ("hides_parts", models.BooleanField(default=False)),
                ("versions", models.JSONField(default=list)),
                (
                    "post",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notebook",
                        to="posts.post",
                    ),
                ),
            ],
            options={
                "verbose_name": "notebook",
                "verbose_name_plural": "notebooks",
                "default_permissions": (),
            },
        ),
    ]
