"""Ids of posts in the feeds of the site that they come from, and what the WebSub hub was told."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("posts", "0031_post_list_in_navigation")]

    operations = [
        migrations.AddField(
            model_name="post",
            name="feed_id",
            field=models.CharField(blank=True, default="", editable=False, max_length=500),
        ),
        migrations.CreateModel(
            name="FeedNotification",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("versions", models.JSONField(default=dict)),
                ("told_at", models.DateTimeField()),
            ],
            options={"default_permissions": ()},
        ),
    ]
