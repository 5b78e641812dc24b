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
    return run_git("describe", "--tags", "--always", "--dirty")


def describe_version() -> str:
    """Return the line that `manage.py version` prints."""
    commit = find_commit()
    return (
        f"Transmission {posts.__version__}{f' ({commit})' if commit else ''}, "
        f"Django {django.get_version()}, Python {platform.python_version()}"
    )


def run_git(*arguments: str) -> str:
    """Return what git says of the code, "" where there is none or it fails."""
    git = shutil.which("git")
    if git is None or not (FOLDER / ".git").exists():
        return ""
    # The code may be another user's, such as root's.
    command = [git, "-c", "safe.directory=*", "-C", str(FOLDER), *arguments]
    try:
        result = subprocess.run(command, capture_output=True, text=True, timeout=GIT_TIMEOUT, check=True)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return ""
    return str(result.stdout).strip()


def find_head() -> str:
    """Return the commit that is checked out, "" if unknown."""
    return run_git("rev-parse", "--short", "HEAD")


def find_earlier_commit() -> str:
    """Return the commit that was checked out before this one, such as by `git pull`; "" if unknown."""
    return run_git("rev-parse", "--short", "--verify", "HEAD@{1}")


def has_file_at(commit: str, path: str) -> bool:
    """Whether `path` was part of the code at `commit`."""
    return bool(commit) and bool(run_git("ls-tree", "--name-only", commit, "--", path))
