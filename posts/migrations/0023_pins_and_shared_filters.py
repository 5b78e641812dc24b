"""Pinned and unlisted posts; saved filters in order, some shared."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("posts", "0022_review_notes"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="savedfilter",
            options={
                "ordering": ["order", "name"],
                "verbose_name": "saved filter",
                "verbose_name_plural": "saved filters",
            },
        ),
        migrations.RemoveIndex(
            model_name="post",
            name="post_last_changed",
        ),
        migrations.RemoveIndex(
            model_name="post",
            name="post_newest_first",
        ),
        migrations.RemoveIndex(
            model_name="post",
            name="post_newest_in_category",
        ),
        migrations.RemoveIndex(
            model_name="post",
            name="post_newest_of_author",
        ),
        migrations.AddField(
            model_name="post",
            name="is_pinned",
            field=models.BooleanField(
                default=False,
                help_text="First on the home page; lists, feeds and the archive keep their order.",
                verbose_name="pinned to the top",
            ),
        ),
        migrations.AddField(
            model_name="post",
            name="is_unlisted",
            field=models.BooleanField(
                default=False,
                help_text="Reached by its address only: in no list, feed, search or sitemap.",
                verbose_name="unlisted",
            ),
        ),
        migrations.AddField(
            model_name="savedfilter",
            name="is_shared",
            field=models.BooleanField(default=False, verbose_name="shared with everybody"),
        ),
        migrations.AddField(
            model_name="savedfilter",
            name="order",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="order"),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(
                fields=["-published_at", "-id", "category", "is_unlisted"], name="post_newest_first"
            ),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(
                fields=["-is_pinned", "-published_at", "-id", "is_unlisted"], name="post_pinned_first"
            ),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(
                fields=["category", "-published_at", "-id", "archived_at", "binned_at", "is_unlisted"],
                name="post_newest_in_category",
            ),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(
                fields=["author", "-published_at", "-id", "archived_at", "binned_at", "is_unlisted"],
                name="post_newest_of_author",
            ),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(
                fields=["-updated_at", "published_at", "is_unlisted"], name="post_last_changed"
            ),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(
                condition=models.Q(("is_unlisted", True)),
                fields=["-published_at", "-id"],
                name="post_unlisted",
            ),
        ),
    ]
