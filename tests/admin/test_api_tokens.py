"""API tokens in the admin: made, shown once, listed and revoked."""

import re

import pytest
from django.contrib.auth.models import Group, User
from django.urls import reverse

from posts.models import ApiToken, AuditAction, AuditEntry
from tests.support.api import ApiClient, make_token, make_user

LIST, ADD = reverse("admin:posts_apitoken_changelist"), reverse("admin:posts_apitoken_add")
FORM = {"name": "notes", "scopes": ["read", "write"], "lifetime": "30"}


def test_a_token_is_shown_once_and_works(db, client):
    client.force_login(make_user("mei", "Editor"))
    page = client.post(ADD, FORM)
    text = re.search(r'value="(tmn_[\w-]+)"', page.content.decode())[1]
    assert "no-store" in page["Cache-Control"]
    assert ApiClient(text).get("posts/?state=all").status_code == 200
    token = ApiToken.objects.get()
    assert (token.user.username, token.scopes, (token.expires_at - token.created_at).days) == (
        "mei",
        ["read", "write"],
        30,
    )
    page = client.get(LIST).content.decode()
    assert token.beginning in page
    assert text not in page
    assert AuditEntry.objects.get(action=AuditAction.TOKEN_CREATED).details == {"scopes": ["read", "write"]}


@pytest.mark.parametrize(
    "sent", [{"scopes": []}, {"scopes": ["all"]}, {"lifetime": "9999"}, {"lifetime": ""}, {"name": ""}]
)
def test_a_token_has_an_end_and_scopes(db, client, sent):
    client.force_login(make_user("mei", "Editor"))
    assert client.post(ADD, FORM | sent).context["errors"]
    assert not ApiToken.objects.exists()


def test_an_author_gets_no_token_to_publish(db, client):
    client.force_login(make_user("lin", "Author"))
    assert "publish" not in dict(client.get(ADD).context["adminform"].form.fields["scopes"].choices)
    assert client.post(ADD, FORM | {"scopes": ["publish"]}).context["errors"]


def test_everybody_sees_and_revokes_their_own(db, client):
    mei, lin = make_user("mei", "Editor"), make_user("lin", "Author")
    text = make_token(mei, "read")
    token = ApiToken.objects.get()
    revoke = reverse("admin:posts_apitoken_revoke", args=[token.pk])
    client.force_login(lin)
    assert token.beginning not in client.get(LIST).content.decode()
    client.post(revoke)
    assert ApiClient(text).get("posts/").status_code == 200
    client.force_login(mei)
    assert client.get(revoke).status_code == 405
    client.post(revoke)
    assert ApiClient(text).get("posts/").status_code == 401
    assert AuditEntry.objects.get(action=AuditAction.TOKEN_REVOKED).actor == mei


def test_who_manages_accounts_revokes_any(db, client):
    owner = User.objects.create_user("owner", is_staff=True)
    owner.groups.add(Group.objects.get(name="Owners"))
    make_token(make_user("mei", "Editor"), "read")
    client.force_login(owner)
    assert "mei" in client.get(LIST).content.decode()
    client.post(reverse("admin:posts_apitoken_revoke", args=[ApiToken.objects.get().pk]))
    assert ApiToken.objects.get().revoked_at


def test_staff_without_rights_has_none(db, client):
    client.force_login(User.objects.create_user("clerk", is_staff=True))
    assert client.get(LIST).status_code == client.get(ADD).status_code == 403
