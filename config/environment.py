"""Reads the environment: a value that cannot be read stops the start with a message."""

import json
import re
from collections.abc import Iterable

import environ
from cryptography.fernet import Fernet
from django.core.exceptions import ImproperlyConfigured

env = environ.Env()

MIN_TOKEN_LENGTH = 20  # characters


def read_boolean(name: str, *, default: bool) -> bool:
    """Return the variable `name` as a boolean; django-environ would read any typing error as False."""
    value = env.str(name, str(default)).lower()
    if value not in {"1", "true", "yes", "on", "0", "false", "no", "off"}:
        raise ImproperlyConfigured(f"{name} must be true or false, not {value!r}.")
    return value in {"1", "true", "yes", "on"}


def read_choice(name: str, choices: Iterable[str], *, default: str) -> str:
    """Return the variable `name`, one of `choices`."""
    value: str = env.str(name, default)
    if value not in choices:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(choices)}, not {value!r}.")
    return value


def read_token(name: str) -> str:
    """Return the variable `name`, a secret that nobody guesses, or "" if it is not set."""
    value: str = env.str(name, "")
    if value and not re.fullmatch(rf"[!-~]{{{MIN_TOKEN_LENGTH},}}", value):
        raise ImproperlyConfigured(
            f"{name} must have at least {MIN_TOKEN_LENGTH} characters, of ASCII and without spaces. "
            "Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(32))'"
        )
    return value


def read_integer(name: str, *, default: int) -> int:
    """Return the variable `name` as a whole number, not below zero."""
    value = env.str(name, str(default))
    if not value.isdecimal():
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.")
    return int(value)


def read_macros(name: str) -> dict[str, str]:
    r"""Return the variable `name`, JSON such as `{"R": "\\mathbb{R}"}`, as TeX by the command's name.

    A macro may be written as MathJax has it too, with the number of its arguments: `["x_{#1}", 1]`.
    """
    try:
        macros = dict(json.loads(env.str(name, "") or "{}"))
    except (TypeError, ValueError):
        macros = {"": ""}
    bodies = {
        key.lstrip("\\"): body[0] if isinstance(body, list) and body else body for key, body in macros.items()
    }
    if not all(re.fullmatch("[A-Za-z]+", key) and isinstance(body, str) for key, body in bodies.items()):
        message = r'{"R": "\\mathbb{R}"}'
        raise ImproperlyConfigured(f"{name} must be JSON like {message}: names of letters, and TeX.")
    return bodies


def read_factor_keys(name: str) -> list[str]:
    """Return the keys in the variable `name`, separated by commas: the first encrypts, all decrypt."""
    keys = [key.strip() for key in env.list(name, default=[])]
    try:
        for key in keys:
            Fernet(key)
    except ValueError as error:
        raise ImproperlyConfigured(
            f"{name} must be keys of 32 bytes in base64, such as the content of factor-key in DATA_DIR."
        ) from error
    return keys


def read_contact(name: str) -> str:
    """Return the variable `name`, a URI as RFC 9116 (2.5.3) wants it, or "" if it is not set."""
    value: str = env.str(name, "")
    if value and not re.fullmatch(r"(mailto:|https://|tel:)[^\s]+", value):
        raise ImproperlyConfigured(f"{name} must begin with mailto:, https:// or tel:, not {value!r}.")
    return value
