"""Versions of the site and of what it stands on."""

import platform
import shutil
import subprocess
from functools import cache
from pathlib import Path

import django

import posts

FOLDER = Path(posts.__file__).parent.parent
GIT_TIMEOUT = 5  # seconds


@cache
def find_commit() -> str:
    """Return the commit that the code is at, with the tag before it if there is one; "" without git."""
    git = shutil.which("git")
    if git is None or not (FOLDER / ".git").exists():
        return ""
    # The code may be another user's, such as root's.
    command = [git, "-c", "safe.directory=*", "-C", str(FOLDER), "describe", "--tags", "--always", "--dirty"]
    try:
        result = subprocess.run(command, capture_output=True, text=True, timeout=GIT_TIMEOUT, check=True)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return ""
    return result.stdout.strip()


def describe_version() -> str:
    """Return the line that `manage.py version` prints."""
    commit = find_commit()
    return (
        f"Transmission {posts.__version__}{f' ({commit})' if commit else ''}, "
        f"Django {django.get_version()}, Python {platform.python_version()}"
    )
