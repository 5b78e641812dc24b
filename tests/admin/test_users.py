"""Groups that may write make their members staff."""

from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.core import mail
from django.test import Client
from django.urls import reverse


@pytest.fixture
def newcomer(db):
    return User.objects.create_user("newcomer", password="a long password")


@pytest.fixture
def set_groups(editor_client, newcomer):
    """Return a function that saves the newcomer's account with these groups, by their names."""

    def set_groups(*names, **fields):
        groups = list(Group.objects.filter(name__in=names).values_list("pk", flat=True))
        joined = newcomer.date_joined
        data = {"username": "newcomer", "is_active": "on", "groups": groups, **fields}
        data |= {"date_joined_0": f"{joined:%Y-%m-%d}", "date_joined_1": f"{joined:%H:%M:%S}"}
        response = editor_client.post(
            reverse("admin:auth_user_change", args=[newcomer.pk]), data, follow=True
        )
        newcomer.refresh_from_db()
        return [str(message) for message in response.context["messages"]]

    return set_groups


@pytest.mark.parametrize("group", ["Author", "Editor"])
def test_joining_a_group_that_writes_makes_a_user_staff(group, set_groups, newcomer, client):
    assert "“newcomer” was given staff status" in set_groups(group)[0]
    assert newcomer.is_staff
    assert not newcomer.is_superuser
    client.logout()
    assert client.login(username="newcomer", password="a long password")
    assert client.get(reverse("admin:posts_post_add")).status_code == 200


def test_other_groups_make_nobody_staff(set_groups, newcomer):
    Group.objects.create(name="Readers").permissions.add(Permission.objects.get(codename="view_user"))
    set_groups("Readers")
    assert list(newcomer.groups.values_list("name", flat=True)) == ["Readers"]
    assert not newcomer.is_staff


def test_removed_staff_status_stays_removed(set_groups, newcomer):
    set_groups("Author")
    set_groups("Author")
    assert not newcomer.is_staff
    set_groups("Author", is_staff="on")
    set_groups("Author", "Editor")
    assert not newcomer.is_staff


def test_staff_status_that_is_set_already_gives_no_message(set_groups, newcomer):
    User.objects.update(is_staff=True)
    assert len(set_groups("Author", is_staff="on")) == 1
    assert newcomer.is_staff


def test_a_user_gets_a_link_to_choose_a_password(editor_client, newcomer):
    User.objects.update(email="newcomer@example.org")
    address = reverse("admin:auth_user_password_change", args=[newcomer.pk])
    typed = {"password1": "quite another horse", "password2": "quite another horse"}
    url = editor_client.post(address, typed).context["url"]
    newcomer.refresh_from_db()
    assert newcomer.check_password("a long password")
    [message] = mail.outbox
    assert url in message.body
    visitor = Client()
    action = visitor.get(url, follow=True).context["action_url"]
    visitor.post(action, typed)
    newcomer.refresh_from_db()
    assert newcomer.check_password("quite another horse")


def test_nobody_types_the_password_of_a_new_user(editor_client):
    data = {"username": "typed", "password1": "quite another horse", "password2": "quite another horse"}
    page = editor_client.post(reverse("admin:auth_user_add"), data)
    assert "password1" not in page.content.decode()
    assert not User.objects.filter(username="typed").exists()


def test_an_author_with_posts_cannot_be_deleted_and_the_posts_are_named(editor_client, make_post, author):
    make_post("守住这一篇")
    address = reverse("admin:auth_user_delete", args=[author.pk])
    assert "守住这一篇" in editor_client.get(address).content.decode()
    editor_client.post(address, {"post": "yes"})
    assert User.objects.filter(pk=author.pk).exists()


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_signing_in_with_a_foreign_next_page_leads_to_the_admin(target, client, editor):
    editor.set_password("long enough, and odd")
    editor.save()
    url = f"{reverse('admin:login')}?{urlencode({'next': target})}"
    data = {"username": "editor", "password": "long enough, and odd", "next": target}
    response = client.post(url, data, follow=True)
    assert response.redirect_chain[-1] == (reverse("admin:index"), 302)
    assert all(path.startswith("/") and not path.startswith("//") for path, _ in response.redirect_chain)
    assert response.status_code == 200
