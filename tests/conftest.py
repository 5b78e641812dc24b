"""What every test may ask for."""

import shutil
import subprocess
import time
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import redis
from django.apps import apps
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import DEFAULT_DB_ALIAS
from django.db.models.signals import post_migrate
from django.dispatch import receiver
from xdist.scheduler import LoadFileScheduling

from posts.models import Post
from tests.support.database_copies import database_copy  # noqa: F401  (a fixture)

LONG_AGO = datetime(2026, 1, 11, 12, tzinfo=UTC)


class Shares(LoadFileScheduling):
    """Gives each worker whole files, those with most tests first, and then windows by the piece.

    The tests of a file share what it sets up, of which the site of test_pages takes longest; the
    other tests with windows are long ones, and level out what is left.
    """

    def _split_scope(self, nodeid):
        is_piece = "/browser/" in nodeid and "test_pages.py" not in nodeid
        return nodeid if is_piece else super()._split_scope(nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    return Shares(config, log)


@receiver(post_migrate)
def bring_back(sender, using, **kwargs):
    """Make anew what a flush between tests takes away: the groups that a migration brought.

    Content types are remembered then, as they are in tests before any flush. What a test migrates
    in a database of its own is left as it is.
    """
    if using == DEFAULT_DB_ALIAS and sender is [*apps.get_app_configs()][-1]:
        import_module("posts.migrations.0006_groups").make_groups(apps, None)
        ContentType.objects.get_for_models(*apps.get_models())


@pytest.fixture
def author(db):
    return User.objects.create_user("lin", first_name="林默")


@pytest.fixture
def editor(db):
    return User.objects.create_superuser("editor")


@pytest.fixture
def desk(client, editor):
    """A client that is signed in as an editor."""
    client.force_login(editor)
    return client


@pytest.fixture
def make_post(author):
    """Return a function that saves a live post; what it is given overrides the defaults."""

    def make(title="A post", *, tags=(), **fields):
        post = Post.objects.create(**{"title": title, "author": author, "published_at": LONG_AGO, **fields})
        post.tags.add(*tags)
        return post

    return make


@pytest.fixture(scope="session")
def redis_url():
    """A Redis server that only this run knows."""
    server = shutil.which("redis-server")
    if server is None:
        pytest.skip("no redis-server is installed")
    with TemporaryDirectory() as folder:
        socket = Path(folder) / "redis.sock"
        command = [server, "--port", "0", "--unixsocket", str(socket), "--save", "", "--dir", folder]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:  # noqa: S603
            await_redis(f"unix://{socket}")
            yield f"unix://{socket}"
            process.terminate()


def await_redis(url):
    for _ in range(100):
        try:
            redis.Redis.from_url(url).ping()
        except redis.ConnectionError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("Redis did not start.")
