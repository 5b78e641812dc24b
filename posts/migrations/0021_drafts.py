"""Drafts: what is typed over a post and not saved, one for each post and editor, and their history."""

import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('posts', '0020_import_jobs'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Draft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('window', models.UUIDField(default=uuid.uuid4)),
                ('window_seq', models.PositiveIntegerField(default=0)),
                ('base_version', models.PositiveIntegerField(default=0)),
                ('seq', models.PositiveIntegerField(default=1)),
                ('fields', models.JSONField(default=dict)),
                ('title', models.CharField(blank=True, max_length=200)),
                ('saved_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='created')),
                ('submitted_at', models.DateTimeField(null=True, verbose_name='submitted')),
                ('editor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='drafts', to=settings.AUTH_USER_MODEL, verbose_name='editor')),
                ('post', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='drafts', to='posts.post', verbose_name='post')),
            ],
            options={
                'verbose_name': 'unsaved changes',
                'verbose_name_plural': 'unsaved changes',
                'ordering': ['-saved_at', '-pk'],
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='DraftRevision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('window', models.UUIDField(default=uuid.uuid4)),
                ('window_seq', models.PositiveIntegerField(default=0)),
                ('base_version', models.PositiveIntegerField(default=0)),
                ('seq', models.PositiveIntegerField(default=1)),
                ('fields', models.JSONField(default=dict)),
                ('title', models.CharField(blank=True, max_length=200)),
                ('saved_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('is_unmerged', models.BooleanField(default=False)),
                ('draft', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='revisions', to='posts.draft')),
                ('editor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='draft_revisions', to=settings.AUTH_USER_MODEL)),
                ('post', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='draft_revisions', to='posts.post')),
            ],
            options={
                'verbose_name': 'earlier unsaved changes',
                'verbose_name_plural': 'earlier unsaved changes',
                'ordering': ['-pk'],
                'default_permissions': (),
            },
        ),
        migrations.AddConstraint(
            model_name='draft',
            constraint=models.UniqueConstraint(condition=models.Q(('post__isnull', False)), fields=('post', 'editor'), name='one_draft_a_post_and_editor'),
        ),
    ]
