"""What backing up and restoring raise, and errors of others in one line."""

from pathlib import Path


class BackupError(Exception):
    """It was not done, and nothing half done is left; the message says why and what to do, for people."""


def describe_error(error: BaseException, path: Path | None = None) -> str:
    """Return what `error` says, in one line without a full stop, and of which file, unless it is `path`."""
    text = " ".join(str(getattr(error, "strerror", None) or error).split()).rstrip(".")
    name = getattr(error, "filename", None)
    return f"{text}: {name}" if name and str(name) != str(path) else text
