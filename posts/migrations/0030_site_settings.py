"""What the owner decides in the admin: the settings of the site, and its navigation."""

from typing import Any

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


def grant_to_owners(apps: Any, schema_editor: Any) -> None:
    """Let Owners change them; Django makes permissions after all migrations, and it is needed now."""
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="posts", model="sitesettings"
    )
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type,
        codename="change_sitesettings",
        defaults={"name": "Can change site settings"},
    )
    for group in apps.get_model("auth", "Group").objects.filter(name="Owners"):
        group.permissions.add(permission)


class Migration(migrations.Migration):

    dependencies = [
        ("posts", "0029_synced_files"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.CreateModel(
            name='NavigationItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveSmallIntegerField(default=0, verbose_name='order')),
                ('label', models.CharField(blank=True, max_length=60, verbose_name='label')),
                ('built_in', models.CharField(blank=True, choices=[('home', 'Home'), ('archive', 'Archive'), ('category_list', 'Categories'), ('tag_list', 'Tags'), ('feeds', 'Feed'), ('search', 'Search')], max_length=20, verbose_name='list')),
                ('url', models.CharField(blank=True, max_length=500, verbose_name='address')),
                ('page', models.ForeignKey(blank=True, limit_choices_to={'kind': 'page'}, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='posts.post', verbose_name='page')),
            ],
            options={
                'verbose_name': 'navigation link',
                'verbose_name_plural': 'navigation links',
                'ordering': ['order', 'pk'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='SiteSettings',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(blank=True, max_length=100, verbose_name='name')),
                ('description', models.TextField(blank=True, max_length=500, verbose_name='description')),
                ('masthead', models.CharField(blank=True, max_length=300, verbose_name='masthead')),
                ('list_heading', models.CharField(blank=True, max_length=100, verbose_name='heading of the list')),
                ('posts_per_page', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100)], verbose_name='posts per page')),
                ('list_form', models.CharField(blank=True, choices=[('cosy', 'cosy: cover, excerpt and tags'), ('compact', 'compact: more posts on a screen')], max_length=10, verbose_name='form of lists')),
                ('language', models.CharField(blank=True, max_length=20, verbose_name='language')),
                ('time_zone', models.CharField(blank=True, max_length=64, verbose_name='time zone')),
                ('logo', models.ImageField(blank=True, max_length=300, upload_to='site/', verbose_name='logo')),
                ('logo_width', models.PositiveIntegerField(default=0, editable=False)),
                ('logo_height', models.PositiveIntegerField(default=0, editable=False)),
                ('icon', models.ImageField(blank=True, max_length=300, upload_to='site/', verbose_name='icon')),
                ('accent_light', models.CharField(blank=True, max_length=7, validators=[django.core.validators.RegexValidator('\\A#[0-9a-f]{6}\\Z', 'Enter a colour as # and six digits, such as #a63f0a.')], verbose_name='accent colour, light')),
                ('accent_dark', models.CharField(blank=True, max_length=7, validators=[django.core.validators.RegexValidator('\\A#[0-9a-f]{6}\\Z', 'Enter a colour as # and six digits, such as #a63f0a.')], verbose_name='accent colour, dark')),
                ('copyright', models.CharField(blank=True, max_length=200, verbose_name='copyright')),
                ('license_name', models.CharField(blank=True, max_length=100, verbose_name='licence')),
                ('license_url', models.URLField(blank=True, max_length=500, verbose_name='address of the licence')),
                ('registration_number', models.CharField(blank=True, max_length=100, verbose_name='ICP filing number')),
                ('registration_url', models.URLField(blank=True, max_length=500, verbose_name='address of the ICP filing')),
                ('police_number', models.CharField(blank=True, max_length=100, verbose_name='public security filing number')),
                ('footer_text', models.TextField(blank=True, max_length=1000, verbose_name='further text')),
                ('social_links', models.TextField(blank=True, max_length=4000, verbose_name='social links')),
                ('robots', models.TextField(blank=True, max_length=4000, verbose_name='lines of robots.txt')),
                ('verification', models.JSONField(blank=True, default=dict, verbose_name='verification')),
                ('home_page', models.ForeignKey(blank=True, limit_choices_to={'kind': 'page'}, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='posts.post', verbose_name='home page')),
            ],
            options={
                'verbose_name': 'site settings',
                'verbose_name_plural': 'site settings',
                'default_permissions': ('change',),
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='one_row_of_site_settings')],
            },
        ),
        migrations.RunPython(grant_to_owners, migrations.RunPython.noop),
    ]
