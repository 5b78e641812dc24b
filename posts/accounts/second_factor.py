"""Who needs a second factor, and whether a session has shown one."""

from collections.abc import Collection

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AbstractUser, AnonymousUser, Group
from django.http import HttpRequest

from posts.auditing.entries import record_action
from posts.models import AuditAction
from posts.models.permissions import is_active_staff

SECOND_FACTOR_SESSION_KEY = "second_factor_user"
# Recovery codes only stand in for one of these.
FACTOR_TYPES = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
# Roles that are no groups.
STAFF, SUPERUSERS = "staff", "superusers"


def requires_second_factor(user: AbstractUser | AnonymousUser) -> bool:
    """Whether `user` has one of the roles that REQUIRE_SECOND_FACTOR names."""
    roles: Collection[str] = settings.REQUIRE_SECOND_FACTOR
    if not roles or not is_active_staff(user):
        return False
    if STAFF in roles or (user.is_superuser and SUPERUSERS in roles):
        return True
    return user.groups.filter(name__in=roles).exists()


def find_unknown_roles() -> list[str]:
    """Return what REQUIRE_SECOND_FACTOR names and no group is called."""
    roles = set(settings.REQUIRE_SECOND_FACTOR) - {STAFF, SUPERUSERS}
    known = Group.objects.filter(name__in=roles).values_list("name", flat=True) if roles else []
    return sorted(roles.difference(known))


def has_second_factor(user: AbstractUser) -> bool:
    return bool(Authenticator.objects.filter(user=user, type__in=FACTOR_TYPES).exists())


def lacks_second_factor(request: HttpRequest) -> bool:
    """Whether the user's role requires a second factor that this session has not shown."""
    user = request.user
    if not settings.REQUIRE_SECOND_FACTOR or not user.is_authenticated:
        return False
    if request.session.get(SECOND_FACTOR_SESSION_KEY) == user.pk:
        return False
    return requires_second_factor(user)


def record_second_factor(request: HttpRequest, user: AbstractUser) -> None:
    """Remember in the session that `user` has shown a second factor."""
    request.session[SECOND_FACTOR_SESSION_KEY] = user.pk


def remove_second_factors(user: AbstractUser) -> list[str]:
    """Remove all factors of `user`, recovery codes too; return their names."""
    factors = Authenticator.objects.filter(user=user)
    names, types = [str(factor) for factor in factors], [factor.type for factor in factors]
    factors.delete()
    if names:
        record_action(AuditAction.FACTOR_REMOVED, user, factors=types)
    return names
