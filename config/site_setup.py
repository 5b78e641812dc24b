"""What `manage.py setup` does: the answers become an environment file, and the site what it says."""

import os
import pwd
import secrets
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from config.environment import DEFAULT_ENV_FILE, describe_file_error
from posts.maintenance.env_file import EnvFileError, parse_env_file, update_env_text
from posts.maintenance.site_files import (
    find_path_owner,
    make_data_folder,
    write_private_file,
)

MANAGE = DEFAULT_ENV_FILE.with_name("manage.py")
SYSTEM_ENV_FILE = Path("/etc/transmission.env")
SYSTEM_DATA_DIR = Path("/var/lib/transmission")
SYSTEM_USER = "transmission"
MIN_KEY_LENGTH = 50  # characters; config/settings.py asks for them
# What the site's commands get of this process's environment: nothing that would be a setting.
KEPT_VARIABLES = ("PATH", "LANG", "LC_ALL", "TERM")
HEADER = "# Settings of this site; docs/settings.md lists them all. manage.py setup changes them.\n"
READ_SETTINGS = (
    "from config.startup import explain_errors\nwith explain_errors():\n    import config.settings"
)


class SetupError(Exception):
    """What stops the set-up; its message is for people."""


@dataclass(frozen=True)
class Question:
    """What a new site is asked, and the variable that the answer sets."""

    name: str
    variable: str
    text: str
    usual: str = ""


QUESTIONS = (
    Question(
        "url", "SITE_URL", "Address of the site, such as https://example.org (empty: only this machine)"
    ),
    Question("site-name", "SITE_NAME", "Name of the site", "Transmission"),
    Question("language", "LANGUAGE_CODE", "Language of the interface: zh-hans or en", "zh-hans"),
    Question("time-zone", "TIME_ZONE", "Time zone", "Asia/Shanghai"),
    Question(
        "database", "DATABASE_URL", "Database, such as postgres://name:password@host/name (empty: SQLite)"
    ),
)


def choose_env_file() -> Path:
    """Return the environment file that this site has, or would have."""
    if os.path.lexists(DEFAULT_ENV_FILE):
        return DEFAULT_ENV_FILE.resolve()
    return SYSTEM_ENV_FILE if os.geteuid() == 0 or SYSTEM_ENV_FILE.exists() else DEFAULT_ENV_FILE


def choose_user(data_dir: Path) -> str:
    """Return the user that the site runs as: that of its data, else `transmission`, if root may choose."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid()).pw_name
    owner = find_path_owner(data_dir)
    return owner if owner not in {"", "root"} else SYSTEM_USER


def read_text(path: Path) -> str:
    """Return the text of the environment file at `path`, "" if there is none. Raises SetupError."""
    try:
        return path.read_text(encoding="utf-8") if path.exists() else ""
    except (OSError, UnicodeDecodeError) as error:
        reason = describe_file_error(path, error) if isinstance(error, OSError) else f"{path} is no UTF-8."
        raise SetupError(reason) from error


def read_values(path: Path) -> dict[str, str]:
    """Return what the environment file at `path` sets. Raises SetupError."""
    try:
        return parse_env_file(read_text(path))
    except EnvFileError as error:
        raise SetupError(f"{path}, {error}.") from error


def build_site_environment(env_file: Path) -> dict[str, str]:
    """Return the environment in which the site's commands run: that file, and nothing else."""
    kept = {name: os.environ[name] for name in KEPT_VARIABLES if name in os.environ}
    return {**kept, "ENV_FILE": str(env_file)}


