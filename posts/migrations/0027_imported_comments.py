"""Comments of the sites that posts were imported from."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("posts", "0026_old_addresses")]

    operations = [
        migrations.CreateModel(
            name="ImportedComments",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("comments", models.JSONField(default=list)),
                (
                    "post",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="imported_comments",
                        to="posts.post",
                    ),
                ),
            ],
            options={
                "verbose_name": "imported comments",
                "verbose_name_plural": "imported comments",
            },
        ),
    ]
