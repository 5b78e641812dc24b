"""One site on two machines: what they share is PostgreSQL, Redis and a store that speaks S3."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from types import SimpleNamespace

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.urls import reverse

from posts.exchange.database.copying import use_as_default
from posts.management.commands.copy_database import TARGET_ALIAS, connect_target
from posts.models import Post
from tests.databases import new_database, on_postgresql
from tests.pictures import graphic
from tests.service.machines import Visitor, serve_site
from tests.stores import KEYS, serve_store
from tests.test_admin import ADD, change_page, typed

UPLOAD, LOGOUT = reverse("admin:posts_post_upload"), reverse("admin:logout")
PASSWORD = "correct horse"  # noqa: S105


@pytest.fixture(scope="module")
def database(django_db_setup, django_db_blocker):
    """The address of a database like that of the tests."""
    with django_db_blocker.unblock():
        connection.close()
        with new_database(template=connection.settings_dict["NAME"]) as address:
            yield address


@pytest.fixture
def machines(database, redis_url, tmp_path):
    """The addresses of two machines, `one` and `other`, and their folders."""
    folders = [tmp_path / "one", tmp_path / "other"]
    with ExitStack() as running, ThreadPoolExecutor() as at_once:
        shared = {
            "DATABASE_URL": database,
            "REDIS_URL": redis_url,
            "MEDIA_STORAGE": running.enter_context(serve_store()),
            "SECRET_KEY": "x" * 50,
            "LANGUAGE_CODE": "en",
            **KEYS,
        }
        sites = [serve_site(folder, **shared) for folder in folders]
        one, other = at_once.map(running.enter_context, sites)
        yield SimpleNamespace(one=one, other=other, folders=folders)


@pytest.fixture
def rows(database, django_db_blocker):
    """Return a context in which models are read from, and written to, the database of both machines."""

    @contextmanager
    def rows():
        with django_db_blocker.unblock(), connect_target(database), use_as_default(TARGET_ALIAS):
            yield

    return rows


@pytest.fixture
def sign_up(rows):
    """Return a function that makes an editor: who is locked out stays so."""

    def sign_up(name):
        with rows():
            return User.objects.create_superuser(name, password=PASSWORD)

    return sign_up


# One test, for to start the machines takes longer than all that is asked of them.
@on_postgresql
@pytest.mark.django_db
@pytest.mark.allow_hosts(["127.0.0.1"])
def test_what_is_done_on_one_machine_holds_on_the_other(machines, sign_up, rows, subtests):
    editor, desk = sign_up("editor"), Visitor()
    with subtests.test("who signs in on one is known to the other"):
        desk.sign_in(machines.one, editor.username, PASSWORD)
        assert desk.get(f"{machines.other}/admin/").url == f"{machines.other}/admin/"
    with subtests.test("what is published on one is read on the other at once"):
        publish_and_edit(machines, desk, editor, rows)
    with subtests.test("a picture that is sent to one is served by the other"):
        send_picture(machines, desk)
    with subtests.test("who signs out on one is not known to the other either"):
        desk.post(f"{machines.other}/admin/", f"{machines.other}{LOGOUT}")
        assert "/admin/login/" in desk.get(f"{machines.one}/admin/").url
    with subtests.test("wrong guesses on both are counted together"):
        guess(machines, sign_up("guessed").username)


def publish_and_edit(machines, desk, editor, rows):
    reader = Visitor()
    fronts = [f"{site}/" for site in (machines.one, machines.other)]
    for front in fronts * 2:
        assert "两台机器" not in reader.get(front).text

    form = typed(title="两台机器", source="第一稿", author=editor.pk, _publish="1")
    desk.send(f"{machines.one}{ADD}", **form)
    assert all("两台机器" in reader.get(front).text for front in fronts)

    with rows():
        post = Post.objects.get()
        form = typed(post, source="第二稿", _save="1")
    page = post.get_absolute_url()
    assert "第一稿" in reader.get(machines.one + page).text
    desk.send(f"{machines.other}{change_page(post)}", **form)
    assert "第二稿" in reader.get(machines.one + page).text


def send_picture(machines, desk):
    form, file = f"{machines.one}{ADD}", {"image": ("a.png", graphic("teal", (300, 200)))}
    url = desk.post(form, f"{machines.one}{UPLOAD}", files=file).json()["url"]
    served = Visitor().get(machines.other + url)
    assert (served.status_code, served.headers["Content-Type"]) == (200, "image/png")
    assert served.content == Visitor().get(machines.one + url).content
    assert not any((folder / "media").exists() for folder in machines.folders)


def guess(machines, name):
    for site in (machines.one, machines.other) * 2:
        assert Visitor().sign_in(site, name, "wrong").status_code == 200
    assert Visitor().sign_in(machines.one, name, "wrong").status_code == 429
    for site in (machines.one, machines.other):
        assert Visitor().sign_in(site, name, PASSWORD).status_code == 429
