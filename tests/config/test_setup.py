"""`manage.py setup`: one command from nothing to a site, which changes only what it is asked to."""

import os
import stat
import subprocess
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

from config import site_setup
from config.management.commands import setup
from config.site_setup import read_values
from posts.maintenance.env_file import parse_env_file
from tests.support.proofs import IS_LONG


@pytest.fixture
def commands(monkeypatch):
    """The commands of manage.py that the set-up ran; here they do nothing, nor do checks of the settings."""
    ran = []

    def run(arguments, env_file, user):
        if arguments[0] != "-c":
            ran.append(arguments[1:])
        return subprocess.CompletedProcess(arguments, 0, f"did {arguments[1]}", "")

    monkeypatch.setattr(site_setup, "run_python", run)
    return ran


@pytest.fixture
def run(tmp_path):
    """Return a function that runs the command for a site in `tmp_path`, and returns what it printed."""

    def run(*options):
        out = StringIO()
        path, data = tmp_path / "site.env", tmp_path / "data"
        given = ["--data-dir", data] if not path.exists() else []
        user = os.environ.get("USER") if os.geteuid() else "root"
        call_command("setup", "--file", path, *given, "--user", user, *options, stdout=out)
        return out.getvalue()

    return run


@pytest.fixture
def env_file(tmp_path):
    return tmp_path / "site.env"


