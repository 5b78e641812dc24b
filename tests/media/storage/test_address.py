"""MEDIA_STORAGE, read."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from posts.media.storage import parse_storage_address


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
