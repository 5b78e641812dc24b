"""Somebody who manages accounts is left, also where two take each other's rights at the same time."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.db import connections
from django.test import Client
from django.urls import reverse

from posts.accounts.account_managers import LastManagerError, keep_account_manager
from posts.admin.users import ManagerKeepingAdmin
from posts.models.permissions import list_account_managers
from tests.support.accounts import create_user

MEETING_SECONDS = 0.3  # that the first of two waits for the other, in vain


def make_owner(name):
    user = create_user(name, email=f"{name}@example.org")
    user.groups.add(Group.objects.get(name="Owners"))
    return user


def change(client, user, **fields):
    data = {"username": user.username, "is_active": "on", "is_staff": "on", **fields}
    data |= {"date_joined_0": f"{user.date_joined:%Y-%m-%d}", "date_joined_1": f"{user.date_joined:%H:%M:%S}"}
    return client.post(reverse("admin:auth_user_change", args=[user.pk]), data)


def delete(client, user):
    return client.post(reverse("admin:auth_user_delete", args=[user.pk]), {"post": "yes"})


def delete_in_list(client, user):
    data = {"action": "delete_selected", "_selected_action": [user.pk], "post": "yes"}
    return client.post(reverse("admin:auth_user_changelist"), data)


@pytest.fixture
def meeting(monkeypatch):
    """Have what was changed wait for the other, who must not be there, before it is committed."""
    barrier = Barrier(2)
    keep_manager = ManagerKeepingAdmin.keep_manager

    def keep_and_wait(self, request, view):
        def view_and_wait():
            response = view()
            with suppress(BrokenBarrierError):
                barrier.wait(MEETING_SECONDS)
            return response

        return keep_manager(self, request, view_and_wait)

    monkeypatch.setattr(ManagerKeepingAdmin, "keep_manager", keep_and_wait)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attack", [change, delete, delete_in_list])
def test_two_owners_who_take_each_others_rights_at_once_leave_one(meeting, attack):
    owners = [make_owner("mei"), make_owner("lan")]
    clients = [Client(), Client()]
    for client, owner in zip(clients, owners, strict=True):
        client.force_login(owner)

    def attack_other(number):
        try:
            return attack(clients[number], owners[1 - number])
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        answers = [*pool.map(attack_other, (0, 1))]
    assert list_account_managers().count() == 1
    assert all(answer.status_code in {200, 302, 403} for answer in answers)


@pytest.mark.parametrize("attack", [change, delete, delete_in_list])
def test_one_of_two_owners_may_go(client, db, attack):
    mei, lan = make_owner("mei"), make_owner("lan")
    client.force_login(mei)
    attack(client, lan)
    assert [*list_account_managers()] == [mei]


@pytest.fixture
def group_client(client, db):
    """A client of somebody who may change groups, and manages accounts as an Owner only."""
    owner = make_owner("mei")
    owner.user_permissions.add(
        *Permission.objects.filter(codename__in=["change_group", "delete_group", "view_group"])
    )
    client.force_login(owner)
    return client


def test_the_group_of_the_last_owners_keeps_its_permissions(group_client):
    group = Group.objects.get(name="Owners")
    address = reverse("admin:auth_group_change", args=[group.pk])
    page = group_client.post(address, {"name": "Owners", "permissions": []}, follow=True)
    assert [str(message) for message in page.context["messages"]] == [
        "This is the last account that may manage accounts."
    ]
    assert group.permissions.exists()


@pytest.mark.parametrize("page", ["delete", "changelist"])
def test_the_group_of_the_last_owners_is_not_deleted(group_client, page):
    group = Group.objects.get(name="Owners")
    args = [group.pk] if page == "delete" else []
    data = {"post": "yes", "action": "delete_selected", "_selected_action": [group.pk]}
    group_client.post(reverse(f"admin:auth_group_{page}", args=args), data)
    assert list_account_managers().exists()


def test_a_site_that_has_no_manager_can_be_changed(db):
    with keep_account_manager():
        User.objects.create_user("nobody")


def test_what_would_leave_nobody_is_undone(db):
    owner = make_owner("mei")
    with pytest.raises(LastManagerError), keep_account_manager():
        owner.delete()
    assert User.objects.filter(username="mei").exists()
