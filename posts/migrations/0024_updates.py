"""Preview links of drafts, and what an import does with posts that have errors."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("posts", "0023_pins_and_shared_filters")]

    operations = [
        migrations.AddField(
            model_name="importjob",
            name="publishes_errors",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="previewlink",
            name="shows_draft",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="previewlink",
            name="draft",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="preview_links",
                to="posts.draft",
            ),
        ),
    ]
