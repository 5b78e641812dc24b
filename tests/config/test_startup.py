"""What the owner is told where the site cannot start: one line, what is wrong and what to do."""

import errno
import os
import re
import socket
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError, ProgrammingError

from config import environment
from config.addresses import parse_database_address, parse_redis_address
from config.environment import env, find_env_file, load_env_file
from config.startup import explain_error, explain_errors
from tests.support.demo_site import ROOT


def os_error(number, path=None):
    return OSError(number, os.strerror(number), path)


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (ImproperlyConfigured("SITE_URL must be so."), "SITE_URL must be so."),
        (ModuleNotFoundError("No module", name="granian"), "granian is not installed.*pip install"),
        (OperationalError("no such table: posts_post"), "manage.py migrate"),
        (ProgrammingError('relation "posts_post" does not exist'), "manage.py migrate"),
        (OperationalError("unable to open database file"), "may this user write to it"),
        (OperationalError("attempt to write a readonly database"), "must belong to the user"),
        (OperationalError("database or disk is full"), "Make space"),
        (OperationalError("connection failed: Connection refused"), "Does it run, and is DATABASE_URL right"),
        (
            OperationalError("FATAL: password authentication failed for user"),
            "name or password in DATABASE_URL",
        ),
        (OperationalError("database disk image is malformed"), "restore a backup"),
        (OperationalError("something new"), "The database .*something new"),
        (os_error(errno.ENOSPC, "/srv/x"), r"The disk is full \(/srv/x\)"),
        (os_error(errno.EDQUOT), "The disk is full. Make space"),
        (os_error(errno.EADDRINUSE), "The port is taken"),
        (os_error(errno.EADDRNOTAVAIL), "does not have the address"),
        (os_error(errno.EACCES), "Ports below 1024"),
        (os_error(errno.EACCES, "/srv/x"), "/srv/x: Permission denied. .*chown"),
        (os_error(errno.ENOENT, "/srv/x"), "/srv/x: No such file or directory. Is its name right"),
        (os_error(errno.ENOTDIR, "/srv/x"), "It must be a folder"),
        (os_error(errno.EISDIR, "/srv/x"), "It must be a file"),
        (os_error(errno.EROFS, "/srv/x"), "cannot be written to. Mount it"),
    ],
)
def test_what_an_owner_can_mend_is_said_in_one_line(error, message):
    text = explain_error(error)
    assert re.search(message, text)
    assert "\n" not in text


@pytest.mark.parametrize(
    "error", [ValueError("x"), ProgrammingError("syntax error"), ModuleNotFoundError("x", name="posts.x")]
)
def test_a_fault_of_the_program_keeps_its_traceback(error):
    assert explain_error(error) == ""
    with pytest.raises(type(error)), explain_errors():
        raise error


def test_the_process_ends_with_status_1_and_without_traceback(capsys, monkeypatch):
    monkeypatch.delenv("LOG_LEVEL", raising=False)
    with pytest.raises(SystemExit) as end, explain_errors():
        raise ImproperlyConfigured("X must be so.")
    assert end.value.code == 1
    assert capsys.readouterr().err == "Error: X must be so.\n"


def test_whoever_wants_the_traceback_asks_for_it(monkeypatch):
    monkeypatch.setenv("LOG_LEVEL", "debug")
    with pytest.raises(ImproperlyConfigured), explain_errors():
        raise ImproperlyConfigured("X must be so.")


def test_an_interrupted_command_has_the_status_of_one(capsys):
    with pytest.raises(SystemExit) as end, explain_errors():
        raise KeyboardInterrupt
    assert end.value.code == 130


@pytest.mark.parametrize(
    ("read", "value", "message"),
    [
        (lambda: env.str("X"), "abc\r", "X has a DOS line end in it. Mend .*sed"),
        (lambda: env.str("X"), "a\x07b", "control character"),
        (lambda: env.str("X"), "$NO_SUCH_NAME", "there is no variable NO_SUCH_NAME"),
        (lambda: environment.read_time_zone("X", default=""), "Mars/Olympus", "a time zone such as"),
        (lambda: environment.read_time_zone("X", default=""), "/etc/passwd", "a time zone such as"),
        (lambda: environment.read_log_level("X", default=""), "loud", "one of DEBUG, INFO"),
        (lambda: environment.read_hosts("X", default=[]), "https://a.org", "without https:// and port"),
        (lambda: environment.read_hosts("X", default=[]), "a.org:8000", "without https:// and port"),
        (lambda: parse_database_address(env.str("X")), "mysql://u:pw@h/d", "must be like postgres://"),
        (lambda: parse_database_address(env.str("X")), "postgres://u:p#w@h/d", "write @ as %40"),
        (
            lambda: parse_database_address(env.str("X")),
            "postgres://u:pw@h:port/d",
            "must be like postgres://",
        ),
        (lambda: parse_database_address(env.str("X")), "postgres://u:pw@h", "names no database"),
        (lambda: parse_database_address(env.str("X")), "sqlite://srv/d.sqlite3", "has four slashes"),
        (lambda: parse_redis_address(env.str("X")), "redis://h:port/0", "must be like redis://"),
        (lambda: parse_redis_address(env.str("X")), "http://h/0", "must be like redis://"),
    ],
)
def test_a_value_that_cannot_be_read_is_told_with_an_example(read, value, message, monkeypatch):
    monkeypatch.setenv("X", value)
    with pytest.raises(ImproperlyConfigured, match=message) as told:
        read()
    assert "pw" not in str(told.value).replace(value, "")


