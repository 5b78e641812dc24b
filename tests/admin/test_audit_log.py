"""The audit log in the admin: who may read it, and that nobody changes it."""

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from posts.auditing.entries import record_action
from posts.models import AuditAction, AuditEntry
from tests.support.accounts import create_user

LIST = reverse("admin:posts_auditentry_changelist")


@pytest.fixture
def owner_client(client, db):
    owner = create_user("owner")
    owner.groups.add(Group.objects.get(name="Owners"))
    client.force_login(owner)
    return client


def read_list(client, **query):
    return client.get(LIST, query).content.decode()


@pytest.mark.parametrize("group", ["Author", "Editor"])
def test_others_do_not_see_it(sign_in, client, group, db):
    sign_in("writer", group)
    assert client.get(LIST).status_code == 403
    assert LIST not in client.get("/admin/").content.decode()


def test_owners_read_it(owner_client, editor, make_post):
    record_action(AuditAction.PUBLISHED, make_post("一篇"), actor=editor, with_errors=True)
    record_action(
        AuditAction.RIGHTS_CHANGED, editor, added=["group:Author", "field:is_staff"], removed=["x:y"]
    )
    record_action(AuditAction.FACTOR_ADDED, editor, factors=["totp"])
    record_action(AuditAction.IMPORTED, "/srv/<b>blog</b>", count=1)
    page = read_list(owner_client)
    for text in (
        "Published",
        "一篇</a> <small>post</small>",
        "despite errors",
        "+ Author, + staff status, − y",
        "authenticator app",
        "1 post",
        "manage.py",
        "/srv/&lt;b&gt;blog",
    ):
        assert text in page
    assert LIST in owner_client.get("/admin/").content.decode()


def test_it_speaks_chinese(owner_client, editor, settings):
    settings.LANGUAGE_CODE = "zh-hans"
    record_action(AuditAction.RIGHTS_CHANGED, editor, added=["group:Author"])
    page = read_list(owner_client)
    assert "审计日志" in page
    assert "+ 作者" in page


def test_nobody_changes_it(editor_client, editor):
    record_action(AuditAction.PUBLISHED, editor)
    key = AuditEntry.objects.latest("pk").pk
    before = list(AuditEntry.objects.values())
    for name, args in (("add", []), ("change", [key]), ("delete", [key])):
        answer = editor_client.post(reverse(f"admin:posts_auditentry_{name}", args=args), {"post": "yes"})
        assert answer.status_code in {302, 403}
    data = {"action": "delete_selected", "_selected_action": [key], "post": "yes"}
    editor_client.post(LIST, data)
    assert list(AuditEntry.objects.values()) == before


def test_it_is_filtered_and_searched(owner_client, editor):
    record_action(AuditAction.PUBLISHED, "一篇", actor=editor)
    record_action(AuditAction.DELETED, "二篇", actor=editor)
    assert "二篇" not in read_list(owner_client, action="published")
    assert "一篇" not in read_list(owner_client, q="二篇")
    assert "一篇" in read_list(owner_client, q="editor")


@pytest.mark.parametrize("is_stored", [True, False])
def test_addresses_are_a_column_where_they_are_stored(owner_client, settings, is_stored):
    settings.AUDIT_LOG_ADDRESSES = is_stored
    assert ("column-stored_address" in read_list(owner_client)) is is_stored


def test_an_action_that_this_version_does_not_know_is_shown_as_it_is(owner_client):
    AuditEntry.objects.create(
        action="future_action", target_model="gone.model", target_id="1", target_name="x"
    )
    assert "Future_action" in read_list(owner_client)


def test_the_list_asks_the_database_the_same_number_of_times(owner_client, editor):
    counts = []
    for number in (1, 20):
        for _ in range(number):
            record_action(AuditAction.PUBLISHED, editor, actor=editor)
        with CaptureQueriesContext(connection) as queries:
            read_list(owner_client)
        counts.append(len(queries))
    assert counts[0] == counts[1]
