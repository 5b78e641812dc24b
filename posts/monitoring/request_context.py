"""The request that is being answered, for what is logged meanwhile; and its id."""

import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.http import HttpRequest

REQUEST_ID_HEADER = "X-Request-ID"
# Of what programs send: UUIDs, hexadecimal numbers, trace ids. Nothing that could end a line or a field.
REQUEST_ID = re.compile(r"[A-Za-z0-9._:+/=-]{8,128}")

current_request: ContextVar[HttpRequest | None] = ContextVar("current_request", default=None)


@contextmanager
def use_request(request: HttpRequest) -> Iterator[str]:
    """Make `request` the current one during the block; yield its id."""
    request.request_id = choose_request_id(request.META.get("HTTP_X_REQUEST_ID", ""))  # type: ignore[attr-defined]
    token = current_request.set(request)
    try:
        yield request.request_id  # type: ignore[attr-defined]
    finally:
        current_request.reset(token)


def choose_request_id(sent: str) -> str:
    """Return the id that was sent, if it is one, else a new one."""
    return sent if REQUEST_ID.fullmatch(sent) else uuid.uuid4().hex


def get_request_id(request: Any) -> str:
    """Return the id of `request`; "" for None, and for one that has none."""
    return str(getattr(request, "request_id", ""))


def get_known_user(request: Any) -> Any:
    """Return the user who sent `request`, if that was found out already; this asks no database."""
    user = getattr(request, "_cached_user", None)
    return user if user is not None and user.is_authenticated else None