@pytest.mark.parametrize("value", ["$9 a month", "$", "a$HOME", "$home", "#1", "'quoted'", "x+y"])
def test_values_are_taken_as_they_are(value, monkeypatch):
    monkeypatch.setenv("X", value)
    assert env.str("X") == value


def test_a_variable_may_name_another_one(monkeypatch):
    monkeypatch.setenv("OTHER_ONE", "$9")
    monkeypatch.setenv("X", "$OTHER_ONE")
    assert env.str("X") == "$9"


def test_an_empty_value_is_none_and_spaces_around_commas_are_nothing(monkeypatch):
    monkeypatch.setenv("X", "")
    assert env.str("X", "usual") == "usual"
    monkeypatch.setenv("X", "a, b ,,c")
    assert env.list("X") == ["a", "b", "c"]


def make_folder(path):
    path.mkdir()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda path: None, "No such file or directory. Is its name right"),
        (make_folder, "It must be a file"),
        (lambda path: path.write_bytes(b"A=\xff"), "not a text in UTF-8"),
        (lambda path: path.write_text("A=1\nB = 2"), "site.env, line 2: write NAME=value"),
    ],
)
def test_an_environment_file_that_cannot_be_read_is_told_with_its_name(make, message, tmp_path):
    make(tmp_path / "site.env")
    with pytest.raises(ImproperlyConfigured, match=message):
        load_env_file(tmp_path / "site.env")


def test_variables_of_the_process_go_before_those_of_the_file(tmp_path, monkeypatch):
    monkeypatch.setenv("XA", "process")
    monkeypatch.delenv("XB", raising=False)
    (tmp_path / "site.env").write_text("XA=file\nXB=file\n")
    assert load_env_file(tmp_path / "site.env") == {"XA", "XB"}
    assert (os.environ["XA"], os.environ.pop("XB")) == ("process", "file")


def test_an_empty_name_means_no_environment_file(monkeypatch, tmp_path):
    monkeypatch.setattr(environment, "DEFAULT_ENV_FILE", tmp_path / ".env")
    monkeypatch.delenv("ENV_FILE", raising=False)
    assert find_env_file() is None
    (tmp_path / ".env").write_text("")
    assert find_env_file() == tmp_path / ".env"
    monkeypatch.setenv("ENV_FILE", "")
    assert find_env_file() is None


def run(*command, **environment):
    kept = {"PATH": os.environ["PATH"], "ENV_FILE": ""}
    return subprocess.run(  # noqa: S603
        [sys.executable, *command],
        cwd=ROOT,
        env={**kept, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("command", [["manage.py", "migrate"], ["-c", "import config.rsgi"]])
def test_commands_and_servers_say_it_in_one_line(command, tmp_path):
    result = run(*command, DATA_DIR=str(tmp_path), LANGUAGE_CODE="de")
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == "Error: LANGUAGE_CODE must be one of zh-hans, en, not 'de'.\n"


def test_a_data_folder_that_cannot_be_is_said_in_one_line(tmp_path):
    (tmp_path / "file").write_text("")
    result = run("manage.py", "migrate", DATA_DIR=str(tmp_path / "file" / "data"))
    assert (result.returncode, result.stderr.count("\n")) == (1, 1)
    assert "It must be a folder, and all above it too." in result.stderr


@pytest.mark.enable_socket
def test_a_server_whose_port_is_taken_says_so_in_one_line(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        result = run(
            "-m", "config.granian", "--port", port, "config.rsgi:application", DATA_DIR=str(tmp_path)
        )
    assert (result.returncode, result.stderr.count("\n")) == (1, 1)
    assert "The port is taken by another program." in result.stderr
