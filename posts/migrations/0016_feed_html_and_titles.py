"""Store what feeds send of a post, and titles with formulas; empty until `render_posts` has run.

The titles come first: in SQLite a list that reads them passes over all columns before.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("posts", "0015_interface_words")]

    operations = [
        migrations.AddField("post", "title_html", models.TextField(blank=True, editable=False)),
        migrations.AddField("post", "title_text", models.TextField(blank=True, editable=False)),
        migrations.AddField("post", "feed_html", models.TextField(blank=True, editable=False)),
    ]
