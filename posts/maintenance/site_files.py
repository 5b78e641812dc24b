"""Writes files for a site: whole or not at all, for its owner alone, and owned by the site's user."""

import os
import pwd
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile


def write_private_file(path: Path, text: str, user: str = "") -> None:
    """Replace the file at `path` by `text`: with mode 0600, owned by `user` if root runs this."""
    with NamedTemporaryFile(
        "w", dir=path.parent, prefix=f".{path.name}.", delete=False, encoding="utf-8"
    ) as draft:
        try:
            draft.write(text)
            draft.flush()
            os.fsync(draft.fileno())
            change_owner(Path(draft.name), user)
            Path(draft.name).replace(path)
        except BaseException:
            Path(draft.name).unlink(missing_ok=True)
            raise


def change_owner(path: Path, user: str) -> None:
    """Give `path` to `user` and their group, if root runs this and names one."""
    if user and os.geteuid() == 0:
        entry = pwd.getpwnam(user)
        os.chown(path, entry.pw_uid, entry.pw_gid)


def make_data_folder(path: Path, user: str) -> None:
    """Make the folder at `path` for `user`, and for their group to read, as a web server in it does."""
    if not path.exists():
        path.mkdir(parents=True)
        with suppress(PermissionError):
            path.chmod(0o750)
        change_owner(path, user)


def find_path_owner(path: Path) -> str:
    """Return the name of the owner of `path`, "" if it is not there or has no named one."""
    with suppress(OSError, KeyError):
        return pwd.getpwuid(path.stat().st_uid).pw_name
    return ""
