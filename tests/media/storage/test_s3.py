"""Media in a folder or in a store that speaks S3: the same addresses, the same answers."""

import io
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from posts.media.storage import parse_storage_address
from posts.models import Picture, Post
from posts.models.media_files import read_media_file
from posts.rendering.responsive_images import variant_path
from tests.support.image_files import make_graphic, make_photograph
from tests.support.s3_server import S3_KEYS, get_bucket, serve_s3

UPLOAD = reverse("admin:posts_post_upload")


@pytest.fixture(scope="module")
def s3_address():
    with serve_s3() as address:
        yield address


@pytest.mark.allow_hosts(["127.0.0.1"])
class TestStore:
    @pytest.fixture(autouse=True)
    def use_s3(self, settings, s3_address, monkeypatch):
        for name, value in S3_KEYS.items():
            monkeypatch.setenv(name, value)
        settings.STORAGES = {**settings.STORAGES, "default": parse_storage_address(s3_address)}
        self.bucket = get_bucket(parse_qs(urlsplit(s3_address).query)["endpoint"][0])
        # All stores of a process are one: other modules may have left something.
        self.bucket.objects.all().delete()
        yield
        self.bucket.objects.all().delete()

    def keys(self):
        return {entry.key for entry in self.bucket.objects.all()}

    def test_a_picture_that_is_sent_is_kept_there_and_shown_from_there_until_it_is_deleted(
        self, editor_client, client, make_post, django_capture_on_commit_callbacks
    ):
        of_others = self.keys()
        with django_capture_on_commit_callbacks(execute=True):
            file = SimpleUploadedFile("热力 图.jpg", make_photograph(), "image/jpeg")
            sent = editor_client.post(UPLOAD, {"image": file}).json()
        picture = Picture.objects.get()
        smaller = variant_path(picture.name, 480, ".avif")
        assert {f"media/{picture.name}", f"media/{smaller}"} <= self.keys()

        page = client.get(make_post(source=sent["markdown"]).get_absolute_url()).content.decode()
        assert sent["url"] == f"/media/{picture.name}"
        assert sent["url"] in page
        assert f"/media/{smaller}" in page

        response = client.get(sent["url"])
        assert len(response.getvalue()) == picture.bytes
        assert response["Content-Type"] == "image/jpeg"
        assert "immutable" in response["Cache-Control"]

        with django_capture_on_commit_callbacks(execute=True):
            picture.delete()
        assert self.keys() == of_others

    def test_posts_are_imported_into_it_and_exported_from_it(self, db, tmp_path):
        old = tmp_path / "old"
        old.mkdir()
        (old / "one.md").write_text("---\ntitle: One\n---\n![图](a.png)\n")
        (old / "a.png").write_bytes(make_graphic())
        call_command("import_posts", old, stdout=io.StringIO())
        (key,) = self.keys()
        assert f"/{key}" in Post.objects.get().html

        call_command("export_posts", tmp_path / "new", stdout=io.StringIO())
        assert [path.read_bytes() for path in (tmp_path / "new").rglob("*.png")] == [make_graphic()]

    def test_files_of_a_folder_are_moved_into_it(self, settings, s3_address, tmp_path):
        (tmp_path / "uploads").mkdir()
        (tmp_path / "uploads" / "图 1.png").write_bytes(make_graphic())
        settings.STORAGES = {**settings.STORAGES, "default": parse_storage_address(tmp_path.as_uri())}
        call_command("copy_media", to=s3_address, stdout=io.StringIO(), stderr=io.StringIO())
        settings.STORAGES = {**settings.STORAGES, "default": parse_storage_address(s3_address)}
        assert read_media_file("uploads/图 1.png") == make_graphic()

    def test_a_name_that_is_taken_is_not_written_over(self):
        names = [default_storage.save("a.txt", ContentFile(text)) for text in (b"one", b"two")]
        assert [read_media_file(name) for name in names] == [b"one", b"two"]

    def test_what_is_not_there_is_not_found(self, client, db):
        assert client.get("/media/none.png").status_code == 404
        assert client.get("/media/../secret-key").status_code == 404

    def test_while_it_does_not_answer_readers_and_editors_are_told(self, client, editor_client, settings):
        nobody = parse_storage_address("s3://blog?endpoint=http://127.0.0.1:9")
        settings.STORAGES = {**settings.STORAGES, "default": nobody}
        response = client.get("/media/a.png")
        assert (response.status_code, response["Cache-Control"]) == (503, "no-store")
        assert int(response["Retry-After"]) > 0
        answer = editor_client.post(
            UPLOAD, {"image": SimpleUploadedFile("a.png", make_graphic(), "image/png")}
        )
        assert answer.status_code == 507
        assert "could not be saved" in answer.json()["error"]
