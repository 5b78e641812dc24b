"""By which paths the authors of imported posts showed their pictures."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("posts", "0029_synced_files")]

    operations = [
        migrations.AddField(
            model_name="importrecord",
            name="written_paths",
            field=models.JSONField(blank=True, default=dict),
        ),
    ]
