"""Somebody with an account, and the lock-out."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from tests.support.accounts import add_app, confirm_password, create_user, make_code, sign_in_by_password


@pytest.fixture(autouse=True)
def no_earlier_requests():
    """Forget how often others did what allauth limits, such as changing a password."""
    cache.clear()


@pytest.fixture
def add_app_by_form(django_capture_on_commit_callbacks):
    """Return a function that adds an authenticator app as its user does, and returns its secret."""

    def add(client):
        confirm_password(client)
        secret = client.get(reverse("mfa_activate_totp")).context["form"].secret
        with django_capture_on_commit_callbacks(execute=True):
            client.post(reverse("mfa_activate_totp"), {"code": make_code(0, secret)})
        return secret

    return add


@pytest.fixture
def wang(db):
    return create_user()


@pytest.fixture
def recovery_codes(wang):
    """The recovery codes of Wang, who has an authenticator app now."""
    return add_app(wang)


@pytest.fixture
def wang_client(client, wang):
    """A client in which Wang has signed in by password."""
    sign_in_by_password(client)
    return client


@pytest.fixture
def lockout(settings):
    """Have failed attempts counted, as on a real site."""
    settings.AXES_ENABLED = True
