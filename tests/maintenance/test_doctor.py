"""`manage.py doctor`: for each thing that can be wrong, that it is found, and what mends it."""

import os
import socket
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
import redis
import time_machine
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import User
from django.core.checks import Error
from django.core.management import call_command
from django.db import OperationalError
from django.utils import timezone

from posts.accounts.encryption import encrypt_secret
from posts.exchange.backup import record
from posts.maintenance import checks, doctor
from posts.maintenance.checks import clock, database, files, queue, services
from posts.models import Post
from posts.tasks.state import QueueState


@pytest.fixture
def site(db, settings, tmp_path):
    """A site on which all is well, in `tmp_path`."""
    tmp_path.chmod(0o750)
    settings.DATA_DIR, settings.STATIC_ROOT = tmp_path, tmp_path / "static"
    settings.SITE_URL, settings.IS_PUBLIC, settings.DEBUG = "https://example.org", True, False
    settings.CLIENT_ADDRESS_META_KEY = "HTTP_X_REAL_IP"
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATICFILES_DIRS = [tmp_path / "source"]
    settings.MAIL_DELIVERY_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.EMAIL_BACKEND = "posts.mail.backend.QueuedEmailBackend"
    (tmp_path / "source").mkdir()
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "staticfiles.json").write_text("{}")
    User.objects.create_superuser("owner")
    record.record_made_backup(Path("/var/backups/x.tar"), 1, is_encrypted=False)
    return tmp_path


@pytest.fixture
def find(site, settings, monkeypatch):
    """Return a function that gives what the site's checks find: the hints by their ids."""
    settings.SETTING_NAMES = frozenset(settings.SETTING_NAMES)
    for name in os.environ.keys() - {"PATH", "HOME"}:
        if name not in settings.SETTING_NAMES and not name.startswith(("PYTEST", "DJANGO", "COV")):
            monkeypatch.delenv(name)
    monkeypatch.setattr(files, "get_database_path", lambda: site / "db.sqlite3")

    def find_problems(arrange=None):
        if arrange:
            arrange(site, settings, monkeypatch)
        return {message.id: str(message.hint) for message in checks.run_site_checks()}

    return find_problems


def test_nothing_is_found_where_all_is_well(find):
    assert find() == {}


def misspell(site, settings, monkeypatch):
    monkeypatch.setenv("ALLOWED_HOST", "example.org")


def leave_unknown_name(site, settings, monkeypatch):
    settings.ENV_FILE, settings.ENV_FILE_NAMES = site / "site.env", {"COLOUR", "AWS_ACCESS_KEY_ID"}


def quote(site, settings, monkeypatch):
    monkeypatch.setenv("SITE_NAME", '"Night Shift"')


def show_env_file(site, settings, monkeypatch):
    settings.ENV_FILE = site / "site.env"
    settings.ENV_FILE.write_text("")
    settings.ENV_FILE.chmod(0o644)


def have_no_address(site, settings, monkeypatch):
    settings.SITE_URL = ""


def have_no_https(site, settings, monkeypatch):
    settings.SITE_URL, settings.IS_PUBLIC = "http://example.org", False


def allow_every_host(site, settings, monkeypatch):
    settings.ALLOWED_HOSTS = ["*"]


def debug(site, settings, monkeypatch):
    settings.DEBUG = True


def sign_in_from_proxy(site, settings, monkeypatch):
    settings.CLIENT_ADDRESS_META_KEY = ""
    UserSession.objects.create(user=User.objects.get(), ip="127.0.0.1", session_key="a", user_agent="x")


def forget_header_in_proxy(site, settings, monkeypatch):
    UserSession.objects.create(user=User.objects.get(), ip="127.0.0.1", session_key="a", user_agent="x")


def leave_migrations(site, settings, monkeypatch):
    monkeypatch.setattr(database, "count_missing_migrations", lambda _: 3)


def leave_stale_render(site, settings, monkeypatch):
    post = Post.objects.create(title="Old", author=User.objects.get())
    Post.objects.filter(pk=post.pk).update(renderer_version=0)


def collect_nothing(site, settings, monkeypatch):
    (site / "static" / "staticfiles.json").unlink()


def collect_before_upgrade(site, settings, monkeypatch):
    (site / "source" / "site.css").write_text("")
    os.utime(site / "static" / "staticfiles.json", (0, 0))


def run_as_root(site, settings, monkeypatch):
    (site / "db.sqlite3").write_text("")
    monkeypatch.setattr(files, "find_path_owner", lambda path: "root" if path.is_file() else "site")


def show_key(site, settings, monkeypatch):
    (site / "secret-key").write_text("")
    (site / "secret-key").chmod(0o644)
    monkeypatch.setattr(files, "is_reachable", lambda folder: True)


def fill_disk(site, settings, monkeypatch):
    monkeypatch.setattr(files.shutil, "disk_usage", lambda path: type("Usage", (), {"free": 40_000_000}))


def lose_store(site, settings, monkeypatch):
    def fail():
        raise ConnectionError("no")

    monkeypatch.setattr(services.readiness, "check_media", fail)


def lose_redis(site, settings, monkeypatch):
    def fail():
        raise redis.ConnectionError("no")

    monkeypatch.setattr(services.readiness, "check_redis", fail)


def have_no_mail(site, settings, monkeypatch):
    settings.MAIL_DELIVERY_BACKEND = "django.core.mail.backends.console.EmailBackend"


