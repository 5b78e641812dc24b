"""The rights of a user or a group as texts, so that what changed can be told when both are gone."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth.models import Group, User

from posts.auditing.entries import record_action
from posts.models import AuditAction

# Fields of a user that give rights.
RIGHT_FIELDS = ("is_active", "is_staff", "is_superuser")


def list_rights(holder: User | Group) -> list[str]:
    """Return the rights of `holder` as they are stored: `field:`, `group:` or `permission:`, and a name."""
    permissions = holder.user_permissions if isinstance(holder, User) else holder.permissions
    names = permissions.order_by("pk").values_list("content_type__app_label", "codename")
    rights = [f"permission:{label}.{codename}" for label, codename in names]
    if isinstance(holder, Group):
        return rights
    groups = [f"group:{name}" for name in holder.groups.order_by("pk").values_list("name", flat=True)]
    stored = User.objects.filter(pk=holder.pk).values(*RIGHT_FIELDS).first() or {}
    return [*groups, *(f"field:{name}" for name in RIGHT_FIELDS if stored.get(name)), *rights]


@contextmanager
def record_right_changes(holder: User | Group | None) -> Iterator[None]:
    """Write to the audit log what the block changes of the rights of `holder`, if anything."""
    before = list_rights(holder) if holder else []
    yield
    if holder is None or not type(holder)._default_manager.filter(pk=holder.pk).exists():
        return
    after = list_rights(holder)
    added, removed = (
        [right for right in one if right not in other] for one, other in ((after, before), (before, after))
    )
    if added or removed:
        record_action(AuditAction.RIGHTS_CHANGED, holder, added=added, removed=removed)
