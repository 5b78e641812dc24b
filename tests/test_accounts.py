"""Accounts: a group that writes opens the door of the admin, and nothing else does."""

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.urls import reverse


@pytest.fixture
def newcomer(db):
    return User.objects.create_user("newcomer", password="a long password")


@pytest.fixture
def put(desk, newcomer):
    """Return a function that saves the newcomer's account with these groups, by their names."""

    def put(*names, **fields):
        groups = list(Group.objects.filter(name__in=names).values_list("pk", flat=True))
        joined = newcomer.date_joined
        data = {"username": "newcomer", "is_active": "on", "groups": groups, **fields}
        data |= {"date_joined_0": f"{joined:%Y-%m-%d}", "date_joined_1": f"{joined:%H:%M:%S}"}
        response = desk.post(reverse("admin:auth_user_change", args=[newcomer.pk]), data, follow=True)
        newcomer.refresh_from_db()
        return [str(message) for message in response.context["messages"]]

    return put


@pytest.mark.parametrize("group", ["Author", "Editor"])
def test_whoever_is_put_into_a_group_that_writes_can_sign_in_to_write(group, put, newcomer, client):
    assert "“newcomer” was given staff status" in put(group)[0]
    assert newcomer.is_staff
    assert not newcomer.is_superuser
    client.logout()
    assert client.login(username="newcomer", password="a long password")
    assert client.get(reverse("admin:posts_post_add")).status_code == 200


def test_other_groups_open_no_door(put, newcomer):
    Group.objects.create(name="Readers").permissions.add(Permission.objects.get(codename="view_user"))
    put("Readers")
    assert list(newcomer.groups.values_list("name", flat=True)) == ["Readers"]
    assert not newcomer.is_staff


def test_where_staff_status_was_taken_away_it_stays_away(put, newcomer):
    put("Author")
    put("Author")
    assert not newcomer.is_staff
    put("Author", is_staff="on")
    put("Author", "Editor")
    assert not newcomer.is_staff


def test_staff_status_that_is_there_is_no_news(put, newcomer):
    User.objects.update(is_staff=True)
    assert len(put("Author", is_staff="on")) == 1
    assert newcomer.is_staff
