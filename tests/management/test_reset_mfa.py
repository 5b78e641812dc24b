"""Letting in who has lost phone, keys and codes."""

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.core.management import CommandError, call_command

from tests.support.accounts import add_app, create_user, is_signed_in, sign_in_by_password


def test_factors_are_removed_sessions_ended_and_the_user_told(client, db, capsys):
    user, other = create_user(), create_user("other")
    client.force_login(user)
    add_app(user)
    add_app(other)
    call_command("reset_mfa", "wang")
    assert "Removed from wang:" in capsys.readouterr().out
    assert set(Authenticator.objects.values_list("user", flat=True)) == {other.pk}
    assert client.get("/admin/").status_code == 302
    assert [message.to for message in mail.outbox] == [["wang@example.org"]]
    sign_in_by_password(client)
    assert is_signed_in(client)


def test_it_works_where_the_key_is_lost(db, settings, capsys):
    add_app(create_user())
    settings.FACTOR_KEYS = ["b3RoZXIga2V5IG90aGVyIGtleSBvdGhlciBrZXkgLi4="]
    call_command("reset_mfa", "wang")
    assert not Authenticator.objects.exists()


def test_a_user_without_factors_is_said(db, capsys):
    create_user()
    call_command("reset_mfa", "wang")
    assert "has no second factor" in capsys.readouterr().out


def test_an_unknown_name_is_an_error(db):
    with pytest.raises(CommandError, match="no user “nobody”"):
        call_command("reset_mfa", "nobody")
