"""Media files, whole and in parts."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

DIGITS = b"0123456789"


class TestParts:
    @pytest.fixture
    def request_range(self, client):
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
    def test_a_player_gets_the_part_it_asks_for(self, request_range, wanted, served, content):
        assert request_range(wanted) == (206, served, content)

    @pytest.mark.parametrize("wanted", ["bytes=10-", "bytes=99-100", "bytes=-0"])
    def test_a_part_behind_the_end_is_refused(self, request_range, wanted):
        assert request_range(wanted) == (416, "bytes */10", b"")

    @pytest.mark.parametrize("wanted", ["bytes=3-2", "bytes=0-1,4-5", "lines=1-2", "bytes=", ""])
    def test_what_is_no_part_gets_the_whole(self, request_range, wanted):
        assert request_range(wanted) == (200, None, DIGITS)

    def test_a_part_under_a_condition_nobody_can_meet_gets_the_whole(self, request_range):
        assert request_range("bytes=0-1", **{"if-range": '"x"'}) == (200, None, DIGITS)

    def test_what_is_compressed_already_is_sent_as_it_is(self, client, request_range):
        response = client.get("/media/digits.mp4", headers={"accept-encoding": "gzip", "range": "bytes=2-4"})
        assert (response["Content-Length"], response.getvalue()) == ("3", b"234")
        assert "Content-Encoding" not in response
