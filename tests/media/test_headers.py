"""Headers of media files: nothing in them runs."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from posts.media.headers import get_file_headers
from tests.support.image_files import GRAPHIC, encode_image


@pytest.mark.parametrize(
    ("name", "content_type", "is_saved", "is_sandboxed"),
    [
        ("a.png", "image/png", False, False),
        ("A.JPG", "image/jpeg", False, False),
        ("paper.pdf", "application/pdf", False, False),
        ("drawing.svg", "image/svg+xml", False, True),
        ("evil.html", "application/octet-stream", True, True),
        ("evil.svg.xhtml", "application/octet-stream", True, True),
        ("data.csv", "application/octet-stream", True, True),
        ("none", "application/octet-stream", True, True),
    ],
)
def test_files_go_out_so_that_nothing_runs(name, content_type, is_saved, is_sandboxed):
    headers = get_file_headers(name)
    assert headers["Content-Type"] == content_type
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert (headers.get("Content-Disposition") == "attachment") is is_saved
    assert ("sandbox" in headers.get("Content-Security-Policy", "")) is is_sandboxed


def test_a_page_that_came_into_media_is_saved_and_never_run(client):
    default_storage.save("evil.html", ContentFile(b"<script>alert(1)</script>"))
    response = client.get("/media/evil.html")
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"] == "attachment"
    assert response["Content-Security-Policy"].startswith("sandbox")


def test_a_picture_is_shown_as_what_it_is(client):
    default_storage.save("plain.png", ContentFile(encode_image(GRAPHIC, "PNG")))
    response = client.get("/media/plain.png")
    assert response["Content-Type"] == "image/png"
    policy = response["Content-Security-Policy"]
    assert "sandbox" not in policy
    # The page in which a browser shows a picture by itself has styles of its own.
    assert "style-src 'unsafe-inline'" in policy
    assert policy.startswith("default-src 'none'")
