"""The literature of the site, a bibliography of each post's own, and the style in which posts cite."""

from typing import Any

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

GROUP_ACTIONS = {"Author": ("view", "add"), "Editor": ("view", "add", "change", "delete")}


def grant_permissions(apps: Any, schema_editor: Any) -> None:
    """Give them to the groups; Django makes permissions after all migrations, and they are needed now."""
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="posts", model="literatureentry"
    )
    permissions = apps.get_model("auth", "Permission").objects
    for group_name, actions in GROUP_ACTIONS.items():
        granted = [
            permissions.get_or_create(
                content_type=content_type,
                codename=f"{action}_literatureentry",
                defaults={"name": f"Can {action} reference"},
            )[0]
            for action in actions
        ]
        for group in apps.get_model("auth", "Group").objects.filter(name=group_name):
            group.permissions.add(*granted)


class Migration(migrations.Migration):

    dependencies = [
        ("posts", "0035_references"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.CreateModel(
            name='LiteratureEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(help_text='Posts cite it by this, for example [@turing1950].', max_length=200, unique=True, validators=[django.core.validators.RegexValidator('\\A[^\\s,{}()\\"\\\\#%\\[\\]]+\\Z', 'A key has no spaces, commas, quotation marks or brackets.')], verbose_name='key')),
                ('data', models.JSONField(default=dict)),
                ('bibtex', models.TextField(blank=True, verbose_name='BibTeX')),
                ('title', models.CharField(blank=True, editable=False, max_length=1000, verbose_name='title')),
                ('authors', models.CharField(blank=True, editable=False, max_length=500, verbose_name='authors')),
                ('year', models.SmallIntegerField(editable=False, null=True, verbose_name='year')),
                ('doi', models.CharField(blank=True, db_index=True, editable=False, max_length=320, verbose_name='DOI')),
                ('arxiv', models.CharField(blank=True, db_index=True, editable=False, max_length=40, verbose_name='arXiv')),
                ('fingerprint', models.CharField(blank=True, db_index=True, editable=False, max_length=220)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='added')),
                ('updated_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='changed')),
            ],
            options={
                'verbose_name': 'reference',
                'verbose_name_plural': 'references',
                'ordering': ['-updated_at', '-pk'],
            },
        ),
        migrations.AddField(
            model_name='post',
            name='bibliography',
            field=models.TextField(blank=True, default='', help_text='BibTeX or CSL-JSON for this post alone. Its entries come before those of the library.', verbose_name='bibliography of the post'),
        ),
        migrations.AddField(
            model_name='sitesettings',
            name='citation_style',
            field=models.CharField(blank=True, choices=[('gb7714-numeric', 'GB/T 7714-2015, numbered'), ('gb7714-author-date', 'GB/T 7714-2015, author and year'), ('apa', 'APA, 7th edition'), ('ieee', 'IEEE')], default='', max_length=30, verbose_name='citation style'),
        ),
        migrations.CreateModel(
            name='LiteratureAlias',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=200, unique=True)),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='aliases', to='posts.literatureentry')),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.RunPython(grant_permissions, migrations.RunPython.noop),
    ]
