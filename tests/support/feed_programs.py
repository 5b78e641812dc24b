"""newsboat and rss2email, where they are installed: they read feeds from a server or a file."""

import mailbox
import os
import pty
import select
import shutil
import signal
import sqlite3
import subprocess
import time
from contextlib import suppress
from html import escape
from pathlib import Path

import pytest

PATIENCE = 20.0  # seconds for a screen or a file


def require_program(name: str) -> None:
    if shutil.which(name) is None:
        pytest.skip(f"{name} is not installed")


def write_feed(posts: dict[str, str]) -> bytes:
    """Return an Atom feed of HTML by names, which are titles and ids."""
    entries = "".join(
        f"<entry><title>{name}</title><id>urn:x:{name}</id><updated>2026-01-01T00:00:00Z</updated>"
        f'<content type="html">{escape(html)}</content></entry>'
        for name, html in posts.items()
    )
    updated = "<updated>2026-01-01T00:00:00Z</updated><author><name>x</name></author>"
    head = f"<title>Feed</title><id>urn:x</id>{updated}"
    return f'<feed xmlns="http://www.w3.org/2005/Atom">{head}{entries}</feed>'.encode()


class Newsboat:
    """A newsboat with files of its own in `folder`, subscribed to the feed at `address`."""

    def __init__(self, folder: Path, address: str) -> None:
        self.folder, self.saved = folder, folder / "saved"
        self.saved.mkdir(parents=True)
        (folder / "urls").write_text(f"{address}\n")
        options = f'text-width 2000\nbind-key S save-all\nsave-path "{self.saved}"\nconfirm-exit no\n'
        (folder / "config").write_text(options)
        files = ["-u", f"{folder}/urls", "-c", f"{folder}/cache.db", "-C", f"{folder}/config"]
        self.command = ["newsboat", "-q", *files]
        self.environment = {
            "HOME": str(folder), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TERM": "xterm",
        }  # fmt: skip

    def fetch(self) -> None:
        subprocess.run([*self.command, "-x", "reload"], env=self.environment, check=True, timeout=60)  # noqa: S603

    def list_entries(self) -> list[tuple[str, str]]:
        """Return title and id of each entry that was ever fetched."""
        with sqlite3.connect(self.folder / "cache.db") as database:
            return database.execute("SELECT title, guid FROM rss_item ORDER BY id").fetchall()

    def read_all(self) -> dict[str, str]:
        """Return the text that is shown of each entry, by its title: newsboat saves what it shows."""
        self.fetch()
        number = len(self.list_entries())
        process, screen = pty.fork()
        if process == 0:
            os.execvpe(self.command[0], self.command, self.environment)  # noqa: S606
        try:
            for key in ("", "\r", "S", "\r"):
                os.write(screen, key.encode())
                read_screen(screen)
            give_up = time.monotonic() + PATIENCE
            while len(list(self.saved.iterdir())) < number and time.monotonic() < give_up:
                read_screen(screen)
        finally:
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
            os.close(screen)
        return {path.stem: path.read_text().partition("\n \n")[2] for path in self.saved.iterdir()}


def read_screen(screen: int) -> None:
    """Read what a program writes on its screen, until it has been quiet for half a second."""
    while select.select([screen], [], [], 0.5)[0]:
        with suppress(OSError):
            if not os.read(screen, 65_536):
                return


class RssToEmail:
    """An rss2email that writes into a maildir below `folder`, subscribed to the feed at `address`."""

    def __init__(self, folder: Path, address: str) -> None:
        self.folder = folder
        folder.mkdir(parents=True)
        self.mails = folder / "mails"
        (folder / "config").write_text(
            "[DEFAULT]\nto = a@example.org\nfrom = feed@example.org\nemail-protocol = maildir\n"
            f"maildir-path = {self.mails}\nmaildir-mailbox = in\nhtml-mail = False\n"
        )
        self.mails.mkdir()
        self.run("add", "feed", address)

    def run(self, *arguments: str) -> None:
        command = ["r2e", "-c", f"{self.folder}/config", "-d", f"{self.folder}/data.json", *arguments]
        environment = {"HOME": str(self.folder), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
        subprocess.run(command, env=environment, check=True, timeout=120, capture_output=True)  # noqa: S603

    def fetch(self) -> None:
        self.run("run")

    def read_all(self) -> dict[str, str]:
        """Return the text of each mail, by its subject."""
        mails = mailbox.Maildir(self.mails / "in")
        return {str(mail["Subject"]): mail.get_payload(decode=True).decode() for mail in mails}

    def count_mails(self) -> int:
        return len(mailbox.Maildir(self.mails / "in"))
