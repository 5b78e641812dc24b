"""Two groups to begin with, and the new rights for those who had them all along."""

from typing import Any

from django.db import migrations

OWN = ("add_post", "change_post", "delete_post", "view_post")
EVERYBODYS = ("publish_post", "change_every_post")
SORTING = ("category", "tag", "series", "synonym")
PICTURES = ("add_picture", "change_picture", "delete_picture", "view_picture")

AUTHOR = (*OWN, *PICTURES, *(f"view_{name}" for name in SORTING))
EDITOR = (
    *OWN,
    *EVERYBODYS,
    *PICTURES,
    *(f"{action}_{name}" for name in SORTING for action in ("add", "change", "delete", "view")),
    "view_redirect",
    "delete_redirect",
)
NAMES = {
    "publish_post": "Can publish posts",
    "change_every_post": "Can see and change the posts of others",
}


def make_groups(apps: Any, schema_editor: Any) -> None:
    # Django makes permissions after all migrations; the groups need them now.
    wanted = {*AUTHOR, *EDITOR}
    permissions = {codename: permission(apps, codename) for codename in sorted(wanted)}
    Group = apps.get_model("auth", "Group")
    for name, codenames in (("Author", AUTHOR), ("Editor", EDITOR)):
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.add(*(permissions[codename] for codename in codenames))
    give_to_those_who_changed_all(apps, [permissions[codename] for codename in EVERYBODYS])


def permission(apps: Any, codename: str) -> Any:
    model = "post" if codename in NAMES else codename.partition("_")[2]
    content_type, _ = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label="posts", model=model
    )
    name = NAMES.get(codename, f"Can {codename.replace('_', ' ')}")
    made, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type, codename=codename, defaults={"name": name}
    )
    return made


def give_to_those_who_changed_all(apps: Any, permissions: list[Any]) -> None:
    """Before there were groups, who could change posts could change and publish all of them."""
    change = apps.get_model("auth", "Permission").objects.get(
        codename="change_post", content_type__app_label="posts"
    )
    for group in change.group_set.exclude(name="Author"):
        group.permissions.add(*permissions)
    for user in change.user_set.all():
        user.user_permissions.add(*permissions)


class Migration(migrations.Migration):
    dependencies = [
        ("posts", "0005_writing_room"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]
