"""Checks of accounts: somebody may do everything, and second factors can be read."""

from collections.abc import Iterator

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import User
from django.core.checks import CheckMessage, Error
from django.utils.translation import gettext as _

from posts.accounts.encryption import FactorSecretError, decrypt_secret, get_key_path


def report_owner() -> Iterator[CheckMessage]:
    """Find a site that nobody can manage."""
    if not User.objects.filter(is_superuser=True, is_active=True).exists():
        yield Error(_("Nobody can manage the site."), hint="manage.py create_owner NAME", id="site.owner")


def report_factor_key() -> Iterator[CheckMessage]:
    """Find second factors whose key is gone, as after a restore without it."""
    factor = Authenticator.objects.filter(type=Authenticator.Type.TOTP).first()
    if factor and not is_factor_readable(factor.data["secret"]):
        yield Error(
            _("The key of second factors is missing: no code can be checked."),
            hint=_("Put the old factor-key back into %(path)s; if it is lost: manage.py reset_mfa NAME")
            % {"path": settings.DATA_DIR},
            id="site.factor_key",
        )


def is_factor_readable(secret: str) -> bool:
    """Whether the key that encrypted `secret` is there; none is made."""
    if not settings.FACTOR_KEYS and not get_key_path().exists():
        return False
    try:
        decrypt_secret(secret)
    except FactorSecretError:
        return False
    return True
