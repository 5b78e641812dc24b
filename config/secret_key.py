"""The key that signs sessions and links."""

import os
import secrets
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile

from django.core.exceptions import ImproperlyConfigured

from config.environment import describe_file_error

MIN_SECRET_KEY_LENGTH = 50  # characters; required by Django's own check (security.W009)


def read_secret_key(path: Path, *, is_public: bool) -> str:
    """Return SECRET_KEY, or on a private site the key in the file at `path`, generated on first use.

    Raises ImproperlyConfigured for a public site without a key that is long enough.
    """
    key = os.environ.get("SECRET_KEY", "")
    if is_public and len(key) < MIN_SECRET_KEY_LENGTH:
        raise ImproperlyConfigured(
            "SITE_URL is public but SECRET_KEY is not set, or shorter than "
            f"{MIN_SECRET_KEY_LENGTH} characters. "
            "Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"
        )
    return key or make_key_file(path)


def make_key_file(path: Path) -> str:
    """Return the key in the file at `path`, which is made, for its owner alone, where there is none."""
    try:
        if not path.exists():
            # Complete before it has its name: another process may be doing the same.
            with NamedTemporaryFile("w", dir=path.parent, prefix=".secret-key-") as file:
                file.write(secrets.token_urlsafe(50))
                file.flush()
                with suppress(FileExistsError):
                    os.link(file.name, path)
        key = path.read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(f"The secret key: {describe_file_error(path, error)}") from error
    if not key:
        raise ImproperlyConfigured(f"{path} is empty. Delete it: a new one is made, and all sign in again.")
    return key
