"""Users with passwords and second factors, and what they type."""

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, hotp_value
from django.contrib.auth.models import User
from django.urls import reverse

from posts.accounts.encryption import decrypt_secret
from posts.accounts.totp import get_counter

PASSWORD = "correct horse battery"  # noqa: S105
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105
LOGIN = "/accounts/login/"


def create_user(name="wang", *, staff=True, email="wang@example.org", **fields):
    return User.objects.create_user(name, email, PASSWORD, is_staff=staff, **fields)


def add_app(user, secret=SECRET):
    """Give `user` an authenticator app and recovery codes; return the codes."""
    TOTP.activate(user, secret)
    return RecoveryCodes.activate(user).generate_codes()


def make_code(steps=0, secret=SECRET):
    """Return the code of an app whose clock is wrong by some steps of 30 seconds."""
    return f"{hotp_value(secret, get_counter() + steps):06d}"


def sign_in_by_password(client, name="wang", password=PASSWORD, **fields):
    return client.post(LOGIN, {"login": name, "password": password, **fields})


def enter_code(client, code):
    """Enter a code where it is asked for after the password."""
    return client.post(reverse("mfa_authenticate"), {"code": code})


def confirm_password(client, password=PASSWORD):
    """Confirm that it is you, as it is asked before a change of factors."""
    return client.post(reverse("account_reauthenticate"), {"password": password})


def is_signed_in(client):
    return "_auth_user_id" in client.session


def read_errors(response):
    """Return the errors of the form on a page."""
    return [str(error) for errors in response.context["form"].errors.values() for error in errors]


def read_app_secret(user):
    return decrypt_secret(Authenticator.objects.get(user=user, type="totp").data["secret"])


class FailingBackend:
    """A mail server that is away."""

    def __init__(self, **options):
        pass

    def send_messages(self, messages):
        raise ConnectionRefusedError
