"""Invitations: a link that works once, for a week, and gives what was promised."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group, User
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from posts.accounts.invitations import renew_invitation
from posts.mail.delivery import DeliveryQueue
from posts.models import Invitation
from tests.support.accounts import create_user, is_signed_in, read_errors
from tests.support.mail_server import run_mail_server

PASSWORD = "quite another horse"  # noqa: S105
FORM = {"username": "mei", "password1": PASSWORD, "password2": PASSWORD}
ADD = "/admin/auth/user/add/"


@pytest.fixture
def owner(db):
    user = create_user("owner", email="owner@example.org")
    user.groups.add(Group.objects.get(name="Owners"))
    return user


@pytest.fixture
def owner_client(client, owner):
    client.force_login(owner)
    return client


@pytest.fixture
def link(owner):
    """The link of an invitation to be an Author."""
    invitation = Invitation(email="mei@example.org", name="梅")
    url = renew_invitation(invitation, owner)
    invitation.groups.add(Group.objects.get(name="Author"))
    return url.removeprefix("http://testserver")


def invite(client, email="mei@example.org", groups=("Author",)):
    keys = list(Group.objects.filter(name__in=groups).values_list("pk", flat=True))
    return client.post(ADD, {"email": email, "name": "梅", "groups": keys})


def is_refused(link):
    visitor = Client()
    answers = {visitor.get(link).status_code, visitor.post(link, FORM).status_code}
    return answers == {410} and not User.objects.filter(username="mei").exists()


def test_an_owner_invites_and_the_invited_signs_in(owner_client):
    page = invite(owner_client)
    url = page.context["links"][0][1]
    assert [message.to for message in mail.outbox] == [["mei@example.org"]]
    assert url in mail.outbox[0].body
    visitor = Client()
    assert visitor.get(url).context["form"]["username"].value() == "mei"
    assert visitor.post(url, FORM).url == "/admin/"
    assert is_signed_in(visitor)
    user = User.objects.get(username="mei")
    assert (user.email, user.first_name, user.is_staff, user.is_superuser) == (
        "mei@example.org",
        "梅",
        True,
        False,
    )
    assert [group.name for group in user.groups.all()] == ["Author"]
    assert len(mail.outbox) == 1


def test_a_link_works_once(link):
    Client().post(link, FORM)
    assert Client().post(link, {**FORM, "username": "two"}).status_code == 410
    assert not User.objects.filter(username="two").exists()


def test_a_link_expires_after_a_week(link):
    with time_machine.travel(timezone.now() + timedelta(days=7, seconds=1)):
        assert is_refused(link)


def test_a_tampered_link_is_refused(link):
    assert is_refused(link.replace("/invitation/", "/invitation/x"))
    assert is_refused("/accounts/invitation/a:b:c/")


@pytest.mark.parametrize("action", ["revoke", "make_new_links"])
def test_a_link_ends_when_it_is_revoked_or_renewed(owner_client, link, action):
    data = {"action": action, "_selected_action": [Invitation.objects.get().pk]}
    owner_client.post(reverse("admin:posts_invitation_changelist"), data)
    assert is_refused(link)


LIST = reverse("admin:posts_invitation_changelist")


def press_in_list(client, name, invitation=None):
    """Press a button in the row of an invitation."""
    key = (invitation or Invitation.objects.get()).pk
    return client.post(reverse(f"admin:posts_invitation_{name}", args=[key]))


@pytest.mark.parametrize("button", ["resend", "revoke"])
def test_a_button_in_the_list_ends_a_link(owner_client, link, button):
    page = owner_client.get(LIST).content.decode()
    address = reverse(f"admin:posts_invitation_{button}", args=[Invitation.objects.get().pk])
    assert f'formaction="{address}"' in page
    press_in_list(owner_client, button)
    assert is_refused(link)


def test_an_expired_invitation_is_resent_with_a_link_that_works(owner_client, link):
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        owner_client.force_login(User.objects.get(username="owner"))
        url = press_in_list(owner_client, "resend").context["links"][0][1]
        assert Client().post(url, FORM).status_code == 302
    assert [message.to for message in mail.outbox][-1] == ["mei@example.org"]


def test_the_list_shows_groups_who_invited_and_what_became_of_it(owner_client, owner, link):
    expired = Invitation(email="lan@example.org")
    renew_invitation(expired, owner)
    Invitation.objects.filter(pk=expired.pk).update(expires_at=timezone.now())
    Client().post(link, FORM)
    open_one = Invitation(email="zhu@example.org")
    renew_invitation(open_one, owner)
    page = owner_client.get(LIST).content.decode()
    assert page.count(">owner</td>") == 3
    assert ">Author</td>" in page
    for state in ("open", "expired", "accepted"):
        assert page.count(f"invitation-{state}") == 1
        filtered = owner_client.get(LIST, {"state": state}).content.decode()
        assert [name for name in ("mei", "lan", "zhu") if f"{name}@" in filtered] == [
            {"accepted": "mei", "expired": "lan", "open": "zhu"}[state]
        ]
    # What was accepted is neither resent nor revoked.
    assert page.count("formaction=") == 4
    accepted = Invitation.objects.get(email="mei@example.org")
    for button in ("resend", "revoke"):
        assert press_in_list(owner_client, button, accepted).status_code == 404
    data = {"action": "revoke", "_selected_action": [accepted.pk]}
    owner_client.post(LIST, data)
    assert Invitation.objects.filter(pk=accepted.pk).exists()


def test_the_list_asks_the_database_the_same_number_of_times(owner_client, owner):
    counts = []
    for number in (1, 5):
        for place in range(number):
            invitation = Invitation(email=f"{number}{place}@example.org")
            renew_invitation(invitation, owner)
            invitation.groups.add(*Group.objects.all())
        with CaptureQueriesContext(connection) as queries:
            owner_client.get(LIST)
        counts.append(len(queries))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("button", ["resend", "revoke"])
def test_others_press_no_button(db, sign_in, client, link, button):
    sign_in("writer", "Editor")
    assert press_in_list(client, button).status_code == 403
    sign_in_owner = Client()
    sign_in_owner.force_login(User.objects.get(username="owner"))
    key = Invitation.objects.get().pk
    assert sign_in_owner.get(reverse(f"admin:posts_invitation_{button}", args=[key])).status_code == 405
    assert Client().get(link).status_code == 200


@pytest.mark.enable_socket
def test_a_mail_server_that_never_answers_does_not_hold_who_invites(
    owner_client, settings, monkeypatch, django_capture_on_commit_callbacks
):
    """The link is shown at once, to be copied; the mail is given up later."""
    settings.EMAIL_BACKEND = "posts.mail.backend.QueuedEmailBackend"
    settings.MAIL_DELIVERY_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_TIMEOUT = 0.5
    mails = DeliveryQueue(delays=(0,))
    monkeypatch.setattr("posts.mail.backend.delivery_queue", mails)
    with run_mail_server(silent=True) as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        with django_capture_on_commit_callbacks(execute=True):
            page = invite(owner_client)
        assert mails.waiting.unfinished_tasks == 1
        assert mails.wait(10)
    assert Client().get(page.context["links"][0][1]).status_code == 200


def test_the_link_of_somebody_who_may_no_longer_invite_ends(link, owner):
    owner.groups.clear()
    assert is_refused(link)


def test_an_address_with_an_account_is_not_invited(owner_client, link):
    create_user("wang")
    assert "“wang”" in str(invite(owner_client, "WANG@example.org").context["errors"])
    assert "invited already" in str(invite(owner_client).context["errors"])
    create_user("late", email="Mei@example.org")
    assert "You have an account already" in Client().post(link, FORM).content.decode()
    assert not User.objects.filter(username="mei").exists()


def test_weak_passwords_and_taken_names_are_refused(link, owner):
    answer = Client().post(link, {"username": "OWNER", "password1": "mei@example.org", "password2": "x"})
    assert len(read_errors(answer)) >= 2
    assert Client().post(link, FORM).status_code == 302


def test_no_cache_stores_the_page(link):
    assert "no-store" in Client().get(link)["Cache-Control"]


@pytest.mark.parametrize("group", ["Author", "Editor"])
def test_others_may_not_invite(db, sign_in, client, group):
    sign_in("writer", group)
    assert invite(client).status_code == 403
    assert client.get(reverse("admin:posts_invitation_changelist")).status_code == 403
    assert not Invitation.objects.exists()


def change(client, user, **fields):
    joined = user.date_joined
    data = {"username": user.username, "is_active": "on", "is_staff": "on", **fields}
    data |= {"date_joined_0": f"{joined:%Y-%m-%d}", "date_joined_1": f"{joined:%H:%M:%S}"}
    return client.post(reverse("admin:auth_user_change", args=[user.pk]), data)


def test_an_owner_makes_and_changes_no_superuser(owner_client, owner, editor):
    owners = Group.objects.get(name="Owners").pk
    change(owner_client, owner, is_superuser="on", groups=[owners], user_permissions=[1])
    owner.refresh_from_db()
    assert not owner.is_superuser
    assert not owner.user_permissions.exists()
    assert change(owner_client, editor, username="taken").status_code == 403
    for page in ("delete", "password_change"):
        url = reverse(f"admin:auth_user_{page}", args=[editor.pk])
        assert owner_client.post(url, {"post": "yes"}).status_code == 403
    assert owner_client.get(reverse("admin:auth_group_add")).status_code == 403


def test_the_last_owner_stays(owner_client, owner):
    change(owner_client, owner, groups=[])
    change(owner_client, owner, groups=[Group.objects.get(name="Owners").pk], is_active="")
    owner_client.post(reverse("admin:auth_user_delete", args=[owner.pk]), {"post": "yes"})
    owner.refresh_from_db()
    assert owner.is_active
    assert owner.groups.exists()
