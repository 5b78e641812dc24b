"""Fixtures of all tests, and how tests are given to workers."""

import gc
import os
import shutil
import subprocess
import sys
import time
from contextlib import suppress
from importlib import import_module
from math import ceil
from pathlib import Path
from tempfile import TemporaryDirectory

import hypothesis
import pytest
import redis
import time_machine
from django.contrib.auth.models import Group, User
from django.db import connection
from xdist.scheduler import LoadFileScheduling

from posts.media import library
from posts.models import Post, Profile, site
from posts.views import address_counters
from tests.support.database_copies import database_copy  # noqa: F401  (a fixture)
from tests.support.database_reset import restore_groups_after_flush, restore_instead_of_flush
from tests.support.database_template import share_migrations
from tests.support.dates import LONG_AGO
from tests.support.image_files import make_graphic
from tests.support.preview_links import hidden_draft, preview_link
from tests.support.proofs import IS_LONG
from tests.support.publishing import NOW
from tests.support.tags import diffusion_tag, tags
from tests.support.task_queue import task_queue

# What other workers change is of another site.
SITE_VERSION = "tests"

# What one test asked for in vain is not written while another counts queries.
address_counters.WRITE_SECONDS = float("inf")

__all__ = ["diffusion_tag", "hidden_draft", "preview_link", "tags", "task_queue"]


TESTS = Path(__file__).parent

# What collection makes stays to the end. To look through it for garbage, time and again, takes a quarter of
# the time that collection takes, and a tenth of the tests' own.
gc.disable()
gc.set_threshold(10_000, 20, 10)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish():
    gc.freeze()
    gc.enable()


# The suite tries the same texts each time: what fails stops whoever made it fail, and nobody else.
# `make prove` looks for texts that nobody thought of. How long one takes says more of the machine than of it.
hypothesis.settings.register_profile("suite", derandomize=True, database=None, deadline=None, max_examples=50)
hypothesis.settings.register_profile("proof", deadline=None)
hypothesis.settings.load_profile("proof" if IS_LONG else "suite")


@pytest.hookimpl(trylast=True)
def pytest_sessionstart(session):
    """Where all tests are collected, import a part of the tests first, in each worker another one.

    Python compiles each file when it is first imported, and pytest rewrites its assertions, which takes
    a third of a collection. Workers that collect the same files in the same order all do it anew.
    """
    worker = getattr(session.config, "workerinput", None)
    is_all = session.config.args == session.config.getini("testpaths") and not session.config.option.ignore
    if worker and is_all and not sys.dont_write_bytecode:
        own = sorted(TESTS.glob("*/**/test_*.py"))[int(worker["workerid"][2:]) :: worker["workercount"]]
        for path in own:
            # What fails is told when it is collected.
            with suppress(Exception, pytest.skip.Exception):
                import_module(".".join(path.relative_to(TESTS.parent).with_suffix("").parts))


class BalancedScheduling(LoadFileScheduling):
    """Gives each worker whole files, those with most tests first, and browser tests one by one.

    The tests of a file share what it sets up. Browser tests wait for half of their time; so one worker
    begins with them, with a browser that soon has every file of the site, while the others keep the
    machine busy. Whoever has nothing else to do helps with what is left.
    """

    def _split_scope(self, nodeid):
        is_piece = self.is_in_browser(nodeid) and "test_pages.py" not in nodeid
        return nodeid if is_piece else super()._split_scope(nodeid)

    def _assign_work_unit(self, node):
        takes_browser = node.gateway.id == "gw0"
        for scope in self.workqueue:
            if self.is_in_browser(scope) is takes_browser:
                self.workqueue.move_to_end(scope, last=False)
                break
        super()._assign_work_unit(node)

    @staticmethod
    def is_in_browser(scope):
        return "/browser/" in scope


def pytest_xdist_auto_num_workers(config):
    """Half as many again as there are cores: tests of browsers and servers wait for half of their time."""
    return ceil(1.5 * (os.cpu_count() or 1))


def pytest_addoption(parser):
    parser.addoption(
        "--only-database",
        action="store_true",
        help="leave out tests that have nothing to do with the database",
    )


def pytest_collection_modifyitems(config, items):
    """Leave out variations, unless proofs are long; with --only-database, what knows no database."""
    if not IS_LONG:
        keep_items(config, items, lambda item: item.get_closest_marker("variation") is None)
    if config.getoption("only_database"):
        keep_items(config, items, uses_database)


def keep_items(config, items, is_kept):
    """Deselect all of `items` but those of which `is_kept` is true."""
    config.hook.pytest_deselected(items=[item for item in items if not is_kept(item)])
    items[:] = filter(is_kept, items)


def uses_database(item):
    """Whether a test asks for the database; pytest-django lets no other test connect to it.

    All fixtures that open the database build on `django_db_setup`.
    """
    return "django_db_setup" in item.fixturenames or item.get_closest_marker("django_db") is not None


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    return BalancedScheduling(config, log)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings, tmp_path_factory, worker_id):
    """Have the migrations run once for all workers."""
    folder = tmp_path_factory.getbasetemp()
    with share_migrations(folder if worker_id == "master" else folder.parent):
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Set up the tests' database, and how it is emptied."""
    prepare = restore_instead_of_flush if connection.vendor == "sqlite" else restore_groups_after_flush
    with pytest.MonkeyPatch.context() as patch:
        with django_db_blocker.unblock():
            prepare(patch)
        yield


site.get_current_version = lambda: SITE_VERSION


@pytest.fixture(autouse=True)
def unset_site():
    """Begin with a site whose settings nobody changed, and known to be so: no test counts their queries."""
    site.holder.held = site.StoredSite(SITE_VERSION, 0)
    connection.has_site_changes = False


@pytest.fixture
def author(db):
    return User.objects.create_user("lin", first_name="林默")


@pytest.fixture
def editor(db):
    return User.objects.create_superuser("editor")


@pytest.fixture
def editor_client(client, editor):
    """A client signed in to the admin as `editor`, a superuser."""
    client.force_login(editor)
    return client


@pytest.fixture
def make_post(author):
    """Return a function that saves a live post; what it is given overrides the defaults.

    It is in the language of the tests' site: so is what its page says around it.
    """

    def make(title="A post", *, tags=(), **fields):
        defaults = {"author": author, "published_at": LONG_AGO, "language": "en"}
        post = Post.objects.create(**{"title": title, **defaults, **fields})
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


@pytest.fixture
def sign_in(client):
    """Return a function that signs somebody in who belongs to a group."""

    def sign_in(name, group):
        user = User.objects.create_user(name, is_staff=True)
        user.groups.add(Group.objects.get(name=group))
        client.force_login(user)
        return user

    return sign_in


@pytest.fixture
def author_client(author, client):
    """A client signed in as `author`, made a member of the group Author."""
    author.is_staff = True
    author.save()
    author.groups.add(Group.objects.get(name="Author"))
    client.force_login(author)
    return client


@pytest.fixture
def make_picture(db, django_capture_on_commit_callbacks):
    """Return a function that takes a picture into media, as an upload does."""

    def make(data=None, name="图.png", user=None):
        with django_capture_on_commit_callbacks(execute=True):
            picture = library.save_picture(make_graphic() if data is None else data, name, user)
        picture.refresh_from_db()
        return picture

    return make


@pytest.fixture
def noon():
    """Stop the clock at NOW."""
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def profile(author):
    return Profile.objects.create(user=author, name="林默", text="写模型的人。\n也写信。")
