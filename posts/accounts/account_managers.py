"""Somebody who manages accounts is left, whatever is changed, and however many change it at once."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth.models import Permission
from django.db import transaction

from posts.models.permissions import list_account_managers


class LastManagerError(Exception):
    """A change would take the rights of the last one who manages accounts."""


@contextmanager
def keep_account_manager() -> Iterator[None]:
    """Run the block in a transaction, one such block at a time.

    Raises LastManagerError, and undoes the block, where nobody who manages accounts is left by it.
    """
    with transaction.atomic():
        lock_account_managers()
        had_manager = list_account_managers().exists()
        yield
        if had_manager and not list_account_managers().exists():
            raise LastManagerError


def lock_account_managers() -> None:
    """Make others wait who change accounts or groups, until the transaction ends.

    The row of one permission stands for all: what makes a manager lies in five tables. SQLite has no
    locks of rows; there each transaction begins with the lock of the database (`IMMEDIATE`).
    """
    permissions = Permission.objects.select_for_update(no_key=True)
    permissions.filter(content_type__app_label="auth", codename="change_user").order_by().values_list(
        "pk"
    ).first()
