"""Commits of what the site wrote into a git repository."""

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from posts.exchange.exporting.layouts import EXPORT_MARKER
from posts.exchange.syncing.folder import REMOVED_FOLDER, SyncError, SyncFolder
from posts.models import SyncedFile, get_site

MAX_ARGUMENTS = 200  # paths of one command


def run_in_repository(root: Path, *arguments: str, paths: Sequence[str] = ()) -> str:
    """Run git in `root`, with `paths` as it reads them from its input; return what it prints.

    Raises SyncError.
    """
    if paths:
        arguments = (*arguments, "--pathspec-from-file=-", "--pathspec-file-nul")
    try:
        done = subprocess.run(  # noqa: S603  (a fixed program, paths after `--`)
            ["git", "-C", str(root), *arguments],  # noqa: S607  (wherever it is installed)
            input="\0".join(paths),
            capture_output=True,
            text=True,
            env={**os.environ, "GIT_TERMINAL_PROMPT": "0", "GIT_LITERAL_PATHSPECS": "1"},
            check=False,
        )
    except OSError as error:
        raise SyncError(f"git cannot be run: {error.strerror}") from error
    if done.returncode:
        lines = (done.stderr or done.stdout).strip().splitlines()
        raise SyncError(f"git {arguments[0]}: {lines[-1] if lines else 'failed'}")
    return done.stdout


def ensure_repository(root: Path) -> None:
    """Raise SyncError unless `root` is a git repository; one around it is not meant."""
    if not (root / ".git").exists():
        raise SyncError(f"{root} is no git repository: run `git init` there, or leave out --commit.")
    run_in_repository(root, "rev-parse", "--git-dir")


def commit_paths(root: Path, paths: Sequence[str], message: str) -> int:
    """Commit `paths`, and nothing else that is staged; return how many differed. Raises SyncError."""
    changed: list[str] = []
    for start in range(0, len(paths), MAX_ARGUMENTS):
        part = paths[start : start + MAX_ARGUMENTS]
        options = ("--porcelain", "-z", "--no-renames", "--untracked-files=all")
        changed += list_status_paths(run_in_repository(root, "status", *options, "--", *part))
    if changed:
        run_in_repository(root, "add", "--all", paths=changed)
        run_in_repository(root, "commit", "--quiet", "--only", "--message", message, paths=changed)
    return len(changed)


def list_status_paths(status: str) -> list[str]:
    """Return the paths in the output of `git status -z`, which are those of a repository's root."""
    return [entry[3:] for entry in status.split("\0") if len(entry) > 3 and entry[2] == " "]


def commit_synced_files(folder: SyncFolder) -> int:
    """Commit what the site wrote and no commit has yet; return how many files. Raises SyncError."""
    rows = SyncedFile.objects.filter(folder=str(folder.root), awaits_commit=True)
    paths = [row.path for row in rows]
    media = folder.layout.media_folder
    places = [*paths, *([media] if (folder.root / media).is_dir() else []), EXPORT_MARKER]
    removed = list_removed_files(folder)
    message = f"Update {len(paths):,} posts from {get_site().name}"
    count = commit_paths(folder.root, [*places, *removed], message)
    rows.update(awaits_commit=False)
    return count


def list_removed_files(folder: SyncFolder) -> list[str]:
    """Return the paths of files that the sync put aside, and that are not there any more."""
    aside = folder.root / REMOVED_FOLDER
    found = [path.relative_to(aside).as_posix() for path in aside.rglob("*") if path.is_file()]
    return [path for path in found if not (folder.root / path).exists() and is_tracked(folder.root, path)]


def is_tracked(root: Path, path: str) -> bool:
    return bool(run_in_repository(root, "ls-files", "--", path))