def test_a_new_site_gets_a_file_that_only_its_user_reads(run, env_file, commands, tmp_path):
    out = run("--url", "https://example.org", "--site-name", "It costs $5 # or so")
    values = parse_env_file(env_file.read_text())
    assert stat.S_IMODE(env_file.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o750
    assert len(values.pop("SECRET_KEY")) > 50
    assert values.items() >= {
        ("SITE_URL", "https://example.org"),
        ("SITE_NAME", "It costs $5 # or so"),
        ("CLIENT_ADDRESS_HEADER", "X-Real-IP"),
        ("DATA_DIR", str(tmp_path / "data")),
    }
    assert [command[0] for command in commands] == ["migrate", "collectstatic", "create_owner"]
    assert "certbot --nginx -d example.org" in out
    assert "docs/deploy/nginx.conf" in out


def test_the_second_time_it_keeps_what_is_there_and_changes_what_is_asked(run, env_file, commands):
    run("--url", "https://example.org")
    env_file.write_text(env_file.read_text() + "# mine\nEMAIL_URL=smtp://mail\n")
    before = env_file.read_text()
    assert "Nothing to change" in run()
    assert env_file.read_text() == before
    out = run("--language", "en", "--set", "EMAIL_URL=smtps://a:b@mail")
    assert "Changed" in out
    assert "systemctl restart transmission" in out
    assert env_file.read_text() == before.replace("smtp://mail", "smtps://a:b@mail") + "LANGUAGE_CODE=en\n"


def test_a_file_that_others_could_read_is_made_private_again(run, env_file, commands):
    run()
    env_file.chmod(0o644)
    run()
    assert stat.S_IMODE(env_file.stat().st_mode) == 0o600


def test_a_key_that_is_too_short_is_replaced_and_a_good_one_kept(run, env_file, commands):
    env_file.write_text("SECRET_KEY=short\n")
    run()
    key = read_values(env_file)["SECRET_KEY"]
    assert len(key) >= 50
    run("--url", "https://example.org")
    assert read_values(env_file)["SECRET_KEY"] == key


def test_caddy_gets_its_own_lines(run, commands):
    out = run("--url", "https://blog.example.org", "--proxy", "caddy")
    assert "blog.example.org {" in out
    assert "nginx" not in out


def test_without_a_proxy_no_header_is_trusted(run, env_file, commands):
    run("--url", "http://example.org", "--proxy", "none")
    assert "CLIENT_ADDRESS_HEADER" not in read_values(env_file)


@pytest.fixture
def terminal(monkeypatch):
    """Return a function that types answers; it returns the list of what was asked."""
    asked = []

    def type_answers(*answers):
        rest = iter(answers)
        monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
        monkeypatch.setattr("builtins.input", lambda text: asked.append(text) or next(rest))
        return asked

    return type_answers


def test_it_asks_on_a_terminal_for_what_no_option_gave(run, env_file, commands, terminal):
    asked = terminal("Night Shift", "", "", "")
    run("--url", "https://example.org")
    assert [text.split(":")[0].split("[")[0].strip() for text in asked] == [
        "Name of the site",
        "Language of the interface",
        "Time zone",
        "Database, such as postgres",
    ]
    assert read_values(env_file)["SITE_NAME"] == "Night Shift"
    assert read_values(env_file)["LANGUAGE_CODE"] == "zh-hans"


def test_it_asks_again_where_the_settings_refuse_an_answer(run, env_file, commands, terminal, monkeypatch):
    def check(arguments, path, user):
        is_wrong = arguments[0] == "-c" and read_values(path).get("SITE_URL") == "example.org"
        return subprocess.CompletedProcess(arguments, is_wrong, "", "Error: SITE_URL must be so.")

    monkeypatch.setattr(site_setup, "run_python", check)
    asked = terminal("example.org", "https://example.org", "", "", "", "")
    run()
    assert asked[0] == asked[1]
    assert read_values(env_file)["SITE_URL"] == "https://example.org"


@pytest.mark.parametrize(
    ("before", "options", "message"),
    [
        ("A=1\nSITE_NAME", [], r"site.env, line 2: write NAME=value"),
        ("A='x", [], "the quotes do not end"),
        ("", ["--set", "EMAIL_URL"], "--set takes NAME=VALUE"),
        ("", ["--set", "SITE_NAME=a\nb"], "a value has one line"),
        ("", ["--user", "nobody-of-that-name"], "There is no user nobody-of-that-name. Make it: adduser"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(before, options, message, run, env_file):
    env_file.write_text(before)
    with pytest.raises(CommandError, match=message):
        run(*options)
    assert env_file.read_text() == before


def test_install_says_what_it_needs(run, env_file, monkeypatch, tmp_path):
    monkeypatch.setattr(setup, "SYSTEMD_FOLDER", tmp_path / "none")
    with pytest.raises(CommandError, match="--install needs root, and a system that systemd runs"):
        run("--install")
    assert not env_file.exists()


def test_the_settings_themselves_refuse_a_wrong_answer(run, env_file):
    with pytest.raises(CommandError, match="LANGUAGE_CODE must be one of zh-hans, en, not 'de'"):
        run("--language", "de")
    assert not env_file.exists()


def test_a_command_that_fails_says_so_and_setup_can_be_run_again(run, env_file, monkeypatch):
    def fail(arguments, path, user):
        is_migrate = "migrate" in arguments
        return subprocess.CompletedProcess(arguments, is_migrate, "", "Error: The database: refused.")

    monkeypatch.setattr(site_setup, "run_python", fail)
    with pytest.raises(CommandError, match=r"migrate: The database: refused. Mend it, and run setup again"):
        run()


def test_install_runs_the_same_commands_that_are_printed(run, commands, monkeypatch, tmp_path):
    monkeypatch.setattr(setup, "ensure_installable", lambda user: None)
    monkeypatch.setattr(setup, "list_unit_commands", lambda place: [f"echo {place.user} > {tmp_path}/units"])
    monkeypatch.setattr(setup, "list_nginx_commands", lambda place: ["false"])
    with pytest.raises(CommandError, match="This failed: false"):
        run("--url", "https://example.org", "--install")
    assert (tmp_path / "units").read_text().strip()


@pytest.mark.proof
@pytest.mark.skipif(not IS_LONG, reason="creates the tables of a site: `make prove` does")
def test_a_site_is_made_from_nothing(run, env_file, tmp_path):
    out = run("--url", "https://example.org", "--owner", "lin")
    assert "https://example.org/accounts/password/reset/key/" in out
    assert (tmp_path / "data" / "db.sqlite3").exists()
    assert (tmp_path / "data" / "static").is_dir()
    assert "The owner is lin." in run("--owner", "other")


def create_owner(*arguments):
    out = StringIO()
    call_command("create_owner", *arguments, stdout=out)
    return out.getvalue()


def test_an_owner_chooses_a_password_by_a_link_that_works_once(db, settings, client):
    settings.SITE_URL = "http://testserver"
    out = create_owner("lin", "--email", "lin@example.org")
    owner = User.objects.get()
    assert owner.is_superuser
    assert not owner.has_usable_password()
    url = next(line for line in out.splitlines() if line.startswith("http"))
    form = client.get(url, follow=True)
    password = "correct horse battery"  # noqa: S105
    client.post(form.request["PATH_INFO"], {"password1": password, "password2": password})
    owner.refresh_from_db()
    assert owner.check_password(password)
    assert b"password2" not in client.get(url, follow=True).content


def test_there_is_one_owner_unless_another_is_asked_for(db):
    create_owner("lin")
    assert create_owner("other", "--if-none") == "The owner is lin.\n"
    assert "/accounts/password/reset/key/" in create_owner("lin")
    assert User.objects.count() == 1


def test_the_account_of_somebody_else_is_not_made_an_owner(db):
    User.objects.create_user("writer")
    with pytest.raises(CommandError, match="somebody else"):
        create_owner("writer")
