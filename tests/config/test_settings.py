"""How the settings read the environment, each in a process of its own."""

import os
import stat

import pytest

from tests.support.forking_python import start_forking_python


@pytest.fixture(scope="module")
def python(tmp_path_factory):
    with start_forking_python(tmp_path_factory.mktemp("python")) as python:
        yield python


@pytest.fixture
def start(python, tmp_path):
    """Return a function that imports the settings, once `before` has run, and prints `expression` of them."""

    def start(expression="''", *, before="", **environment):
        code = f"{before}import config.settings as s; print({expression})"
        return python.run(code, {"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), **environment})

    return start


def test_a_private_site_makes_a_key_that_only_its_owner_reads(start, tmp_path):
    first, second = (start("s.SECRET_KEY").stdout for _ in range(2))
    assert len(first) > 50
    assert first == second
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600


def test_a_public_site_does_not_start_without_a_key(start):
    result = start(SITE_URL="https://example.org")
    assert result.returncode == 1
    assert "SECRET_KEY is not set" in result.stderr


def test_a_public_site_does_not_take_a_placeholder_for_a_key(start):
    result = start(SITE_URL="https://example.org", SECRET_KEY="…")
    assert "shorter than 50 characters" in result.stderr


def test_a_public_site_holds_cookies_to_https(start):
    expression = "s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, s.ALLOWED_HOSTS"
    result = start(expression, SITE_URL="https://example.org", SECRET_KEY="x" * 50)
    assert result.stdout.startswith("True True True")
    assert "example.org" in result.stdout


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("LANGUAGE_CODE", "de", "must be one of zh-hans, en"),
        ("MATH_MACROS", "R=x", "MATH_MACROS must be JSON like"),
        ("MATH_MACROS", '["R"]', "MATH_MACROS must be JSON like"),
        ("MATH_MACROS", '{"R1": "x"}', "names of letters"),
        ("MATH_MACROS", '{"R": 1}', "names of letters"),
        ("DEBUG", "perhaps", "DEBUG must be true or false"),
        ("SITE_URL", "example.org", "SITE_URL must be like https://example.org"),
        ("SITE_URL", "https://example.org/blog", "without a path"),
        ("SITE_URL", "ftp://example.org", "SITE_URL must be like"),
        ("REDIS_URL", "127.0.0.1:6379", "REDIS_URL must be like redis://"),
        ("MEDIA_STORAGE", "/srv/media", "kept at file:///absolute/folder or s3://"),
        ("PAGE_STORE_MB", "64MB", "must be a whole number"),
        ("FACTOR_KEYS", "short", "FACTOR_KEYS must be keys of 32 bytes"),
        ("EMAIL_URL", "mail.example.org", "EMAIL_URL must be like"),
        ("SECURITY_CONTACT", "me@example.org", "must begin with mailto:"),
        ("WEBSUB_HUB", "hub.example.org", "must be like https://hub.example.org/"),
        ("TASKS", "redis", "TASKS must be one of local, database, immediate"),
        ("LOG_FORMAT", "xml", "LOG_FORMAT must be one of text, json"),
        ("METRICS_TOKEN", "short", "METRICS_TOKEN must have at least 20 characters"),
        ("AUDIT_LOG_DAYS", "-1", "AUDIT_LOG_DAYS must be a whole number"),
    ],
)
def test_a_value_that_cannot_be_read_stops_the_start(start, name, value, message):
    result = start(**{name: value})
    assert result.returncode == 1
    assert message in result.stderr


@pytest.mark.parametrize(
    ("value", "macros"),
    [
        ("", "{}"),
        (
            r'{"R": "\\mathbb{R}", "\\vec": ["\\mathbf{#1}", 1]}',
            r"{'R': '\\mathbb{R}', 'vec': '\\mathbf{#1}'}",
        ),
    ],
)
def test_the_macros_of_the_site_are_read_as_katex_and_mathjax_write_them(start, value, macros):
    assert start("s.MATH_MACROS", MATH_MACROS=value).stdout.strip() == macros


def test_debug_is_off_unless_asked_for(start):
    assert start("s.DEBUG").stdout == "False\n"


@pytest.mark.parametrize(
    ("mode", "backend"),
    [
        ("", "django_tasks_db.DatabaseBackend"),
        ("local", "django_tasks_db.DatabaseBackend"),
        ("database", "django_tasks_db.DatabaseBackend"),
        ("immediate", "django_tasks.backends.immediate.ImmediateBackend"),
    ],
)
def test_tasks_are_done_at_once_or_from_a_queue(mode, backend, start):
    result = start("s.TASKS_MODE, s.TASKS['default']['BACKEND']", TASKS=mode)
    assert result.stdout.split() == [mode or "local", backend]


def test_sessions_and_lockouts_do_not_depend_on_redis(start):
    expression = "[name for name in ('CACHES', 'SESSION_ENGINE', 'AXES_CACHE') if hasattr(s, name)]"
    assert start(expression, REDIS_URL="redis://cache:6379/0").stdout == "[]\n"


def test_a_commit_syncs_the_log_of_sqlite(start):
    result = start("s.DATABASES['default']['OPTIONS']['init_command']")
    assert "synchronous=FULL" in result.stdout


def test_a_thread_keeps_its_connection_unless_the_address_says_otherwise(start):
    expression = "s.DATABASES['default']['CONN_MAX_AGE'], s.DATABASES['default']['CONN_HEALTH_CHECKS']"
    address = "postgres://user:password@host/name"
    assert start(expression).stdout == "60 True\n"
    assert start(expression, DATABASE_URL=address).stdout == "60 True\n"
    assert start(expression, DATABASE_URL=f"{address}?conn_max_age=0").stdout == "0 True\n"


@pytest.mark.parametrize("name", ["CLIENT_ADDRESS_META_KEY", "ALLAUTH_TRUSTED_CLIENT_IP_HEADER"])
def test_the_address_of_a_reader_is_taken_from_a_header_only_where_one_is_named(start, name):
    expression = f"getattr(s, '{name}', None) or None"
    assert start(expression).stdout == "None\n"
    result = start(expression, CLIENT_ADDRESS_HEADER="X-Real-IP")
    assert "X_REAL_IP" in result.stdout.upper().replace("-", "_")


def test_media_lie_in_the_data_folder_unless_another_place_is_named(start, tmp_path):
    expression = "s.STORAGES['default']['OPTIONS']"
    assert str(tmp_path / "media") in start(expression).stdout
    result = start(expression, MEDIA_STORAGE="s3://blog/media?region=cn-1")
    assert "'bucket_name': 'blog', 'location': 'media', 'region_name': 'cn-1'" in result.stdout


def test_a_store_without_its_library_says_what_to_install(start):
    blind = "import sys; sys.modules['storages'] = None; "
    result = start(before=blind, MEDIA_STORAGE="s3://blog")
    assert result.returncode == 1
    assert "pip install -r requirements-s3.txt" in result.stderr
