"""Servers that the site needs are killed, or hang: stored pages are read, the rest says so, and it heals."""

import time
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
import requests
from django.contrib.auth.models import User

from tests.support.admin_forms import ADD_URL, fill_form
from tests.support.admin_savers import AdminSaver
from tests.support.image_files import make_graphic
from tests.support.migrations import use_database
from tests.support.proofs import IS_LONG
from tests.support.s3_server import S3_KEYS, get_bucket
from tests.support.site_parts import (
    PostgresPart,
    RedisPart,
    S3Part,
    SitePart,
    await_success,
    find_postgres_program,
)

PASSWORD = "correct horse"  # noqa: S105
PICTURES = 10
# Seconds. What is told of a part that hangs, and what a busy machine adds to everything.
MAX_DATABASE_HANG, MAX_MEDIA_HANG, MAX_REDIS_LOSS, SLACK = 7.5, 8, 0.2, 2

pytestmark = [
    pytest.mark.proof,
    pytest.mark.django_db,
    pytest.mark.allow_hosts(["127.0.0.1"]),
    pytest.mark.skipif(not IS_LONG, reason="`make prove` starts four servers for it"),
    pytest.mark.skipif(not find_postgres_program("postgres"), reason="no PostgreSQL server is installed"),
]


@pytest.fixture(scope="module")
def parts(django_db_setup, django_db_blocker):
    """A site with PostgreSQL, Redis and a store of media, each a process; and an editor who is signed in."""
    postgres, redis, store = PostgresPart(), RedisPart(), S3Part()
    shared = {"DATABASE_URL": postgres.address, "REDIS_URL": redis.address, "MEDIA_STORAGE": store.address}
    site = SitePart(**shared, **S3_KEYS)
    started = [postgres, redis, store, site]
    try:
        for part in (postgres, redis, store):
            part.start()
        site.manage("migrate", "-v0")
        with django_db_blocker.unblock(), use_database(postgres.address):
            User.objects.create_superuser("editor", password=PASSWORD)
        bucket = get_bucket(store.endpoint)
        for number in range(PICTURES):
            bucket.put_object(Key=f"media/{number}.png", Body=make_graphic())
        site.start()
        editor = AdminSaver(site.address, "editor", PASSWORD)
        yield SimpleNamespace(postgres=postgres, redis=redis, store=store, site=site, editor=editor)
    finally:
        for part in reversed(started):
            part.remove()


@pytest.fixture
def get(parts):
    """Return a function that gets a page, and how many seconds that took."""

    def get(path):
        begun = time.monotonic()
        answer = requests.get(parts.site.address + path, timeout=60)
        return answer, time.monotonic() - begun

    return get


@pytest.fixture
def stored_page(get):
    """The address of a page that is in the memory of the server."""
    await_success(lambda: ensure(get("/")[0].status_code == 200))
    assert get("/")[0].status_code == 200
    return "/"


def ensure(condition):
    assert condition


def save(editor):
    """Save a post, and return the answer and how many seconds that took."""
    form = fill_form(title="Title", source="写了很久", author=editor.author, _save="1")
    fields = {**form, "csrfmiddlewaretoken": editor.token}
    begun = time.monotonic()
    answer = editor.visitor.session.post(editor.site + ADD_URL, fields, timeout=60, allow_redirects=False)
    return answer, time.monotonic() - begun


@pytest.mark.parametrize("way", ["kill", "hang"])
def test_without_the_database_stored_pages_are_read_and_forms_come_back(parts, get, stored_page, way):
    getattr(parts.postgres, way)()
    try:
        with ThreadPoolExecutor(12) as threads:
            cold = threads.map(get, [f"/posts/{way}-{number}/" for number in range(12)])
            for _ in range(5):
                page, seconds = get(stored_page)
                assert page.status_code == 200
                assert seconds < SLACK
            answer, _ = save(parts.editor)
            answers = [*cold]
        for page, seconds in answers:
            assert page.status_code == 503
            assert int(page.headers["Retry-After"]) > 0
            assert "NO CARRIER" in page.text
            assert seconds < MAX_DATABASE_HANG + SLACK
        assert answer.status_code == 503
        assert "写了很久" in answer.text
        await_success(lambda: ensure(get("/healthz")[0].status_code == 503))
        assert get("/readyz")[0].text.startswith("database: unreachable")
        # From now on nobody waits.
        assert get("/posts/none/")[1] < SLACK
    finally:
        parts.postgres.start() if way == "kill" else parts.postgres.wake()
    await_success(lambda: ensure(get("/posts/none/")[0].status_code == 404))
    await_success(lambda: ensure(get("/healthz")[0].status_code == 200))
    assert save(parts.editor)[0].status_code == 302


@pytest.mark.parametrize("way", ["kill", "hang"])
def test_without_redis_saves_lose_a_moment_once_and_nobody_is_signed_out(parts, get, stored_page, way):
    usual = min(save(parts.editor)[1] for _ in range(3))
    time.sleep(0.5)
    getattr(parts.redis, way)()
    try:
        begun = time.monotonic()
        saves = [save(parts.editor) for _ in range(5)]
        lost = time.monotonic() - begun - 5 * usual
        assert [answer.status_code for answer, _ in saves] == [302] * 5
        assert lost < MAX_REDIS_LOSS + SLACK
        assert get("/")[0].status_code == 200
        assert get("/readyz")[0].text.startswith("redis: unreachable")
    finally:
        parts.redis.start() if way == "kill" else parts.redis.wake()
    await_success(lambda: ensure(get("/readyz")[0].status_code == 200))


@pytest.mark.parametrize("way", ["kill", "hang"])
def test_without_the_store_of_media_pages_stand(parts, get, way):
    getattr(parts.store, way)()
    try:
        with ThreadPoolExecutor(PICTURES) as threads:
            pictures = threads.map(get, [f"/media/{number}.png" for number in range(PICTURES)])
            for number in range(5):
                page, seconds = get(f"/posts/none-{way}-{number}/")
                assert page.status_code == 404
                assert seconds < SLACK
            missing, seconds = get("/readyz")
            assert missing.text.startswith("media: ")
            assert seconds < 2 + SLACK
            for picture, seconds in pictures:
                assert picture.status_code == 503
                assert int(picture.headers["Retry-After"]) > 0
                assert seconds < MAX_MEDIA_HANG + SLACK
    finally:
        parts.store.start() if way == "kill" else parts.store.wake()
    await_success(lambda: ensure(get("/media/0.png")[0].status_code in {200, 404}))