def run_python(arguments: list[str], env_file: Path, user: str) -> subprocess.CompletedProcess[str]:
    """Run Python with `arguments` beside manage.py, as `user`, if root runs this."""
    identity: dict[str, Any] = {"umask": 0o027}
    if os.geteuid() == 0 and user != "root":
        entry = pwd.getpwnam(user)
        identity |= {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    return subprocess.run(  # noqa: S603
        [sys.executable, *arguments],
        cwd=MANAGE.parent,
        env=build_site_environment(env_file),
        capture_output=True,
        text=True,
        check=False,
        **identity,
    )


@dataclass
class SiteSetup:
    """A site that is being set up: its environment file, its data, its user, and what the file shall set."""

    path: Path
    data_dir: Path
    user: str
    values: dict[str, str]

    def check_user(self) -> None:
        """Raise SetupError if there is no such user, or only root could become it."""
        try:
            entry = pwd.getpwnam(self.user)
        except KeyError:
            raise SetupError(
                f"There is no user {self.user}. Make it: "
                f"adduser --system --group --home {self.data_dir} {self.user}, or name one by --user."
            ) from None
        if os.geteuid() not in {0, entry.pw_uid}:
            raise SetupError(f"Only root can set up a site for {self.user}.")

    def complete(self, *, is_behind_proxy: bool) -> None:
        """Add what a site must have and nobody should be asked for."""
        needed = {"DATA_DIR": str(self.data_dir)}
        if len(self.values.get("SECRET_KEY", "")) < MIN_KEY_LENGTH:
            self.values["SECRET_KEY"] = secrets.token_urlsafe(MIN_KEY_LENGTH)
        if is_behind_proxy and self.values.get("SITE_URL"):
            needed["CLIENT_ADDRESS_HEADER"] = "X-Real-IP"
        self.values = needed | {name: value for name, value in self.values.items() if value}

    def format_text(self, **more: str) -> str:
        """Return the text of the environment file: as it is, but for what `values` and `more` change."""
        text, before = read_text(self.path), read_values(self.path)
        values = {**self.values, **more}
        changed = {name: value for name, value in values.items() if before.get(name) != value}
        # A value that was taken back is written as an empty one, which is none.
        changed |= {name: "" for name, value in before.items() if value and name not in values}
        try:
            return update_env_text(text or HEADER, changed)
        except EnvFileError as error:
            raise SetupError(f"{error}.") from error

    def check(self, **more: str) -> None:
        """Raise SetupError with what the settings say of the file that would be written."""
        more = {"SECRET_KEY": "-" * MIN_KEY_LENGTH, **more} if "SECRET_KEY" not in self.values else more
        text = self.format_text(DATA_DIR=tempfile.gettempdir(), **more)
        draft = Path(tempfile.gettempdir()) / f".transmission-{secrets.token_hex(8)}.env"
        try:
            write_private_file(draft, text, self.user)
            result = run_python(["-c", READ_SETTINGS], draft, self.user)
        finally:
            draft.unlink(missing_ok=True)
        if result.returncode:
            said = result.stderr.strip().removeprefix("Error: ")
            raise SetupError(said.replace(str(draft), str(self.path)))

    def save(self) -> bool:
        """Write the environment file, make the data folder; return whether the file changed."""
        try:
            make_data_folder(self.data_dir, self.user)
            text, before = self.format_text(), read_text(self.path)
            is_private = self.path.exists() and not self.path.stat().st_mode & 0o077
            if text != before or not is_private or find_path_owner(self.path) != self.user:
                write_private_file(self.path, text, self.user)
        except OSError as error:
            raise SetupError(describe_file_error(error.filename or self.path, error)) from error
        return text != before

    def link(self) -> None:
        """Let commands find the environment file, as `.env`."""
        if self.path != DEFAULT_ENV_FILE and not os.path.lexists(DEFAULT_ENV_FILE):
            DEFAULT_ENV_FILE.symlink_to(self.path)

    def run_command(self, *arguments: str) -> str:
        """Run manage.py with `arguments`, as the site's user; return what it printed. Raises SetupError."""
        result = run_python([str(MANAGE), *arguments], self.path, self.user)
        if result.returncode:
            said = (result.stderr or result.stdout).strip()
            for word in ("Error: ", "CommandError: "):
                said = said.removeprefix(word)
            raise SetupError(f"{arguments[0]}: {said} Mend it, and run setup again: it goes on where it was.")
        return result.stdout.strip()
