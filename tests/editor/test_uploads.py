"""Uploads in the editor."""

import errno

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from posts.media import uploads as media_uploads
from posts.media.uploads import store_upload
from posts.models import Picture
from posts.models.machine_slots import take_slot
from posts.rendering.pipeline import render_in_process
from tests.support.image_files import encode_image, make_graphic

UPLOAD = reverse("admin:posts_post_upload")


class TestUpload:
    def send(self, editor_client, data, name="a.png"):
        return editor_client.post(UPLOAD, {"image": SimpleUploadedFile(name, data, "image/png")})

    def test_an_upload_is_answered_with_the_picture(self, editor_client):
        answer = self.send(editor_client, make_graphic(), "热力 图.png").json()
        picture = Picture.objects.get()
        assert answer["id"] == picture.pk
        assert answer["url"] == picture.url
        assert (answer["width"], answer["height"]) == (40, 20)
        # A file's name describes nothing: the text stays empty until somebody writes it.
        assert (answer["alt"], answer["title"]) == ("", "热力 图")
        assert answer["markdown"] == f"![]({picture.url})"

    def test_the_alternative_text_of_the_library_is_proposed(self, editor_client):
        self.send(editor_client, make_graphic())
        Picture.objects.update(alt="蓝色 [方] 块")
        answer = self.send(editor_client, make_graphic(), "again.png").json()
        assert 'alt="蓝色 [方] 块"' in render_in_process(answer["markdown"]).html

    @pytest.mark.parametrize(
        "name",
        ["none", "图.png", "../../../etc/passwd", "a\r\nb.png", "x" * 250, ".png", "<script>.png", "CON.png"],
    )
    def test_a_picture_of_any_name_is_taken_under_a_safe_one(self, name, editor_client):
        answer = self.send(editor_client, make_graphic(), name)
        assert answer.status_code == 200
        picture = Picture.objects.get()
        assert picture.name.startswith("uploads/")
        assert picture.name.isascii()
        assert "<script" not in render_in_process(answer.json()["markdown"]).html

    @pytest.mark.parametrize(
        "data",
        [
            encode_image(Image.new("CMYK", (30, 20), (9, 99, 9, 9)), "JPEG"),
            encode_image(Image.new("I;16", (30, 20), 40_000)),
            encode_image(
                Image.new("RGB", (30, 20)),
                "GIF",
                save_all=True,
                append_images=[Image.new("RGB", (30, 20), 1)],
            ),
        ],
        ids=["CMYK", "16 bits", "animated"],
    )
    def test_an_odd_picture_is_taken(self, data, editor_client):
        assert self.send(editor_client, data).json()["width"] == 30

    @pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
    def test_a_full_disk_is_reported_and_nothing_is_stored(self, code, editor_client, monkeypatch):
        def fail(name, content):
            raise OSError(code, "No space left on device")

        monkeypatch.setattr(default_storage, "save", fail)
        answer = self.send(editor_client, make_graphic())
        assert answer.status_code == 507
        assert "full" in answer.json()["error"]
        assert not Picture.objects.exists()

    def test_other_errors_of_the_disk_are_reported(self, editor_client, monkeypatch):
        def fail(name, content):
            raise PermissionError(errno.EACCES, "Permission denied")

        monkeypatch.setattr(default_storage, "save", fail)
        answer = self.send(editor_client, make_graphic())
        assert answer.status_code == 507
        assert "Permission denied" in answer.json()["error"]

    def test_a_partly_written_upload_is_deleted(self, monkeypatch):
        save = default_storage.save

        def half(name, content):
            save(name, ContentFile(content.read(5)))
            raise OSError(errno.ENOSPC, "No space left on device")

        monkeypatch.setattr(default_storage, "save", half)
        with pytest.raises(OSError, match="No space"):
            store_upload(make_graphic(), "a.png")
        assert not [name for name in default_storage.listdir("uploads")[1] if name.endswith(".png")]


def test_an_upload_is_answered_with_markdown(editor_client):
    markdown = editor_client.post(
        UPLOAD, {"image": SimpleUploadedFile("图 [1].png", make_graphic(), "image/png")}
    ).json()["markdown"]
    assert markdown.startswith("![](/media/uploads/")
    name = markdown.partition("(/media/")[2].rstrip(")")
    assert default_storage.exists(name)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("evil.svg", b"<html><script>alert(1)</script></html>", "not an SVG"),
        ("short.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "damaged"),
        ("evil.png", b"<script>alert(1)</script>", "not an SVG"),
        ("big.png", b"\0" * (20 * 1024 * 1024 + 1), "20 MB"),
        ("empty.png", b"", "empty"),
        (None, b"", "No file"),
    ],
)
def test_a_refused_upload_says_why_and_stores_nothing(name, content, reason, editor_client, monkeypatch):
    monkeypatch.setattr("posts.media.library.default_storage", None)
    files = {"image": SimpleUploadedFile(name, content, "image/svg+xml")} if name else {}
    answer = editor_client.post(UPLOAD, files)
    assert answer.status_code == 422
    assert reason in answer.json()["error"]


def test_a_drawing_is_cleaned_and_keeps_its_size(editor_client):
    drawing = b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 30 20'><script/><path d='M0 0'/></svg>"
    answer = editor_client.post(
        UPLOAD, {"image": SimpleUploadedFile("图 (1) [a].png", drawing, "image/png")}
    ).json()
    assert (answer["width"], answer["height"]) == (30, 20)
    assert answer["url"].endswith(".svg")
    stored = Picture.objects.get()
    assert b"script" not in default_storage.open(stored.name).read()
    html = render_in_process(answer["markdown"], image_sizes={stored.url: stored.dimensions}).html
    assert 'width="30"' in html


class TestBusy:
    """One upload at a time for each user, two in all, and one picture that is decoded."""

    def test_a_user_who_sends_many_at_once_is_asked_to_try_again(self, editor_client, editor):
        file = SimpleUploadedFile("a.png", make_graphic(), "image/png")
        with take_slot(f"upload-{editor.pk}"):
            response = editor_client.post(UPLOAD, {"image": file})
        assert (response.status_code, response["Retry-After"]) == (429, "2")
        assert not Picture.objects.exists()

    def test_a_picture_waits_for_the_one_that_is_decoded(self, editor_client, monkeypatch):
        monkeypatch.setattr(media_uploads, "DECODING_WAIT_SECONDS", 0)
        file = SimpleUploadedFile("a.png", make_graphic(), "image/png")
        with take_slot("picture"):
            assert editor_client.post(UPLOAD, {"image": file}).status_code == 429
