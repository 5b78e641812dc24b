"""Entries of the audit log, written in the transaction of what they tell of."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Model

from posts.models import AuditAction, AuditEntry
from posts.monitoring.client_address import get_client_address
from posts.monitoring.request_context import current_request, get_known_user

COMMAND_LINE = "manage.py"  # the name of who acts without a request
NAME_LENGTH = 200  # characters of the name of what was changed


def record_action(action: AuditAction, target: Any = None, *, actor: Any = None, **details: Any) -> None:
    """Write that `actor`, by default who sent the current request, did `action` to `target`.

    `details` are JSON by the keys of `admin.audit_log.DETAIL_FORMATS`; empty ones are left out.
    """
    record_actions(action, [target], actor=actor, **details)


def record_actions(action: AuditAction, targets: Iterable[Any], *, actor: Any = None, **details: Any) -> None:
    """Write one entry for each of `targets`, in one statement."""
    request = current_request.get()
    common = {
        "action": action,
        **describe_actor(request, actor),
        "details": {key: value for key, value in details.items() if value},
        "address": get_audit_address(request),
    }
    AuditEntry.objects.bulk_create(AuditEntry(**common, **describe_target(target)) for target in targets)


def describe_actor(request: Any, actor: Any) -> dict[str, Any]:
    """Return who acts: `actor`, or who sent `request`, if that is known; the command line without one."""
    user = actor or get_known_user(request)
    if isinstance(user, AbstractBaseUser) and user.pk is not None:
        return {"actor_id": user.pk, "actor_name": user.get_username()}
    return {"actor_name": "" if request else COMMAND_LINE}


def describe_target(target: Any) -> dict[str, str]:
    """Return the model, primary key and name of `target`, a row or a text; nothing for None."""
    if not isinstance(target, Model):
        return {"target_name": str(target or "")[:NAME_LENGTH]}
    return {
        "target_model": target._meta.label_lower,
        "target_id": str(target.pk or ""),
        "target_name": str(target)[:NAME_LENGTH],
    }


def get_audit_address(request: Any) -> str:
    """Return the address that `request` came from, if the owner wants it to be stored."""
    if request is None or not settings.AUDIT_LOG_ADDRESSES:
        return ""
    return get_client_address(request)
