"""A call of the API, and its result: what the functions behind the operations get and return."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from msgspec import Struct

from posts.models import ApiToken
from posts.models.permissions import AnyUser
from posts.models.urls import absolute_url


@dataclass(frozen=True, slots=True)
class ApiCall:
    """A request whose token, parameters and body are checked. `arguments` are the parts of its path."""

    request: HttpRequest
    token: ApiToken | None
    arguments: dict[str, str]
    query: Any
    body: Any = None

    @property
    def user(self) -> AnyUser:
        return self.token.user if self.token else AnonymousUser()

    def has_scope(self, scope: str) -> bool:
        return self.token is not None and self.token.has_scope(scope)

    def build_url(self, path: str) -> str:
        """Return the absolute address of `path`."""
        return absolute_url(path, self.request)

    def build_next_url(self, cursor: str) -> str:
        """Return the address of this list from `cursor` on."""
        query = self.request.GET.copy()
        query["cursor"] = cursor
        return self.build_url(f"{self.request.path}?{query.urlencode()}")


@dataclass(frozen=True, slots=True)
class ApiResult:
    """What is answered: the object, the status, and when it was changed last, where that is known."""

    value: Struct
    status: int = 200
    modified_at: datetime | None = None
    headers: dict[str, str] = field(default_factory=dict)
