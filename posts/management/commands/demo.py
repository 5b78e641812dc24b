"""Set up a site with the sample posts, and serve it as in production."""

import hashlib
import os
import resource
import secrets
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.staticfiles.finders import get_finders
from django.core.management import CommandError, CommandParser, call_command
from django.db import connection, connections

import posts
from posts.database.applied_migrations import count_missing_migrations
from posts.management.site_command import SiteCommand
from posts.media import library
from posts.models import Post, Profile
from posts.rendering import RENDERER_VERSION

EDITOR_NAME = "editor"
SAMPLES_FOLDER = Path(posts.__file__).parent / "fixtures" / "samples"
LOOPBACK_HOSTS = {"127.0.0.1", "::1", "localhost"}
WILDCARD_ADDRESS = "0.0.0.0"  # noqa: S104  (recognised, not chosen)
MAX_OPEN_FILES = 65_536  # LimitNOFILE of docs/deploy/transmission.service, which says why
MALLOC_ARENAS = "2"  # Environment of the same unit
# Of the same unit.
SERVER_OPTIONS = """
    --interface rsgi --http 1 --loop uvloop --no-ws --log-level warning
    --backlog 4096 --backpressure 16384 --http1-header-read-timeout 10000
    --workers-max-rss 768 --workers-kill-timeout 30 --respawn-failed-workers --respawn-interval 10
"""


class Command(SiteCommand):
    help = "Set up a site with the sample posts and serve it. Existing content is kept."
    requires_system_checks: list[str] = []  # noqa: RUF012  (Django's declaration; `handle` runs them)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", default=8000, type=int)
        parser.add_argument(
            "--no-variants", action="store_true", help="do not make smaller variants of pictures"
        )

    def handle(self, *args: Any, host: str, port: int, **options: Any) -> None:
        ensure_no_site()
        ensure_port_free(host, port)
        with collect_static_files(self.say):
            is_prepared = not count_missing_migrations(connection)
            if not is_prepared:
                self.check()
                self.say("Preparing the database.")
                call_command("migrate", verbosity=0)
            is_old = update_stale_posts()
            is_new = not User.objects.filter(username=EDITOR_NAME).exists()
            if is_new:
                self.say("Importing the sample posts.")
                call_command("import_posts", SAMPLES_FOLDER, verbosity=0, no_variants=True)
                create_author_profiles()
                create_editor()
        if (is_old or is_new) and not options["no_variants"]:
            self.make_pictures_smaller()
        self.say(self.style.SUCCESS(format_announcement(host, port)))
        # A process in which nothing was done yet may fork.
        run_server(host, port, is_loaded=is_prepared and not is_old and not is_new and not settings.REDIS_URL)

    def say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()

    def make_pictures_smaller(self) -> None:
        """Leave it to the worker beside the server; without one it is done now."""
        if settings.TASKS_MODE == "local":
            count = library.enqueue_missing_variants()
            self.say(f"{count} pictures are made smaller while the site is served.")
        else:
            self.say("Making the pictures smaller.")
            call_command("make_variants")


@contextmanager
def collect_static_files(say: Callable[[str], None]) -> Iterator[None]:
    """Collect the static files during the block, unless they are those of the last time."""
    path = settings.DATA_DIR / "static-fingerprint"
    if path.exists() and path.read_text() == compute_static_fingerprint():
        yield
        return
    say("Collecting styles, scripts and fonts.")
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "collectstatic", "--noinput", "-v0"]
    with subprocess.Popen(command) as process:  # noqa: S603  (our own interpreter and command)
        yield
    if process.returncode:
        raise CommandError("The static files could not be collected; what is above says why.")
    path.write_text(compute_static_fingerprint())


