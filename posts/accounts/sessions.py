"""The sessions of a user: listed, and ended."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AbstractUser
from django.contrib.sessions.models import Session
from django.http import HttpRequest
from django.utils import timezone

from posts.accounts.devices import describe_browser


@dataclass(frozen=True)
class OpenSession:
    """A session as its list shows it."""

    record: UserSession
    is_current: bool

    @property
    def browser(self) -> str:
        return describe_browser(self.record.user_agent) or self.record.user_agent


def list_sessions(request: HttpRequest, user: AbstractUser) -> list[OpenSession]:
    """Return the open sessions of `user`, the current one first, then the newest."""
    key = request.session.session_key
    if not UserSession.objects.filter(session_key=key).exists():  # begun before sessions were listed
        UserSession.objects.create_from_request(request)
    sessions = [
        OpenSession(record, record.session_key == key) for record in UserSession.objects.purge_and_list(user)
    ]
    return sorted(sessions, key=lambda item: (not item.is_current, -item.record.created_at.timestamp()))


def end_sessions(user: AbstractUser, *, keep: str | None = None) -> None:
    """End all sessions of `user`, listed or not, but for that with the key `keep`."""
    for record in UserSession.objects.filter(user=user).exclude(session_key=keep or ""):
        record.end()
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    for key in find_session_keys(user):
        if key != keep:
            store.delete(key)


def find_session_keys(user: AbstractUser) -> Iterator[str]:
    """Yield the keys of the stored sessions of `user`."""
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        if session.get_decoded().get(SESSION_KEY) == str(user.pk):
            yield session.session_key
