"""How theorems and figures are numbered, and with which references a post was rendered."""

from django.db import migrations, models

NUMBERING_CHOICES = [
    ("post", "begin again in each post"),
    ("section", "begin again in each section"),
    ("series", "go on through a series"),
]


class Migration(migrations.Migration):
    dependencies = [("posts", "0034_post_links")]

    operations = [
        migrations.AddField(
            model_name="post",
            name="numbering",
            field=models.JSONField(default=dict, editable=False),
        ),
        migrations.AddField(
            model_name="post",
            name="references_digest",
            field=models.CharField(default="", editable=False, max_length=32),
        ),
        migrations.AddField(
            model_name="series",
            name="numbering",
            field=models.CharField(
                blank=True,
                choices=NUMBERING_CHOICES,
                max_length=10,
                verbose_name="numbers of theorems, figures …",
            ),
        ),
        migrations.AddField(
            model_name="sitesettings",
            name="numbering",
            field=models.CharField(
                blank=True,
                choices=NUMBERING_CHOICES,
                max_length=10,
                verbose_name="numbers of theorems, figures …",
            ),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(
                condition=models.Q(("references_digest", ""), _negated=True),
                fields=["references_digest"],
                name="post_with_references",
            ),
        ),
    ]
