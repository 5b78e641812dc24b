"""Entries of the audit log stay for AUDIT_LOG_DAYS."""

from datetime import timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.utils import timezone

from posts.auditing.entries import record_action
from posts.auditing.retention import clear_old_audit_entries
from posts.models import AuditAction, AuditEntry


@pytest.fixture
def old_entries(db):
    for days in (1, 40, 400):
        with time_machine.travel(timezone.now() - timedelta(days=days)):
            record_action(AuditAction.EXPORTED, str(days))


def list_left():
    return [entry.target_name for entry in AuditEntry.objects.all()]


@pytest.mark.usefixtures("old_entries")
def test_old_entries_are_cleared(settings):
    assert clear_old_audit_entries() == 1
    assert list_left() == ["1", "40"]
    settings.AUDIT_LOG_DAYS = 0
    assert clear_old_audit_entries() == 0
    settings.AUDIT_LOG_DAYS = 30
    assert clear_old_audit_entries() == 1
    assert list_left() == ["1"]


@pytest.mark.usefixtures("old_entries")
def test_the_command_says_what_it_deleted(capsys, settings):
    call_command("clear_audit_log")
    call_command("clear_audit_log", days=30)
    settings.AUDIT_LOG_DAYS = 0
    call_command("clear_audit_log")
    assert capsys.readouterr().out.splitlines() == [
        "Deleted 1 entries of the audit log that were older than 365 days.",
        "Deleted 1 entries of the audit log that were older than 30 days.",
        "AUDIT_LOG_DAYS is 0: entries are kept for ever. Nothing was deleted.",
    ]
    with pytest.raises(CommandError, match="at least 1"):
        call_command("clear_audit_log", days=0)
