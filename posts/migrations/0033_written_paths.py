"""By which paths the authors of imported posts showed their pictures; switches of imports in the admin."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("posts", "0032_feeds")]

    operations = [
        migrations.AddField(
            model_name="importrecord",
            name="written_paths",
            field=models.JSONField(blank=True, default=dict),
        ),
        migrations.AddField(
            model_name="importjob",
            name="fetches_media",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="importjob",
            name="omits_outputs",
            field=models.BooleanField(default=False),
        ),
    ]