def compute_static_fingerprint() -> str:
    """Return what changes with the static files: their names, sizes and times, and where they are put."""
    digest = hashlib.sha256(str(settings.STATIC_ROOT).encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            found = Path(storage.path(name)).stat()
            digest.update(f"{name} {found.st_size} {found.st_mtime_ns}\n".encode())
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    digest.update(manifest.read_bytes() if manifest.exists() else b"")
    return digest.hexdigest()


def update_stale_posts() -> bool:
    """Render stale posts again; return whether there were any. Failures are named and change nothing."""
    is_old = Post.objects.with_outdated_render(RENDERER_VERSION).exists()
    if is_old:
        with suppress(SystemExit):
            call_command("render_posts")
        call_command("index_posts")
    return is_old


def ensure_no_site() -> None:
    """Raise CommandError where an environment file makes this the folder of a real site."""
    if settings.ENV_FILE:
        message = f"This is the site of {settings.ENV_FILE}. Run the demo in a clone of its own."
        raise CommandError(message)


def ensure_port_free(host: str, port: int) -> None:
    """Raise CommandError where no server can listen on `host` and `port`."""
    if not 0 < port < 65_536:
        raise CommandError(f"{port} is no port. Try: make demo PORT=8001")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            advice = "make demo without HOST" if isinstance(error, socket.gaierror) else "make demo PORT=8001"
            message = f"{host}:{port} cannot be used: {error.strerror}. Try: {advice}"
            raise CommandError(message) from error


def get_password_file() -> Path:
    """Return the path of the file with the editor's password."""
    return settings.DATA_DIR / "editor-password"


def get_hash_file() -> Path:
    """Return the path of the file with the hash of that password, as the database has it."""
    return settings.DATA_DIR / "editor-password-hash"


def create_author_profiles() -> None:
    """Create profiles, and with them pages, for the authors of the samples."""
    for name, text in yaml.safe_load((SAMPLES_FOLDER / "authors.yaml").read_text()).items():
        user = User.objects.filter(first_name=name).first()
        if user:
            Profile.objects.get_or_create(user=user, defaults={"name": name, "text": text})


def create_editor() -> None:
    """Create the editor's account, with a random password in a file that only the owner can read."""
    path, password = get_password_file(), secrets.token_urlsafe(12)
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(password)
    editor = User.objects.create_superuser(EDITOR_NAME, password=password)
    get_hash_file().write_text(editor.password)


def format_announcement(host: str, port: int) -> str:
    """Return the line that says where the site is and how to log in."""
    visible = "127.0.0.1" if host in {WILDCARD_ADDRESS, "::"} else f"[{host}]" if ":" in host else host
    site = f"http://{visible}:{port}/"
    return f"Running at {site} · write at {site}admin/ as {EDITOR_NAME}, password {get_password_hint()}"


def get_password_hint() -> str:
    """Return the password as created, or a reminder once the editor has changed it."""
    path = get_password_file()
    password = path.read_text() if path.exists() else ""
    editor = User.objects.get(username=EDITOR_NAME)
    # To compute the hash takes a fifth of a second, on purpose.
    hashes = get_hash_file()
    is_created = hashes.exists() and hashes.read_text() == editor.password
    return password if password and (is_created or editor.check_password(password)) else "(the one you chose)"


def run_server(host: str, port: int, *, is_loaded: bool = False) -> None:
    """Serve the site until the process ends, by the production server.

    Where `is_loaded`, it forks its workers from this process, which saves them half of their start;
    otherwise it replaces this process.
    """
    if host not in LOOPBACK_HOSTS:
        os.environ.setdefault("ALLOWED_HOSTS", "*")
    options = ["--host", host, "--port", str(port), *SERVER_OPTIONS.split(), "config.rsgi:application"]
    allow_many_connections()
    os.environ.setdefault("MALLOC_ARENA_MAX", MALLOC_ARENAS)
    os.chdir(settings.BASE_DIR)
    if is_loaded and host in LOOPBACK_HOSTS:
        from granian.cli import entrypoint  # noqa: PLC0415  (a tenth of a second, which the other way spares)

        connections.close_all()
        sys.argv = ["granian", *options]
        entrypoint()  # type: ignore[no-untyped-call]
    else:
        os.execv(sys.executable, [sys.executable, "-m", "config.granian", *options])  # noqa: S606


def allow_many_connections() -> None:
    """Let the server open as many files as the system allows: each connection is one."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, MAX_OPEN_FILES), most))
