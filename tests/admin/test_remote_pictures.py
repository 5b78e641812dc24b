"""Remote pictures saved by an editor."""

import pytest
from django.urls import reverse

from posts.media import remote
from posts.models import Picture
from tests.support.image_files import make_graphic
from tests.support.scripted_server import allow_any_address, make_answer, serve_answers

BRING_HOME = reverse("admin:posts_picture_save_remote")
pytestmark = pytest.mark.allow_hosts(["127.0.0.1", "localhost"])


def test_a_remote_picture_is_verified_and_stored_like_an_upload(editor_client, editor, monkeypatch):
    with serve_answers(make_answer(make_graphic())) as (site, _):
        real = remote.fetch_remote_file
        monkeypatch.setattr(
            remote,
            "fetch_remote_file",
            lambda url, limit: real(url, limit=limit, is_allowed=allow_any_address),
        )
        sent = editor_client.post(BRING_HOME, {"url": f"{site}/%E7%83%AD%E5%8A%9B.png?x"}).json()
    picture = Picture.objects.get()
    assert (picture.title, picture.sent_by, sent["url"]) == ("热力", editor, picture.url)
    assert sent["markdown"] == f"![]({picture.url})"


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"words", "not a PNG"), (b"<html></html>", "not an SVG"), (b"", "empty")],
)
def test_a_remote_file_that_is_no_picture_is_refused(content, reason, editor_client, monkeypatch):
    monkeypatch.setattr(remote, "fetch_remote_file", lambda url, limit: content)
    response = editor_client.post(BRING_HOME, {"url": "https://example.org/a.png"})
    assert response.status_code == 422
    assert reason in response.json()["error"]
    assert not Picture.objects.exists()


def test_a_private_address_is_refused_with_a_reason(editor_client):
    response = editor_client.post(BRING_HOME, {"url": "http://127.0.0.1/a.png"})
    assert response.status_code == 422
    assert "not on the public internet" in response.json()["error"]
