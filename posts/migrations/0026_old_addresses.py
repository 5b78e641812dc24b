"""Redirects that an Editor types, counted; what readers asked for in vain; addresses that are gone."""

import re
import unicodedata
from typing import Any

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

PAGE_SUFFIX = re.compile(r"(?:/index)?\.html?$")
# What Editors may do with redirects and with the addresses that are missing, beside what they may already.
EDITOR_PERMISSIONS = {
    ("redirect", "add_redirect"): "Can add redirect",
    ("redirect", "change_redirect"): "Can change redirect",
    ("missedaddress", "view_missedaddress"): "Can view missing address",
    ("missedaddress", "delete_missedaddress"): "Can delete missing address",
}


def fill_folded_paths(apps: Any, schema_editor: Any) -> None:
    Redirect = apps.get_model("posts", "Redirect")
    rows = []
    for row in Redirect.objects.using(schema_editor.connection.alias).only("path").iterator():
        folded = unicodedata.normalize("NFKC", row.path).casefold().strip("/")
        row.folded_path = f"/{PAGE_SUFFIX.sub('', folded)}/"[:500]
        rows.append(row)
    manager = Redirect.objects.using(schema_editor.connection.alias)
    manager.bulk_update(rows, ["folded_path"], batch_size=200)


def grant_permissions(apps: Any, schema_editor: Any) -> None:
    """Give them to Editors; Django makes permissions after all migrations, and they are needed now."""
    types = apps.get_model("contenttypes", "ContentType").objects
    permissions = apps.get_model("auth", "Permission").objects
    for (model, codename), name in EDITOR_PERMISSIONS.items():
        content_type, _ = types.get_or_create(app_label="posts", model=model)
        permission, _ = permissions.get_or_create(
            content_type=content_type, codename=codename, defaults={"name": name}
        )
        for group in apps.get_model("auth", "Group").objects.filter(name="Editor"):
            group.permissions.add(permission)


class Migration(migrations.Migration):

    dependencies = [
        ('posts', '0025_pages'),
        ('auth', '0012_alter_user_first_name_max_length'),
        ('contenttypes', '0002_remove_content_type_name'),
    ]

    operations = [
        migrations.CreateModel(
            name='GoneAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path', models.CharField(max_length=500, unique=True)),
                ('deleted_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='MissedAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('path', models.CharField(max_length=500, unique=True, verbose_name='address')),
                ('hits', models.PositiveIntegerField(default=0, verbose_name='requests')),
                ('first_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='first')),
                ('last_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='last')),
            ],
            options={
                'verbose_name': 'missing address',
                'verbose_name_plural': 'missing addresses',
                'ordering': ('-hits', '-last_at'),
                'default_permissions': ('view', 'delete'),
            },
        ),
        migrations.CreateModel(
            name='RedirectHits',
            fields=[
                ('redirect', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='followed', serialize=False, to='posts.redirect')),
                ('hits', models.PositiveIntegerField(default=0)),
                ('last_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.RemoveConstraint(
            model_name='redirect',
            name='redirect_leads_to_one',
        ),
        migrations.AddField(
            model_name='redirect',
            name='folded_path',
            field=models.CharField(db_index=True, default='', editable=False, max_length=500),
        ),
        migrations.AddField(
            model_name='redirect',
            name='profile',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='redirects', to='posts.profile', verbose_name='profile'),
        ),
        migrations.AddField(
            model_name='redirect',
            name='url',
            field=models.CharField(max_length=500, null=True, verbose_name='leads to'),
        ),
        migrations.AddConstraint(
            model_name='redirect',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('category__isnull', True), ('post__isnull', False), ('profile__isnull', True), ('series__isnull', True), ('tag__isnull', True), ('url__isnull', True)), models.Q(('category__isnull', False), ('post__isnull', True), ('profile__isnull', True), ('series__isnull', True), ('tag__isnull', True), ('url__isnull', True)), models.Q(('category__isnull', True), ('post__isnull', True), ('profile__isnull', True), ('series__isnull', True), ('tag__isnull', False), ('url__isnull', True)), models.Q(('category__isnull', True), ('post__isnull', True), ('profile__isnull', True), ('series__isnull', False), ('tag__isnull', True), ('url__isnull', True)), models.Q(('category__isnull', True), ('post__isnull', True), ('profile__isnull', False), ('series__isnull', True), ('tag__isnull', True), ('url__isnull', True)), models.Q(('category__isnull', True), ('post__isnull', True), ('profile__isnull', True), ('series__isnull', True), ('tag__isnull', True), ('url__isnull', False)), _connector='OR'), name='redirect_leads_to_one'),
        ),
        migrations.AddIndex(
            model_name='missedaddress',
            index=models.Index(fields=['hits', 'last_at'], name='missed_least_first'),
        ),
        migrations.RunPython(fill_folded_paths, migrations.RunPython.noop, elidable=True),
        migrations.RunPython(grant_permissions, migrations.RunPython.noop),
    ]
