"""Call three models by the words of the field; their tables keep their names.

Django renames their content types with the models; what groups and people may do with them is renamed here.
"""

from typing import Any

from django.db import migrations

# As in a codename, and as in the name that Django gives a permission.
RENAMED = {
    ("nearness", "nearness"): ("relatedpost", "related post"),
    ("imported", "imported"): ("importrecord", "import record"),
    ("sharelink", "share link"): ("previewlink", "preview link"),
}
ACTIONS = ("add", "change", "delete", "view")


def rename_permissions(apps: Any, schema_editor: Any) -> None:
    for old, new in RENAMED.items():
        rename_permissions_of_model(apps, schema_editor, old, new)


def restore_permissions(apps: Any, schema_editor: Any) -> None:
    for old, new in RENAMED.items():
        rename_permissions_of_model(apps, schema_editor, new, old)


def rename_permissions_of_model(
    apps: Any, schema_editor: Any, old: tuple[str, str], new: tuple[str, str]
) -> None:
    Permission = apps.get_model("auth", "Permission")
    permissions = Permission.objects.using(schema_editor.connection.alias).filter(
        content_type__app_label="posts"
    )
    for action in ACTIONS:
        permissions.filter(codename=f"{action}_{old[0]}").update(
            codename=f"{action}_{new[0]}", name=f"Can {action} {new[1]}"
        )


class Migration(migrations.Migration):
    dependencies = [
        ("posts", "0012_desk_indexes"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        # A table that has been named is not renamed with its model.
        migrations.AlterModelTable(name="nearness", table="posts_nearness"),
        migrations.AlterModelTable(name="imported", table="posts_imported"),
        migrations.AlterModelTable(name="sharelink", table="posts_sharelink"),
        migrations.RenameModel(old_name="Nearness", new_name="RelatedPost"),
        migrations.RenameModel(old_name="Imported", new_name="ImportRecord"),
        migrations.RenameModel(old_name="ShareLink", new_name="PreviewLink"),
        migrations.RunPython(rename_permissions, restore_permissions),
    ]
