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
from tests.support.admin_forms import ADD_URL, change_url, fill_form
from tests.support.databases import create_postgresql_database, requires_postgresql
from tests.support.image_files import make_graphic
from tests.support.s3_server import S3_KEYS, serve_s3
from tests.support.site_machines import SiteVisitor, serve_machine

UPLOAD, LOGOUT = reverse("admin:posts_post_upload"), reverse("admin:logout")
PASSWORD = "correct horse"  # noqa: S105


@pytest.fixture(scope="module")
def database(django_db_setup, django_db_blocker):
    """The address of a database like that of the tests."""
    with django_db_blocker.unblock():
        connection.close()
        with create_postgresql_database(template=connection.settings_dict["NAME"]) as address:
            yield address


@pytest.fixture
def machines(database, redis_url, tmp_path):
    """The addresses of two machines, `one` and `other`, and their folders."""
    folders = [tmp_path / "one", tmp_path / "other"]
    with ExitStack() as running, ThreadPoolExecutor() as at_once:
        shared = {
            "DATABASE_URL": database,
            "REDIS_URL": redis_url,
            "MEDIA_STORAGE": running.enter_context(serve_s3()),
            "SECRET_KEY": "x" * 50,
            "LANGUAGE_CODE": "en",
            **S3_KEYS,
        }
        sites = [serve_machine(folder, **shared) for folder in folders]
        one, other = at_once.map(running.enter_context, sites)
        yield SimpleNamespace(one=one, other=other, folders=folders)


@pytest.fixture
def use_site_database(database, django_db_blocker):
    """Return a context in which models are read from, and written to, the database of both machines."""

    @contextmanager
    def use_site_database():
        with django_db_blocker.unblock(), connect_target(database), use_as_default(TARGET_ALIAS):
            yield

    return use_site_database


@pytest.fixture
def create_editor(use_site_database):
    """Return a function that makes an editor: who is locked out stays so."""

    def create_editor(name):
        with use_site_database():
            return User.objects.create_superuser(name, password=PASSWORD)

    return create_editor


# One test, for to start the machines takes longer than all that is asked of them.
@requires_postgresql
@pytest.mark.django_db
@pytest.mark.allow_hosts(["127.0.0.1"])
def test_two_machines_share_sessions_pages_media_and_lockouts(
    machines, create_editor, use_site_database, subtests
):
    editor, visitor = create_editor("editor"), SiteVisitor()
    with subtests.test("who signs in on one is known to the other"):
        visitor.sign_in(machines.one, editor.username, PASSWORD)
        assert visitor.get(f"{machines.other}/admin/").url == f"{machines.other}/admin/"
    with subtests.test("what is published on one is read on the other at once"):
        publish_and_edit(machines, visitor, editor, use_site_database)
    with subtests.test("a picture that is sent to one is served by the other"):
        send_picture(machines, visitor)
    with subtests.test("who signs out on one is not known to the other either"):
        visitor.post(f"{machines.other}/admin/", f"{machines.other}{LOGOUT}")
        assert "/accounts/login/" in visitor.get(f"{machines.one}/admin/").url
    with subtests.test("wrong guesses on both are counted together"):
        guess(machines, create_editor("guessed").username)


def publish_and_edit(machines, visitor, editor, use_site_database):
    reader = SiteVisitor()
    fronts = [f"{site}/" for site in (machines.one, machines.other)]
    for front in fronts * 2:
        assert "两台机器" not in reader.get(front).text

    form = fill_form(title="两台机器", source="第一稿", author=editor.pk, _publish="1")
    visitor.send(f"{machines.one}{ADD_URL}", **form)
    assert all("两台机器" in reader.get(front).text for front in fronts)

    with use_site_database():
        post = Post.objects.get()
        form = fill_form(post, source="第二稿")
    page = post.get_absolute_url()
    assert "第一稿" in reader.get(machines.one + page).text
    visitor.send(f"{machines.other}{change_url(post)}", **form)
    assert "第二稿" in reader.get(machines.one + page).text


def send_picture(machines, visitor):
    form, file = f"{machines.one}{ADD_URL}", {"image": ("a.png", make_graphic("teal", (300, 200)))}
    url = visitor.post(form, f"{machines.one}{UPLOAD}", files=file).json()["url"]
    served = SiteVisitor().get(machines.other + url)
    assert (served.status_code, served.headers["Content-Type"]) == (200, "image/png")
    assert served.content == SiteVisitor().get(machines.one + url).content
    assert not any((folder / "media").exists() for folder in machines.folders)


def guess(machines, name):
    for site in (machines.one, machines.other) * 2:
        assert SiteVisitor().sign_in(site, name, "wrong").status_code == 200
    assert SiteVisitor().sign_in(machines.one, name, "wrong").status_code == 429
    for site in (machines.one, machines.other):
        assert SiteVisitor().sign_in(site, name, PASSWORD).status_code == 429
