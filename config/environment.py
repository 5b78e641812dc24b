"""Reads the environment: a value that cannot be read stops the start with a message.

A file may bring variables too: ENV_FILE, else `.env` beside manage.py. The process's own go first.
"""

import errno
import json
import os
import pwd
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import environ
from django.core.exceptions import ImproperlyConfigured

from posts.maintenance.env_file import EnvFileError, parse_env_file

DEFAULT_ENV_FILE = Path(__file__).resolve().parent.parent / ".env"
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
OTHER_VARIABLE = re.compile(r"\$([A-Z_][A-Z0-9_]*)")


class SiteEnvironment(environ.Env):
    """Takes values as they are: django-environ would read a `$` at the beginning as a variable's name.

    `$NAME` alone still is one. An empty value counts as none. `names` has all that were asked for.
    """

    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def get_value(self, var: str, cast: Any = None, default: Any = None, parse_default: bool = False) -> Any:  # noqa: FBT001, FBT002
        self.names.add(var)
        value = read_variable(var)
        return self.parse_value(value, cast) if value else default

    def list(self, var: str, cast: Any = None, default: Any = None) -> list[Any]:
        """Return the parts between commas, without the spaces around them."""
        parts = [part.strip() for part in super().list(var, cast, default)]
        return [part for part in parts if part]


def read_variable(name: str) -> str:
    """Return the variable `name`, or the one that it names as `$NAME`; "" if it is not set."""
    value = os.environ.get(name, "")
    if control := re.search(r"[\x00-\x1f\x7f]", value):
        reason = "a DOS line end" if control[0] == "\r" else f"the control character {control[0]!r}"
        advice = " Mend the file that it comes from with: sed -i 's/\\r$//' FILE" * (control[0] == "\r")
        raise ImproperlyConfigured(f"{name} has {reason} in it.{advice}")
    if other := OTHER_VARIABLE.fullmatch(value):
        if other[1] not in os.environ:
            raise ImproperlyConfigured(f"{name} is {value}, and there is no variable {other[1]}.")
        return read_variable(other[1])
    return value


def find_env_file() -> Path | None:
    """Return the path of ENV_FILE, of `.env` where there is one, or None. An empty ENV_FILE means none."""
    if name := os.environ.get("ENV_FILE", ""):
        return Path(name)
    has_default = "ENV_FILE" not in os.environ and os.path.lexists(DEFAULT_ENV_FILE)
    return DEFAULT_ENV_FILE if has_default else None


def load_env_file(path: Path) -> set[str]:
    """Set the variables of the file at `path` that are not set; return the names of all in it."""
    try:
        values = parse_env_file(path.read_text(encoding="utf-8"))
    except EnvFileError as error:
        raise ImproperlyConfigured(f"{path}, {error}.") from None
    except UnicodeDecodeError:
        raise ImproperlyConfigured(f"{path} is not a text in UTF-8. Save it as such.") from None
    except OSError as error:
        raise ImproperlyConfigured(describe_file_error(path, error)) from error
    for name, value in values.items():
        os.environ.setdefault(name, value)
    return set(values)


def describe_file_error(path: Path | str, error: OSError) -> str:
    """Return a sentence on `path`, which cannot be used, and what to do."""
    advice = "Is its name right?"
    if isinstance(error, PermissionError):
        advice = f"Give it to the user that runs this: chown {read_user_name()} {path}"
    elif isinstance(error, IsADirectoryError):
        advice = "It must be a file."
    elif isinstance(error, (NotADirectoryError, FileExistsError)):
        advice = "It must be a folder, and all above it too."
    elif error.errno == errno.EROFS:
        advice = "The disk cannot be written to. Mount it so that it can be; the system's log says why."
    elif not isinstance(error, FileNotFoundError):
        advice = "Is there space on the disk?"
    return f"{path}: {error.strerror}. {advice}"


def read_user_name() -> str:
    """Return the name of the user that runs this process, or its number where it has no name."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return str(os.geteuid())


ENV_FILE = find_env_file()
ENV_FILE_NAMES = load_env_file(ENV_FILE) if ENV_FILE else set()
env = SiteEnvironment()

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
    if not keys:
        return []
    from cryptography.fernet import Fernet  # noqa: PLC0415  (seven megabytes, for who has given keys)

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


def read_web_address(name: str) -> str:
    """Return the variable `name`, an address of http or https, or "" if it is not set."""
    value: str = env.str(name, "")
    if value and not re.fullmatch(r"https?://[^\s/<>\"@]+(/[^\s<>\"]*)?", value):
        raise ImproperlyConfigured(f"{name} must be like https://hub.example.org/, not {value!r}.")
    return value


def read_time_zone(name: str, *, default: str) -> str:
    """Return the variable `name`, a time zone of the IANA database."""
    value: str = env.str(name, default)
    try:
        ZoneInfo(value)
    except (KeyError, OSError, ValueError):
        raise ImproperlyConfigured(
            f"{name} must be a time zone such as Europe/Berlin or UTC, not {value!r}."
        ) from None
    return value


def read_log_level(name: str, *, default: str) -> str:
    value: str = env.str(name, default).upper()
    if value not in LOG_LEVELS:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(LOG_LEVELS)}, not {value!r}.")
    return value


def read_hosts(name: str, *, default: list[str]) -> list[str]:
    """Return the variable `name`, host names separated by commas, without scheme, port or path."""
    hosts = env.list(name, default=default)
    for host in hosts:
        if re.search(r"[/\s]|:\d+$", host) and not host.endswith("]"):
            raise ImproperlyConfigured(
                f"{name} must be names like example.org, without https:// and port, not {host!r}."
            )
    return list(hosts)
