"""Drafts: what is typed over a post and not saved, one for each post and editor, and their history.

Every working copy becomes one of these. That of a new post, or of one that was deleted, gets a post
of its own, which nobody has saved; the newest of a post and editor is the draft, older ones are its
history. None is dropped.
"""

import uuid
from collections import Counter
from typing import Any

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

TITLE_LENGTH = 200


def convert_working_copies(apps: Any, schema_editor: Any) -> None:
    """Make a draft, or a text of its history, of each working copy. Raises RuntimeError if one is missing."""
    alias = schema_editor.connection.alias
    copies = apps.get_model("posts", "WorkingCopy").objects.using(alias)
    # Not all at once: each holds a whole text.
    rows = list(copies.order_by("saved_at", "pk").values_list("pk", "post_id", "editor_id"))
    sizes, numbers = Counter((post, editor) for _, post, editor in rows), Counter()
    for key, post_id, editor_id in rows:
        copy = copies.get(pk=key)
        numbers[post_id, editor_id] += 1
        seq = numbers[post_id, editor_id]
        if post_id is None:
            make_draft(apps, alias, copy, make_post(apps, alias, copy), base_version=1, seq=1)
        elif seq == sizes[post_id, editor_id]:
            make_draft(apps, alias, copy, copy.post, base_version=copy.base_version, seq=seq)
        else:
            make_revision(apps, alias, copy, seq)
    made = sum(
        apps.get_model("posts", name).objects.using(alias).count() for name in ("Draft", "DraftRevision")
    )
    if made != len(rows):
        raise RuntimeError(f"{len(rows)} working copies, but {made} drafts and earlier texts of drafts")
    check_constraints(schema_editor)


def make_draft(apps: Any, alias: str, copy: Any, post: Any, *, base_version: int, seq: int) -> None:
    draft = (
        apps.get_model("posts", "Draft")
        .objects.using(alias)
        .create(
            post=post,
            editor_id=copy.editor_id,
            base_version=base_version,
            seq=seq,
            created_at=copy.saved_at,
            **copy_typed_text(copy),
        )
    )
    earlier = apps.get_model("posts", "DraftRevision").objects.using(alias)
    earlier.filter(post=post, editor_id=copy.editor_id).update(draft=draft)


def make_revision(apps: Any, alias: str, copy: Any, seq: int) -> None:
    apps.get_model("posts", "DraftRevision").objects.using(alias).create(
        post_id=copy.post_id,
        editor_id=copy.editor_id,
        base_version=copy.base_version,
        seq=seq,
        **copy_typed_text(copy),
    )


def copy_typed_text(copy: Any) -> dict[str, Any]:
    return {
        "window": copy.uid,
        "fields": copy.fields,
        "title": copy.title,
        "saved_at": copy.saved_at,
    }


def make_post(apps: Any, alias: str, copy: Any) -> Any:
    """Return a new post that nobody has saved, for the working copy of a window without a post.

    Its text is the draft; what is rendered of a post is empty, and it is rendered by the next upgrade.
    """
    model = apps.get_model("posts", "Post")
    posts = model.objects.using(alias)
    uid = copy.uid
    while posts.filter(models.Q(uid=uid) | models.Q(slug=build_slug(uid))).exists():
        uid = uuid.uuid4()
    fields = copy.fields if isinstance(copy.fields, dict) else {}
    post = model(
        uid=uid,
        slug=build_slug(uid),
        title=str(fields.get("title") or copy.title).strip()[:TITLE_LENGTH] or get_untitled(),
        author_id=copy.editor_id,
        created_at=copy.saved_at,
        updated_at=copy.saved_at,
    )
    if fields.get("language") in dict(model._meta.get_field("language").choices):
        post.language = fields["language"]
    post.save(using=alias, force_insert=True)
    return post


def build_slug(uid: uuid.UUID) -> str:
    return f"untitled-{str(uid)[:8]}"


def get_untitled() -> str:
    return "无标题" if settings.LANGUAGE_CODE.lower().startswith("zh") else "Untitled"


def restore_working_copies(apps: Any, schema_editor: Any) -> None:
    """Make a working copy of each draft and each text of a history again. Posts that were made stay."""
    alias = schema_editor.connection.alias
    copies = apps.get_model("posts", "WorkingCopy").objects.using(alias)
    for name in ("Draft", "DraftRevision"):
        texts = apps.get_model("posts", name).objects.using(alias)
        for key in list(texts.order_by("pk").values_list("pk", flat=True)):
            text = texts.get(pk=key)
            copies.create(
                uid=uuid.uuid4() if copies.filter(uid=text.window).exists() else text.window,
                post_id=text.post_id,
                editor_id=text.editor_id,
                base_version=text.base_version,
                fields=text.fields,
                title=text.title,
                saved_at=text.saved_at,
            )
    check_constraints(schema_editor)


def check_constraints(schema_editor: Any) -> None:
    """Check foreign keys now: PostgreSQL changes no table of which a check is still to come."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        schema_editor.execute("SET CONSTRAINTS ALL DEFERRED")


class Migration(migrations.Migration):
    dependencies = [
        ("posts", "0020_import_jobs"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("window", models.UUIDField(default=uuid.uuid4)),
                ("window_seq", models.PositiveIntegerField(default=0)),
                ("base_version", models.PositiveIntegerField(default=0)),
                ("seq", models.PositiveIntegerField(default=1)),
                ("fields", models.JSONField(default=dict)),
                ("title", models.CharField(blank=True, max_length=200)),
                ("saved_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="created"),
                ),
                ("submitted_at", models.DateTimeField(null=True, verbose_name="submitted")),
                (
                    "editor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="drafts",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="editor",
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="drafts",
                        to="posts.post",
                        verbose_name="post",
                    ),
                ),
            ],
            options={
                "verbose_name": "unsaved changes",
                "verbose_name_plural": "unsaved changes",
                "ordering": ["-saved_at", "-pk"],
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="DraftRevision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("window", models.UUIDField(default=uuid.uuid4)),
                ("window_seq", models.PositiveIntegerField(default=0)),
                ("base_version", models.PositiveIntegerField(default=0)),
                ("seq", models.PositiveIntegerField(default=1)),
                ("fields", models.JSONField(default=dict)),
                ("title", models.CharField(blank=True, max_length=200)),
                ("saved_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("is_unmerged", models.BooleanField(default=False)),
                (
                    "draft",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="revisions",
                        to="posts.draft",
                    ),
                ),
                (
                    "editor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="draft_revisions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="draft_revisions",
                        to="posts.post",
                    ),
                ),
            ],
            options={
                "verbose_name": "earlier unsaved changes",
                "verbose_name_plural": "earlier unsaved changes",
                "ordering": ["-pk"],
                "default_permissions": (),
            },
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.UniqueConstraint(
                condition=models.Q(("post__isnull", False)),
                fields=("post", "editor"),
                name="one_draft_a_post_and_editor",
            ),
        ),
        migrations.RunPython(convert_working_copies, restore_working_copies),
        migrations.DeleteModel(name="WorkingCopy"),
    ]
