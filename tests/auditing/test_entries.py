"""The audit log: what is done is written, by name, and outlives what it names."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone

from posts.accounts.invitations import accept_invitation, renew_invitation, revoke_invitations
from posts.accounts.second_factor import remove_second_factors
from posts.admin.deletions import AuditedDeletionsMixin
from posts.auditing.entries import COMMAND_LINE, record_action
from posts.models import AuditAction, AuditEntry, Category, Invitation, PreviewLink, Tag
from posts.monitoring.request_context import use_request
from posts.publishing import bulk
from posts.publishing.tag_merge import merge_tags
from tests.support.accounts import add_app, create_user, sign_in_by_password
from tests.support.admin_forms import change_url, fill_form

NEW_PASSWORD = "quite another horse"  # noqa: S105
LIST = reverse("admin:posts_post_changelist")


def read_log():
    """Return user, action and object of all entries, the oldest first."""
    entries = AuditEntry.objects.order_by("pk")
    return [(entry.actor_name, entry.action, entry.target_name) for entry in entries]


@pytest.fixture
def log(editor_client):
    """Return `read_log`, without the entry of the editor's own sign-in."""
    AuditEntry.objects.all().delete()
    return read_log


def press(client, post, button):
    post.refresh_from_db()
    form = fill_form(post, **{button: "1"})
    return client.post(change_url(post), form | {"version": post.version, "_confirmed": "1"})


# Accounts -----------------------------------------------------------------------------------


def test_sign_ins_failures_and_the_begin_of_a_lockout_are_written(db, settings):
    settings.AXES_ENABLED = True
    create_user()
    sign_in_by_password(Client())
    for _ in range(8):
        sign_in_by_password(Client(), password="wrong")
    assert read_log() == [
        ("wang", "signed_in", "wang"),
        *[("", "sign_in_failed", "wang")] * 5,
        ("", "locked_out", "wang"),
    ]


@pytest.mark.parametrize("typed", ["correct horse battery", "nobody", "WANG", ""])
def test_a_name_that_nobody_has_is_not_written(db, settings, typed):
    settings.AXES_ENABLED = True
    create_user()
    sign_in_by_password(Client(), typed or " ", "x")
    assert not any(typed and typed in str(entry) for entry in AuditEntry.objects.values())


@pytest.mark.parametrize(("wanted", "address"), [(False, ""), (True, "192.0.2.7")])
def test_addresses_are_stored_only_where_that_is_wanted(db, settings, wanted, address):
    settings.AUDIT_LOG_ADDRESSES = wanted
    create_user()
    sign_in_by_password(Client(REMOTE_ADDR="192.0.2.7"))
    assert AuditEntry.objects.get().address == address


def test_factors_and_passwords_are_written(db):
    user = create_user()
    add_app(user)
    remove_second_factors(user)
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.actor_name, entry.target_name) == ("factor_removed", COMMAND_LINE, "wang")
    assert entry.details == {"factors": ["totp", "recovery_codes"]}


def test_a_changed_password_and_a_link_for_another_are_written(editor_client, editor, log):
    user = create_user()
    editor_client.post(reverse("admin:auth_user_password_change", args=[user.pk]))
    client = Client()
    sign_in_by_password(client)
    data = {
        "oldpassword": "correct horse battery",
        "password1": NEW_PASSWORD,
        "password2": NEW_PASSWORD,
    }
    client.post(reverse("account_change_password"), data)
    assert log() == [
        ("editor", "reset_link_created", "wang"),
        ("wang", "signed_in", "wang"),
        ("wang", "password_changed", "wang"),
    ]


def test_invitations_are_written_from_the_first_link_to_the_account(db):
    owner = create_user("owner", email="owner@example.org")
    kept, gone = Invitation(email="mei@example.org"), Invitation(email="lan@example.org")
    for invitation in (kept, gone, kept):
        renew_invitation(invitation, owner)
    revoke_invitations([gone])
    kept.groups.add(Group.objects.get(name="Author"))
    accept_invitation(kept, User(username="mei"))
    assert read_log() == [
        ("owner", "invited", "mei@example.org"),
        ("owner", "invited", "lan@example.org"),
        ("owner", "invitation_renewed", "mei@example.org"),
        (COMMAND_LINE, "invitation_revoked", "lan@example.org"),
        ("mei", "invitation_accepted", "mei"),
    ]
    assert AuditEntry.objects.get(action="invitation_accepted").details["added"] == [
        "group:Author",
        "field:is_active",
        "field:is_staff",
    ]


def change_user(client, user, **fields):
    data = {"username": user.username, "is_active": "on", **fields}
    data |= {"date_joined_0": f"{user.date_joined:%Y-%m-%d}", "date_joined_1": f"{user.date_joined:%H:%M:%S}"}
    client.post(reverse("admin:auth_user_change", args=[user.pk]), data)


def test_changed_rights_are_written_with_what_changed(editor_client, log):
    user, group = create_user(), Group.objects.get(name="Author")
    change_user(editor_client, user, groups=[group.pk], is_superuser="on")
    change_user(editor_client, user, groups=[group.pk], is_superuser="on", is_staff="on", first_name="Wang")
    entries = AuditEntry.objects.order_by("pk")
    assert [(entry.actor_name, entry.action, entry.target_name) for entry in entries] == [
        ("editor", "rights_changed", "wang")
    ] * 2
    assert entries[0].details == {
        "added": ["group:Author", "field:is_superuser"],
        "removed": ["field:is_staff"],
    }
    assert entries[1].details == {"added": ["field:is_staff"]}


def test_a_save_that_changes_no_right_is_not_written(editor_client, log):
    change_user(editor_client, create_user(), is_staff="on", first_name="Wang")
    assert log() == []


