"""Browsers: what they are called, and which of them somebody has signed in with before."""

import re

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

# The first that matches names the browser: most say that they are also those below.
BROWSERS = (
    (r"MicroMessenger/", "WeChat"),
    (r"Edg(e|A|iOS)?/", "Edge"),
    (r"OPR/|Opera", "Opera"),
    (r"SamsungBrowser/", "Samsung Internet"),
    (r"(Firefox|FxiOS)/", "Firefox"),
    (r"(Headless)?Chrom(e|ium)/|CriOS/", "Chrome"),
    (r"Version/\S+ .*Safari/", "Safari"),
    (r"curl/", "curl"),
    (r"python-requests/", "Python"),
)
SYSTEMS = (
    (r"iPhone|iPod", "iPhone"),
    (r"iPad", "iPad"),
    (r"Android", "Android"),
    (r"Windows", "Windows"),
    (r"Mac OS X|Macintosh", "macOS"),
    (r"CrOS", "ChromeOS"),
    (r"Linux|X11", "Linux"),
)

COOKIE = "known_browser"
COOKIE_SALT = "posts.accounts.devices"
DEVICE_COOKIE_AGE = 365 * 24 * 3600  # seconds


def describe_browser(user_agent: str) -> str:
    """Return a User-Agent as people know it, such as "Firefox · Windows"; "" if nothing is known of it."""
    names = (find_name(table, user_agent) for table in (BROWSERS, SYSTEMS))
    return " · ".join(filter(None, names))


def find_name(table: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((name for pattern, name in table if re.search(pattern, user_agent)), "")


def get_user_agent(request: HttpRequest) -> str:
    return request.headers.get("User-Agent", "")[:200]


def is_known_browser(request: HttpRequest, user: AbstractUser) -> bool:
    """Whether `user` has signed in with this browser before."""
    return str(user.pk) in read_known_users(request)


def read_known_users(request: HttpRequest) -> list[str]:
    """Return the primary keys of those who have signed in with this browser, the latest last."""
    value = request.get_signed_cookie(COOKIE, default="", salt=COOKIE_SALT, max_age=DEVICE_COOKIE_AGE) or ""
    return [key for key in value.split(".") if key]


def remember_browser(request: HttpRequest, response: HttpResponse, user: AbstractUser) -> None:
    """Note in a signed cookie that `user` has signed in with this browser."""
    known = [key for key in read_known_users(request) if key != str(user.pk)]
    response.set_signed_cookie(
        COOKIE,
        ".".join([*known[-9:], str(user.pk)]),
        salt=COOKIE_SALT,
        max_age=DEVICE_COOKIE_AGE,
        httponly=True,
        path=reverse("mfa_index"),
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )
