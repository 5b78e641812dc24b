"""Keys that backups are encrypted to, of age (https://age-encryption.org/v1) or SSH, by pyrage."""

import os
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from posts.exchange.backup.errors import BackupError, describe_error
from posts.exchange.backup.ownership import PRIVATE_FILE_MODE

AGE_HEADERS = (b"age-encryption.org/", b"-----BEGIN AGE ENCRYPTED FILE-----")
SECRET_KEY_PREFIX = "AGE-SECRET-KEY-"  # noqa: S105  (what such a key begins with)


def load_pyrage() -> Any:
    """Return the library. Raises BackupError, which says how to install it."""
    try:
        return import_module("pyrage")
    except ImportError as error:
        raise BackupError("Encrypted backups need pyrage: .venv/bin/pip install pyrage") from error


def is_encrypted(head: bytes) -> bool:
    """Whether a file that begins with `head` is encrypted."""
    return head.startswith(AGE_HEADERS)


def load_recipients(keys: Sequence[str]) -> list[Any]:
    """Return what encrypts to `keys`: age1…, ssh-ed25519 …, or files with one a line. Raises BackupError."""
    return [recipient for key in keys for recipient in parse_recipients(key)]


def parse_recipients(key: str) -> Iterator[Any]:
    pyrage = load_pyrage()
    if key.startswith(SECRET_KEY_PREFIX):
        raise BackupError("That is the secret key. Encrypt to the public one, which begins with age1.")
    if not key.startswith(("age1", "ssh-")):
        found = [parse_recipients(line) for line in read_key_lines(Path(key))]
        if not found:
            raise BackupError(f"{key} has no key. Public keys begin with age1, ssh-ed25519 or ssh-rsa.")
        for recipients in found:
            yield from recipients
        return
    kind = pyrage.x25519 if key.startswith("age1") else pyrage.ssh
    try:
        yield kind.Recipient.from_str(key)
    except pyrage.RecipientError as error:
        raise BackupError(f"{key[:20]}… is no public key of age or SSH: {error}") from error


def read_key_lines(path: Path) -> list[str]:
    """Return the lines of `path` with keys: neither empty nor comments. Raises BackupError."""
    try:
        lines = [line.strip() for line in path.read_text().splitlines()]
    except (OSError, ValueError) as error:
        raise BackupError(
            f"{path} is neither a key nor a file with keys: {describe_error(error, path)}."
        ) from error
    keys = [line for line in lines if line and not line.startswith("#")]
    if unknown := [key for key in keys if not key.startswith(("age1", "ssh-", SECRET_KEY_PREFIX))]:
        raise BackupError(f"{path} has a line that is no key: {unknown[0][:8]}…")
    return keys


def load_identities(path: Path, ask_passphrase: Callable[[], str]) -> list[Any]:
    """Return what decrypts: the secret keys in the file `path`, of age or SSH. Raises BackupError.

    The file may itself be encrypted by a passphrase, which is asked for then.
    """
    pyrage = load_pyrage()
    try:
        content = path.read_bytes()
        if is_encrypted(content):
            content = pyrage.passphrase.decrypt(content, ask_passphrase())
        if content.startswith(b"-----BEGIN"):
            return [pyrage.ssh.Identity.from_buffer(content)]
        lines = [line.strip() for line in content.decode().splitlines()]
        keys = [line for line in lines if line.startswith(SECRET_KEY_PREFIX)]
        found = [pyrage.x25519.Identity.from_str(key) for key in keys]
    except (OSError, UnicodeDecodeError, pyrage.IdentityError, pyrage.DecryptError) as error:
        raise BackupError(f"{path} cannot be read as a secret key: {describe_error(error, path)}.") from error
    if not found:
        raise BackupError(f"{path} has no secret key; that of age begins with {SECRET_KEY_PREFIX}1.")
    return found


def write_key_file(path: Path) -> str:
    """Write a new secret key into the new file `path`; return the public key to encrypt to."""
    identity = load_pyrage().x25519.Identity.generate()
    public = str(identity.to_public())
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_FILE_MODE)
    except OSError as error:
        raise BackupError(f"{path} cannot be made: {describe_error(error, path)}.") from error
    with os.fdopen(descriptor, "w") as file:
        file.write(f"# public key: {public}\n{identity}\n")
        file.flush()
        os.fsync(file.fileno())
    return public
