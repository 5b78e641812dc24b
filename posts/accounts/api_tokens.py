"""API tokens: made, looked up, used and revoked."""

import secrets
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.db.models import F, Q
from django.utils import timezone

from posts.accounts.request_limits import RequestLimit, take_request
from posts.auditing.entries import record_action, record_actions
from posts.models import ApiToken, AuditAction
from posts.models.api_token import hash_api_token
from posts.models.permissions import is_active_staff

# By it programs that look for leaked secrets know a token.
TOKEN_PREFIX = "tmn_"  # noqa: S105  (the beginning of each, no secret)
SHOWN_CHARACTERS = 8
MAX_API_TOKEN_LENGTH = 200  # characters; longer ones are nobody's
# Wrong tokens from one address, after which it is told to wait.
WRONG_TOKENS = RequestLimit("api_token", 30, 900)
USE_SECONDS, AUDIT_SECONDS = 60, 3600  # how exactly a use is noted, and how often reading is audited


def create_api_token(token: ApiToken, lifetime: timedelta) -> str:
    """Save `token`, which is new, for `lifetime`; return its text, which is stored nowhere."""
    text = f"{TOKEN_PREFIX}{secrets.token_urlsafe(32)}"
    token.token_hash, token.beginning = hash_api_token(text), text[:SHOWN_CHARACTERS]
    token.expires_at = timezone.now() + lifetime
    token.save()
    record_action(AuditAction.TOKEN_CREATED, token, scopes=token.scopes)
    return text


def revoke_api_tokens(tokens: Iterable[ApiToken]) -> None:
    """Revoke those of `tokens` that still work."""
    working = list(ApiToken.objects.active().filter(pk__in=[token.pk for token in tokens]))
    record_actions(AuditAction.TOKEN_REVOKED, working)
    ApiToken.objects.filter(pk__in=[token.pk for token in working]).update(revoked_at=timezone.now())


def find_api_token(text: str) -> ApiToken | None:
    """Return the token `text` with its user; None where it is wrong or has ended, or its user is no staff."""
    if not text.startswith(TOKEN_PREFIX) or len(text) > MAX_API_TOKEN_LENGTH:
        return None
    found = ApiToken.objects.active().select_related("user").filter(token_hash=hash_api_token(text)).first()
    return found if found and is_active_staff(found.user) else None


def count_wrong_token(address: str) -> bool:
    """Count a wrong token from `address`; return False where too many came from there lately."""
    return take_request(WRONG_TOKENS, address)


def note_token_use(token: ApiToken) -> None:
    """Note that `token` was used: once a minute when, and once an hour in the audit log."""
    now = timezone.now()
    stale = Q(last_used_at=None) | Q(last_used_at__lt=now - timedelta(seconds=USE_SECONDS))
    if token.last_used_at and token.last_used_at > now - timedelta(seconds=USE_SECONDS):
        return
    ApiToken.objects.filter(stale, pk=token.pk).update(last_used_at=now)
    unaudited = Q(audited_at=None) | Q(audited_at__lt=now - timedelta(seconds=AUDIT_SECONDS))
    # Of two requests at the same time one updates the row.
    if ApiToken.objects.filter(unaudited, pk=token.pk).update(audited_at=F("last_used_at")):
        record_action(AuditAction.TOKEN_USED, token, actor=token.user)


def record_token_change(token: ApiToken, target: Any) -> None:
    """Write to the audit log that `target` was written with `token`."""
    record_action(AuditAction.TOKEN_WROTE, target, actor=token.user, token=token.name)
