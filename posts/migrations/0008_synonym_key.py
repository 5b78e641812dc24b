"""Synonyms are unique however they are written."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("posts", "0007_history")]

    operations = [
        migrations.AddField(
            model_name="synonym",
            name="key",
            field=models.CharField(default="", editable=False, max_length=200, unique=True),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="synonym",
            name="name",
            field=models.CharField(max_length=100, verbose_name="name"),
        ),
    ]
