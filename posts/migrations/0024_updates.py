"""What an import does with posts that have errors."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("posts", "0020_import_jobs")]

    operations = [
        migrations.AddField(
            model_name="importjob",
            name="publishes_errors",
            field=models.BooleanField(default=False),
        ),
    ]
