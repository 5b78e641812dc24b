"""Commits of what the site wrote into a git repository."""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings

from posts.exchange.exporting.layouts import EXPORT_MARKER
from posts.exchange.syncing.folder import REMOVED_FOLDER, SyncError, SyncFolder
from posts.models import SyncedFile

MAX_ARGUMENTS = 200  # paths of one command


def run_git(root: Path, *arguments: str) -> str:
    """Run git in `root`; return what it prints. Raises SyncError."""
    try:
        done = subprocess.run(  # noqa: S603  (a fixed program, paths after `--`)
            ["git", "-C", str(root), *arguments],  # noqa: S607  (wherever it is installed)
            capture_output=True,
            text=True,
            env={**os.environ, "GIT_TERMINAL_PROMPT": "0"},
            check=False,
        )
    except OSError as error:
        raise SyncError(f"git cannot be run: {error.strerror}") from error
    if done.returncode:
        lines = (done.stderr or done.stdout).strip().splitlines()
        raise SyncError(f"git {arguments[0]}: {lines[-1] if lines else 'failed'}")
    return done.stdout


def ensure_repository(root: Path) -> None:
    """Raise SyncError unless `root` is in a git repository."""
    root.mkdir(parents=True, exist_ok=True)
    try:
        run_git(root, "rev-parse", "--git-dir")
    except SyncError as error:
        raise SyncError(
            f"{root} is no git repository: run `git init` there, or leave out --commit."
        ) from error


def commit_paths(root: Path, paths: Sequence[str], message: str) -> int:
    """Commit `paths`, and nothing else that is staged; return how many differed. Raises SyncError."""
    changed: list[str] = []
    for start in range(0, len(paths), MAX_ARGUMENTS):
        part = paths[start : start + MAX_ARGUMENTS]
        status = run_git(root, "status", "--porcelain", "-z", "--untracked-files=all", "--", *part)
        changed += list_status_paths(root, status)
    if not changed:
        return 0
    for start in range(0, len(changed), MAX_ARGUMENTS):
        run_git(root, "add", "--all", "--", *changed[start : start + MAX_ARGUMENTS])
    run_git(root, "commit", "--quiet", "--message", message, "--only", "--", *changed)
    return len(changed)


def list_status_paths(root: Path, status: str) -> list[str]:
    """Return the paths in the output of `git status -z`, relative to `root`."""
    top = Path(run_git(root, "rev-parse", "--show-toplevel").rstrip("\n"))
    prefix = root.resolve().relative_to(top.resolve())
    entries = [entry[3:] for entry in status.split("\0") if len(entry) > 3 and entry[2] == " "]
    return [str(Path(entry).relative_to(prefix)) for entry in entries if Path(entry).is_relative_to(prefix)]


def commit_synced_files(folder: SyncFolder) -> int:
    """Commit what the site wrote and no commit has yet; return how many files. Raises SyncError."""
    rows = SyncedFile.objects.filter(folder=str(folder.root), awaits_commit=True)
    paths = [row.path for row in rows]
    media = folder.layout.media_folder
    places = [*paths, *([media] if (folder.root / media).is_dir() else []), EXPORT_MARKER]
    removed = list_removed_files(folder)
    message = f"Update {len(paths):,} posts from {settings.SITE_NAME}"
    count = commit_paths(folder.root, [*places, *removed], message)
    rows.update(awaits_commit=False)
    return count


def list_removed_files(folder: SyncFolder) -> list[str]:
    """Return the paths of files that the sync put aside, and that are not there any more."""
    aside = folder.root / REMOVED_FOLDER
    found = [path.relative_to(aside).as_posix() for path in aside.rglob("*") if path.is_file()]
    return [path for path in found if not (folder.root / path).exists() and is_tracked(folder.root, path)]


def is_tracked(root: Path, path: str) -> bool:
    return bool(run_git(root, "ls-files", "--", path))
