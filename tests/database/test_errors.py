"""A full disk is told from other faults, whoever notices it."""

import errno

import pytest
from django.db import OperationalError, connection
from django.urls import reverse

from posts.database.errors import is_disk_full
from posts.models import Picture, Post
from tests.support.admin_forms import ADD_URL
from tests.support.drafts import fill_window
from tests.support.image_files import make_upload

LONG_TEXT = "很长的一段话。" * 5_000


@pytest.fixture
def full_database(db):
    """The tests' database, which takes no more."""
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL knows no such limit")
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA max_page_count")
        most = cursor.fetchone()[0]
        cursor.execute("PRAGMA max_page_count = 1")
        yield
        cursor.execute(f"PRAGMA max_page_count = {most}")


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_file_that_cannot_be_written_for_want_of_room(number):
    assert is_disk_full(OSError(number, "full"))


@pytest.mark.parametrize(
    "error", [OSError(errno.EACCES, "no"), OSError("no"), OperationalError("disk is full")]
)
def test_other_faults(error):
    assert not is_disk_full(error)


def test_what_postgresql_says():
    error = OperationalError("could not extend file")
    error.__cause__ = type("DiskFull", (Exception,), {"sqlstate": "53100"})()
    assert is_disk_full(error)


def test_a_post_that_finds_no_room_comes_back_and_says_so(editor_client, editor, full_database):
    response = editor_client.post(ADD_URL, fill_window(source=LONG_TEXT, author=editor.pk))
    assert response.status_code == 503
    assert LONG_TEXT in response.text
    assert "disk is full" in response.text
    assert not Post.objects.exists()


def test_any_other_form_that_finds_no_room_comes_back_and_says_so(editor_client, full_database):
    editor_client.raise_request_exception = False
    response = editor_client.post(reverse("admin:posts_tag_add"), {"name": "n", "description": LONG_TEXT})
    assert response.status_code == 503
    assert LONG_TEXT in response.text
    assert "disk is full" in response.text


def test_a_picture_that_finds_no_room_for_its_row_says_so_and_leaves_no_file(
    editor_client, full_database, monkeypatch, settings, tmp_path
):
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "posts.media.storage.folder.SyncedFolderStorage",
            "OPTIONS": {"location": tmp_path},
        },
    }
    save = Picture.save

    def save_much(picture, *args, **kwargs):
        picture.alt = LONG_TEXT
        save(picture, *args, **kwargs)

    monkeypatch.setattr(Picture, "save", save_much)
    response = editor_client.post(reverse("admin:posts_post_upload"), {"image": make_upload("a.png", "PNG")})
    assert response.status_code == 507
    assert "disk is full" in response.json()["error"]
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
