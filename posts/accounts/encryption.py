"""Encrypts the secrets of second factors, with a key of their own: a new SECRET_KEY loses none of them."""

import logging
import os
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from tempfile import NamedTemporaryFile

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

logger = logging.getLogger(__name__)


class FactorSecretError(ValidationError):
    """A stored secret cannot be read: its key is gone."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "This site has lost the key of its second factors, so no code can be checked. "
                "Ask whoever runs it."
            ),
            code="key_lost",
        )


def encrypt_secret(text: str) -> str:
    return load_cipher(*read_keys()).encrypt(text.encode()).decode()


def decrypt_secret(token: str) -> str:
    """Return what `encrypt_secret` was given. Raises FactorSecretError if none of the keys made `token`."""
    try:
        return load_cipher(*read_keys()).decrypt(token.encode()).decode()
    except InvalidToken as error:
        logger.error("A second factor cannot be decrypted: FACTOR_KEYS, or %s, changed.", get_key_path())
        raise FactorSecretError from error


@lru_cache(maxsize=4)
def load_cipher(*keys: str) -> MultiFernet:
    """Return what encrypts with the first of `keys`, and decrypts with all."""
    return MultiFernet([Fernet(key) for key in keys])


def read_keys() -> list[str]:
    """Return FACTOR_KEYS, or the key stored in DATA_DIR, which is made on first use."""
    return settings.FACTOR_KEYS or [read_key_file(get_key_path())]


def get_key_path() -> Path:
    return Path(settings.DATA_DIR) / "factor-key"


def read_key_file(path: Path) -> str:
    """Return the key in `path`. Where there is none, make one that only the owner of the process can read."""
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        # Complete before it has its name: another process may be doing the same.
        with NamedTemporaryFile("w", dir=path.parent, prefix=".factor-key-") as file:
            file.write(Fernet.generate_key().decode())
            file.flush()
            os.fsync(file.fileno())
            with suppress(FileExistsError):
                os.link(file.name, path)
        return path.read_text().strip()
