"""Who asks: nobody, or a token (`Authorization: Bearer`, RFC 6750). Sessions count for nothing here."""

from django.http import HttpRequest

from posts.accounts import api_tokens
from posts.api.errors import ApiError
from posts.models import ApiToken
from posts.monitoring.client_address import get_client_address

SCHEME = "bearer"
ASK_FOR_TOKEN = {"WWW-Authenticate": "Bearer"}


def find_token(request: HttpRequest) -> ApiToken | None:
    """Return the token that `request` shows, None where it shows none.

    Raises ApiError: 401 for one that is wrong or has ended, 429 where too many such came from there.
    """
    scheme, _separator, text = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != SCHEME:
        return None
    if token := api_tokens.find_api_token(text.strip()):
        api_tokens.note_token_use(token)
        return token
    if not api_tokens.count_wrong_token(get_client_address(request)):
        seconds = str(api_tokens.WRONG_TOKENS.seconds)
        raise ApiError(429, "Too many wrong tokens came from your address.", headers={"Retry-After": seconds})
    headers = {"WWW-Authenticate": 'Bearer error="invalid_token"'}
    raise ApiError(401, "The token is wrong, has expired or was revoked.", headers=headers)


def require_scope(token: ApiToken | None, scope: str) -> ApiToken:
    """Return `token`. Raises ApiError: 401 where there is none, 403 where it lacks `scope`."""
    if token is None:
        raise ApiError(401, "This takes a token.", headers=ASK_FOR_TOKEN)
    if not token.has_scope(scope):
        headers = {"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{scope}"'}
        raise ApiError(403, f"The token lacks the scope {scope}.", headers=headers)
    return token
