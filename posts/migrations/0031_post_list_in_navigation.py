"""The list of all posts as a link of the navigation: beside a home page it has an address of its own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("posts", "0030_site_settings"),
    ]

    operations = [
        migrations.AlterField(
            model_name="navigationitem",
            name="built_in",
            field=models.CharField(
                blank=True,
                choices=[
                    ("home", "Home"),
                    ("post_list", "Posts"),
                    ("archive", "Archive"),
                    ("category_list", "Categories"),
                    ("tag_list", "Tags"),
                    ("feeds", "Feed"),
                    ("search", "Search"),
                ],
                max_length=20,
                verbose_name="list",
            ),
        ),
    ]
