"""What every entry, commands and servers, says where it cannot go on: one line, and what to do.

With LOG_LEVEL=DEBUG there is a traceback instead.
"""

import errno
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

REQUIREMENTS = ".venv/bin/pip install --require-hashes -r requirements.txt"


def explain_missing_module(error: BaseException) -> str:
    name = getattr(error, "name", "") or str(error)
    if name.partition(".")[0] in {"config", "posts"}:
        return ""
    return f"{name} is not installed for {sys.executable}. Use .venv/bin/python, or run: {REQUIREMENTS}"


def explain_database_error(error: BaseException) -> str:
    """Return what is wrong with the database, by what its driver says; "" for a fault of the program."""
    reason = " ".join(str(error).split()) or type(error).__name__
    for part, advice in DATABASE_ADVICE.items():
        if part in reason:
            return f"{name_database()}: {reason}. {advice}"
    is_away = type(error).__name__ in {"OperationalError", "InterfaceError"}
    return f"{name_database()}: {reason}" if is_away else ""


def name_database() -> str:
    """Return the name of the database, and its host; no user, no password."""
    from django.conf import settings  # noqa: PLC0415  (it may be what failed)

    given = settings.DATABASES["default"] if settings.configured else {}
    host = f" at {given['HOST']}" if given.get("HOST") else ""
    return f"The database {given.get('NAME', '')}{host}"


# By a part of the message of SQLite's or PostgreSQL's driver.
DATABASE_ADVICE = {
    "no such table": "Run: manage.py migrate",
    "no such column": "Run: manage.py migrate",
    "does not exist": "Run manage.py migrate, or make the database that DATABASE_URL names.",
    "unable to open database file": "Is there such a folder, and may this user write to it?",
    "readonly database": "Its file and folder must belong to the user that runs this.",
    "is full": "Make space on the disk, then run it again.",
    "not a database": "DATABASE_URL names a file that is something else; restore a backup.",
    "malformed": "The file is damaged; restore a backup.",
    "database is locked": "Another command is writing; run it again.",
    "onnection refused": "Does it run, and is DATABASE_URL right?",
    "timeout expired": "Does it run, and is DATABASE_URL right?",
    "could not translate host name": "Is the host in DATABASE_URL right?",
    "password authentication failed": "The name or password in DATABASE_URL is wrong.",
}


PORT_FAULTS = {
    errno.EADDRINUSE: "The port is taken by another program. Choose another by --port, or stop that program.",
    errno.EADDRNOTAVAIL: "This machine does not have the address that --host names.",
    errno.EACCES: "Ports below 1024 are root's. Choose another by --port; a proxy in front has port 443.",
}


def explain_file_error(error: BaseException) -> str:
    """Return what is wrong with a file, the disk or a port; "" for other faults of the system."""
    number, name = getattr(error, "errno", None), getattr(error, "filename", None)
    if number in {errno.ENOSPC, errno.EDQUOT}:
        return f"The disk is full{f' ({name})' if name else ''}. Make space, then run it again."
    if not name and number in PORT_FAULTS:
        return PORT_FAULTS[number]
    if isinstance(name, (str, bytes, os.PathLike)):
        from config.environment import describe_file_error  # noqa: PLC0415  (it may be what failed)

        return describe_file_error(os.fsdecode(name), error)  # type: ignore[arg-type]
    return ""


# By the name of the exception's class, or of one of its bases: Django may be what is missing.
EXPLANATIONS: dict[str, Callable[[BaseException], str]] = {
    "ImproperlyConfigured": str,
    "ModuleNotFoundError": explain_missing_module,
    "DatabaseError": explain_database_error,
    "InterfaceError": explain_database_error,
    "OSError": explain_file_error,
}


def explain_error(error: BaseException) -> str:
    """Return one line that says what is wrong and what to do; "" if this is a fault of the program."""
    for base in type(error).__mro__:
        if explain := EXPLANATIONS.get(base.__name__):
            return " ".join(explain(error).split())
    return ""


@contextmanager
def explain_errors() -> Iterator[None]:
    """End the process with status 1 and one line where the block raises what an owner can mend."""
    try:
        yield
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted.\n")
        sys.exit(130)
    except Exception as error:
        message = explain_error(error)
        if not message or os.environ.get("LOG_LEVEL", "").upper() == "DEBUG":
            raise
        sys.stderr.write(f"Error: {message}\n")
        sys.exit(1)


def run_command(arguments: list[str]) -> None:
    """Run the command of manage.py that `arguments` name."""
    with explain_errors():
        from django.core.management import execute_from_command_line  # noqa: PLC0415  (it may be missing)

        from posts.maintenance.versions import describe_version  # noqa: PLC0415

        if arguments[1:] in (["version"], ["--version"]):
            sys.stdout.write(f"{describe_version()}\n")
            return
        # The site's own settings are what `setup` is about to write.
        module = "config.setup_settings" if arguments[1:2] == ["setup"] else "config.settings"
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", module)
        execute_from_command_line(arguments)


def start_django() -> Any:
    """Set Django up and return its WSGI application, for the servers' entries."""
    with explain_errors():
        from django.core.wsgi import get_wsgi_application  # noqa: PLC0415  (it may be missing)

        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
        return get_wsgi_application()
