"""Keys of the site: in an encrypted backup, and back into DATA_DIR."""

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings

from posts.exchange.backup.errors import BackupError
from posts.exchange.backup.ownership import PRIVATE_FILE_MODE, give_to_site

SECRET_KEY_FILE, FACTOR_KEY_FILE = "secret-key", "factor-key"  # in DATA_DIR


def list_factor_keys() -> list[str]:
    """Return the keys of second factors: FACTOR_KEYS, or that of DATA_DIR, if one was made yet."""
    if settings.FACTOR_KEYS:
        return list(settings.FACTOR_KEYS)
    try:
        return [(Path(settings.DATA_DIR) / FACTOR_KEY_FILE).read_text().strip()]
    except FileNotFoundError:
        return []


def dump_keys() -> bytes:
    """Return the keys that the site uses, as JSON."""
    return json.dumps({"SECRET_KEY": settings.SECRET_KEY, "FACTOR_KEYS": list_factor_keys()}).encode()


def name_left_out_keys() -> list[str]:
    """Return a line for each key that is not in a backup which is not encrypted."""
    lines = ["SECRET_KEY: without it everybody has to sign in again, and links that were sent are void"]
    if list_factor_keys():
        where = "FACTOR_KEYS" if settings.FACTOR_KEYS else str(Path(settings.DATA_DIR) / FACTOR_KEY_FILE)
        lines.append(f"{where}: without it no authenticator app or recovery code can be checked")
    return lines


def restore_keys(content: bytes) -> list[str]:
    """Write the keys in `content`, of a backup, where the site reads them; return what is left to be done."""
    try:
        keys: dict[str, Any] = json.loads(content)
        secret, factors = str(keys["SECRET_KEY"]), [str(key) for key in keys["FACTOR_KEYS"]]
    except (KeyError, TypeError, ValueError) as error:
        raise BackupError("The backup's keys cannot be read: it is damaged.") from error
    notes = []
    if "SECRET_KEY" not in os.environ:
        write_key(SECRET_KEY_FILE, secret)
    elif secret != settings.SECRET_KEY:
        path = write_key(f"{SECRET_KEY_FILE}-of-backup", secret)
        notes.append(
            f"SECRET_KEY is not that of the backup, which is in {path}: set it, or all sign in again."
        )
    if not settings.FACTOR_KEYS and len(factors) == 1:
        write_key(FACTOR_KEY_FILE, factors[0])
    elif set(factors) - set(settings.FACTOR_KEYS):
        path = write_key(f"{FACTOR_KEY_FILE}-of-backup", ",".join(factors))
        notes.append(f"Set FACTOR_KEYS to what {path} says: without it no code of an app can be checked.")
    return notes


def write_key(name: str, content: str) -> Path:
    """Make `content` the file `name` of DATA_DIR; another content that it had stays beside it."""
    path = Path(settings.DATA_DIR) / name
    with suppress(FileNotFoundError):
        if path.read_text().strip() == content:
            return path
        path.replace(path.with_name(f"{name}-before-restore"))
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE_MODE), "w") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    give_to_site(path)
    return path
