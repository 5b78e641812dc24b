"""Media in a folder or in a store that speaks S3: the same addresses, the same answers."""

import io
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse

from posts.media.storage import parse_storage_address
from posts.models import Picture, Post
from posts.models.media_files import read_media_file
from posts.rendering.responsive_images import variant_path
from tests.pictures import graphic, photograph
from tests.stores import KEYS, bucket, serve_store

UPLOAD = reverse("admin:posts_post_upload")
DIGITS = b"0123456789"


class TestAddress:
    def test_a_folder_is_named_by_a_file_address(self):
        assert parse_storage_address("file:///srv/my%20media")["OPTIONS"] == {"location": "/srv/my media"}

    def test_a_bucket_has_its_folder_behind_it_and_the_way_there_after_a_question_mark(self):
        address = "s3://blog/media/?endpoint=https://minio.example:9000&region=cn-1&addressing=virtual"
        assert parse_storage_address(address)["OPTIONS"] == {
            "bucket_name": "blog",
            "location": "media",
            "endpoint_url": "https://minio.example:9000",
            "region_name": "cn-1",
            "addressing_style": "virtual",
        }

    @pytest.mark.parametrize(
        ("address", "message"),
        [
            ("/srv/media", "file:///absolute/folder or s3://"),
            ("file://srv/media", "file:///absolute/folder or s3://"),
            ("s3:///media", "file:///absolute/folder or s3://"),
            ("s3://key:secret@bucket", "Keys are not part of an s3:// address"),
            ("s3://bucket?acl=public", "takes endpoint, region, addressing, not 'acl'"),
            ("s3://bucket?addressing=dns", "is path or virtual"),
            ("s3://bucket?endpoint=minio:9000", "begins with https:// or http://"),
        ],
    )
    def test_one_that_cannot_be_read_says_why(self, address, message):
        with pytest.raises(ImproperlyConfigured, match=message) as caught:
            parse_storage_address(address)
        assert "secret" not in str(caught.value)


class TestParts:
    @pytest.fixture
    def ask(self, client):
        """Return a function that asks for a part of ten bytes and returns status, range and bytes."""
        name = default_storage.save("digits.mp4", ContentFile(DIGITS))

        def ask(wanted, **headers):
            response = client.get(f"/media/{name}", headers={"range": wanted, **headers})
            return response.status_code, response.get("Content-Range"), response.getvalue()

        yield ask
        default_storage.delete(name)

    @pytest.mark.parametrize(
        ("wanted", "served", "content"),
        [
            ("bytes=0-1", "bytes 0-1/10", b"01"),
            ("bytes=7-", "bytes 7-9/10", b"789"),
            ("bytes=7-99", "bytes 7-9/10", b"789"),
            ("bytes=-3", "bytes 7-9/10", b"789"),
            ("bytes=-99", "bytes 0-9/10", DIGITS),
        ],
    )
    def test_a_player_gets_the_part_it_asks_for(self, ask, wanted, served, content):
        assert ask(wanted) == (206, served, content)

    @pytest.mark.parametrize("wanted", ["bytes=10-", "bytes=99-100", "bytes=-0"])
    def test_a_part_behind_the_end_is_refused(self, ask, wanted):
        assert ask(wanted) == (416, "bytes */10", b"")

    @pytest.mark.parametrize("wanted", ["bytes=3-2", "bytes=0-1,4-5", "lines=1-2", "bytes=", ""])
    def test_what_is_no_part_gets_the_whole(self, ask, wanted):
        assert ask(wanted) == (200, None, DIGITS)

    def test_a_part_under_a_condition_nobody_can_meet_gets_the_whole(self, ask):
        assert ask("bytes=0-1", **{"if-range": '"x"'}) == (200, None, DIGITS)

    def test_what_is_compressed_already_is_sent_as_it_is(self, client, ask):
        response = client.get("/media/digits.mp4", headers={"accept-encoding": "gzip", "range": "bytes=2-4"})
        assert (response["Content-Length"], response.getvalue()) == ("3", b"234")
        assert "Content-Encoding" not in response


@pytest.fixture(scope="module")
def store():
    with serve_store() as address:
        yield address


@pytest.mark.allow_hosts(["127.0.0.1"])
class TestStore:
    @pytest.fixture(autouse=True)
    def in_store(self, settings, store, monkeypatch):
        for name, value in KEYS.items():
            monkeypatch.setenv(name, value)
        settings.STORAGES = {**settings.STORAGES, "default": parse_storage_address(store)}
        self.bucket = bucket(parse_qs(urlsplit(store).query)["endpoint"][0])
        yield
        self.bucket.objects.all().delete()

    def keys(self):
        return {entry.key for entry in self.bucket.objects.all()}

    def test_a_picture_that_is_sent_is_kept_there_and_shown_from_there_until_it_is_deleted(
        self, desk, client, make_post, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks(execute=True):
            file = SimpleUploadedFile("热力 图.jpg", photograph(), "image/jpeg")
            sent = desk.post(UPLOAD, {"image": file}).json()
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
        assert self.keys() == set()

    def test_posts_are_imported_into_it_and_exported_from_it(self, db, tmp_path):
        old = tmp_path / "old"
        old.mkdir()
        (old / "one.md").write_text("---\ntitle: One\n---\n![图](a.png)\n")
        (old / "a.png").write_bytes(graphic())
        call_command("import_posts", old, stdout=io.StringIO())
        (key,) = self.keys()
        assert f"/{key}" in Post.objects.get().html

        call_command("export_posts", tmp_path / "new", stdout=io.StringIO())
        assert [path.read_bytes() for path in (tmp_path / "new").rglob("*.png")] == [graphic()]

    def test_files_of_a_folder_are_moved_into_it(self, settings, store, tmp_path):
        (tmp_path / "uploads").mkdir()
        (tmp_path / "uploads" / "图 1.png").write_bytes(graphic())
        settings.STORAGES = {**settings.STORAGES, "default": parse_storage_address(tmp_path.as_uri())}
        call_command("copy_media", to=store, stdout=io.StringIO(), stderr=io.StringIO())
        settings.STORAGES = {**settings.STORAGES, "default": parse_storage_address(store)}
        assert read_media_file("uploads/图 1.png") == graphic()

    def test_a_name_that_is_taken_is_not_written_over(self):
        names = [default_storage.save("a.txt", ContentFile(text)) for text in (b"one", b"two")]
        assert [read_media_file(name) for name in names] == [b"one", b"two"]

    def test_what_is_not_there_is_not_found(self, client, db):
        assert client.get("/media/none.png").status_code == 404
        assert client.get("/media/../secret-key").status_code == 404

    def test_while_it_does_not_answer_readers_and_editors_are_told(self, client, desk, settings):
        nobody = parse_storage_address("s3://blog?endpoint=http://127.0.0.1:9")
        settings.STORAGES = {**settings.STORAGES, "default": nobody}
        assert client.get("/media/a.png").status_code == 503
        answer = desk.post(UPLOAD, {"image": SimpleUploadedFile("a.png", graphic(), "image/png")})
        assert answer.status_code == 507
        assert "could not be saved" in answer.json()["error"]