def test_changed_permissions_of_a_group_are_written(editor_client, log):
    group = Group.objects.get(name="Author")
    editor_client.post(reverse("admin:auth_group_change", args=[group.pk]), {"name": "Author"})
    [entry] = AuditEntry.objects.all()
    assert (entry.action, entry.target_name) == ("rights_changed", "Author")
    assert "permission:posts.add_post" in entry.details["removed"]


# Posts --------------------------------------------------------------------------------------


def test_what_becomes_of_a_post_is_written(editor_client, make_post, log):
    post = make_post("一篇", source="正文", published_at=None)
    for button in ("_publish", "_withdraw", "_archive", "_restore", "_bin", "_restore"):
        press(editor_client, post, button)
    assert log() == [
        ("editor", action, "一篇")
        for action in ("published", "unpublished", "archived", "restored", "trashed", "restored")
    ]


def test_a_save_is_not_written(editor_client, make_post, log):
    press(editor_client, make_post("一篇", source="正文"), "_update")
    assert log() == []


def test_bulk_changes_are_written_for_each_post_in_one_statement(
    editor, make_post, log, django_assert_num_queries
):
    keys = [make_post(f"篇{number}", published_at=None).pk for number in range(3)]
    bulk.publish_posts(keys, editor)
    bulk.publish_posts(keys, editor)
    assert sorted(log()) == [("editor", "published", f"篇{number}") for number in range(3)]
    with django_assert_num_queries(1):
        record_action(AuditAction.EXPORTED, count=3)


def test_deletions_for_good_are_written_wherever_they_are_made(editor_client, make_post, log):
    trashed = [make_post(f"篇{number}", published_at=None, binned_at=timezone.now()) for number in range(3)]
    category = Category.objects.create(name="数学")
    editor_client.post(reverse("admin:posts_post_delete", args=[trashed[0].pk]), {"post": "yes"})
    data = {"action": "delete_selected", "_selected_action": [trashed[1].pk], "post": "yes"}
    editor_client.post(f"{LIST}?state=binned", data)
    editor_client.post(reverse("admin:posts_post_empty_trash"))
    editor_client.post(reverse("admin:posts_category_delete", args=[category.pk]), {"post": "yes"})
    assert log() == [("editor", "deleted", name) for name in ("篇0", "篇1", "篇2", "数学")]


def test_every_admin_of_our_own_writes_its_deletions():
    silent = {
        model.__name__
        for model, model_admin in admin.site._registry.items()
        if model._meta.app_label in {"posts", "auth"} and not isinstance(model_admin, AuditedDeletionsMixin)
    }
    # Nothing that people wrote is deleted there, or it is written by another name.
    tokens_and_logs = {"ApiToken", "AuditEntry", "BackgroundTask", "ImportJob", "Invitation"}
    assert silent == {*tokens_and_logs, "PostLink", "SiteSettings"}


def test_exports_and_imports_are_written(editor_client, make_post, log, tmp_path):
    post = make_post("一篇")
    b"".join(editor_client.post(LIST, {"action": "export", "_selected_action": [post.pk]}))
    call_command("export_posts", tmp_path / "out", verbosity=0)
    call_command("import_posts", tmp_path / "out", verbosity=0, dry_run=True)
    post.delete()
    call_command("import_posts", tmp_path / "out", verbosity=0)
    call_command("import_posts", tmp_path / "out", verbosity=0)
    assert log() == [
        ("editor", "exported", ""),
        (COMMAND_LINE, "exported", str(tmp_path / "out")),
        (COMMAND_LINE, "imported", str(tmp_path / "out")),
    ]
    assert [entry.details for entry in AuditEntry.objects.all()] == [{"count": 1}] * 3


def test_merged_tags_are_written_by_name(log, editor):
    kept, *others = (Tag.objects.create(name=name) for name in ("扩散模型", "DDPM", "Diffusion"))
    merge_tags(kept, others, editor)
    assert log() == [("editor", "tags_merged", "扩散模型")]
    assert AuditEntry.objects.get().details == {"merged": ["DDPM", "Diffusion"]}


def test_preview_links_are_written(editor_client, make_post, log):
    post = make_post("草稿", published_at=None)
    press(editor_client, post, "_share")
    link = PreviewLink.objects.get(post=post)
    editor_client.post(change_url(post), {**fill_form(post), "_revoke": link.pk})
    assert log() == [("editor", "link_created", "草稿"), ("editor", "link_revoked", "草稿")]


def test_what_is_undone_is_not_written(editor_client, editor, log):
    data = {"action": "delete_selected", "_selected_action": [editor.pk], "post": "yes"}
    editor_client.post(reverse("admin:auth_user_changelist"), data)
    editor_client.post(reverse("admin:auth_user_delete", args=[editor.pk]), {"post": "yes"})
    assert log() == []


# What an entry holds -------------------------------------------------------------------------


def test_names_outlive_the_account_and_the_post(editor, make_post, log):
    post = make_post("一篇", published_at=None)
    user = User.objects.create_superuser("mei")
    bulk.publish_posts([post.pk], user)
    post.delete()
    user.delete()
    assert log() == [("mei", "published", "一篇")]
    assert AuditEntry.objects.get().actor is None


def test_a_long_name_is_cut(db):
    record_action(AuditAction.EXPORTED, "x" * 1000)
    assert len(AuditEntry.objects.get().target_name) == 200


def test_a_stranger_has_no_name_and_a_command_is_called_so(db):
    with use_request(RequestFactory().get("/")):
        record_action(AuditAction.EXPORTED)
    record_action(AuditAction.EXPORTED)
    assert [entry.actor_name for entry in AuditEntry.objects.order_by("pk")] == ["", COMMAND_LINE]