def lose_mail_server(site, settings, monkeypatch):
    def fail(address, timeout):
        raise socket.gaierror("no such host")

    settings.MAIL_DELIVERY_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "mail.example.org", 465
    monkeypatch.setattr(services.socket, "create_connection", fail)


def set_queue_state(monkeypatch, waiting=0, failed=0):
    state = QueueState(waiting=waiting, running=0, failed=failed, waiting_since=None, workers=0)
    monkeypatch.setattr(queue, "has_queue", lambda: True)
    monkeypatch.setattr(queue, "get_queue_state", lambda: state)


def leave_task_waiting(site, settings, monkeypatch):
    settings.TASKS_MODE = "local"
    set_queue_state(monkeypatch, waiting=2)


def let_task_fail(site, settings, monkeypatch):
    set_queue_state(monkeypatch, failed=2)


def have_no_backup(site, settings, monkeypatch):
    record.get_record_path().unlink()


def let_backup_fail(site, settings, monkeypatch):
    record.record_failed_backup("The disk is full.")


def set_clock_back(site, settings, monkeypatch):
    monkeypatch.setattr(clock, "find_latest_trace", lambda: timezone.now() + timedelta(hours=1))


def have_other_clock_than_database(site, settings, monkeypatch):
    monkeypatch.setattr(clock, "read_database_clock", lambda: timezone.now() - timedelta(hours=1))


def lose_owner(site, settings, monkeypatch):
    User.objects.update(is_active=False)


def lose_factor_key(site, settings, monkeypatch):
    secret = encrypt_secret("x")
    Authenticator.objects.create(user=User.objects.get(), type="totp", data={"secret": secret})
    settings.FACTOR_KEYS = []


@pytest.mark.parametrize(
    ("arrange", "name", "hint"),
    [
        (misspell, "names", "ALLOWED_HOSTS"),
        (leave_unknown_name, "names", "Remove it from"),
        (quote, "quotes", "write the value without"),
        (show_env_file, "env_file", "chmod 600"),
        (have_no_address, "address", "manage.py setup --url"),
        (have_no_https, "https", "certbot --nginx -d example.org"),
        (allow_every_host, "hosts", "manage.py setup --set ALLOWED_HOSTS="),
        (debug, "debug", "manage.py setup --set DEBUG="),
        (sign_in_from_proxy, "address_header", "CLIENT_ADDRESS_HEADER=X-Real-IP"),
        (forget_header_in_proxy, "address_header", "proxy_set_header X-Real-Ip $remote_addr;"),
        (leave_migrations, "migrations", "manage.py upgrade"),
        (leave_stale_render, "renders", "manage.py render_posts"),
        (collect_nothing, "static", "manage.py collectstatic"),
        (collect_before_upgrade, "static", "manage.py collectstatic"),
        (run_as_root, "owners", "chown -R site:"),
        (show_key, "privacy", "chmod 600"),
        (fill_disk, "disk", "du -xh"),
        (lose_store, "store", "MEDIA_STORAGE"),
        (lose_redis, "redis", "REDIS_URL"),
        (have_no_mail, "mail", "EMAIL_URL"),
        (lose_mail_server, "mail", "send_test_mail"),
        (leave_task_waiting, "tasks", "systemctl restart"),
        (let_task_fail, "tasks", "Background tasks"),
        (have_no_backup, "backup", "manage.py backup"),
        (let_backup_fail, "backup", "manage.py backup"),
        (set_clock_back, "clock", "timedatectl"),
        (have_other_clock_than_database, "clock", "timedatectl"),
        (lose_owner, "owner", "manage.py create_owner"),
        (lose_factor_key, "factor_key", "factor-key"),
    ],
)
def test_each_fault_is_found_with_what_mends_it(arrange, name, hint, find):
    found = find(arrange)
    assert list(found) == [f"site.{name}"]
    assert hint in found[f"site.{name}"]


def test_an_old_backup_is_told_by_its_age(find):
    with time_machine.travel(timezone.now() + timedelta(days=30), tick=False):
        (message,) = [message for message in checks.run_site_checks() if message.id == "site.backup"]
    assert message.msg == "The last backup is 30 days old."


def test_without_a_database_nothing_is_asked_of_its_tables(find, monkeypatch):
    def fail():
        raise OperationalError("refused")

    monkeypatch.setattr(database, "ping_database", fail)
    assert list(find()) == ["site.database"]


def test_a_check_that_fails_does_not_hide_the_others(find, monkeypatch, site):
    def report_nonsense():
        raise OSError

    monkeypatch.setattr(checks, "SITE_CHECKS", (report_nonsense, checks.report_backup))
    record.get_record_path().unlink()
    assert list(find()) == ["site.unchecked", "site.backup"]


def run():
    out = StringIO()
    call_command("doctor", stdout=out, no_color=True)
    return out.getvalue()


def test_the_command_says_that_all_is_well(find, monkeypatch):
    monkeypatch.setattr(doctor.checks, "run_checks", lambda **options: [])
    assert run().endswith("All is well.\n")


def test_the_status_is_1_only_where_something_must_be_done(find, monkeypatch, settings):
    have_no_mail(None, settings, None)
    assert "Warning No mail is sent" in run()
    monkeypatch.setattr(doctor, "run_site_checks", lambda: [Error("Bad.", hint="mend", id="x")])
    with pytest.raises(SystemExit) as end:
        run()
    assert end.value.code == 1


def test_what_django_checks_is_told_too(find, settings):
    settings.SECRET_KEY = "short"  # noqa: S105
    assert any(message.id == "security.W009" for message in doctor.diagnose_site().warnings)
