"""By which address failed logins are counted."""

import pytest

from posts.monitoring.client_address import get_client_address


@pytest.mark.parametrize(
    ("sent", "counted"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("198.51.100.1, 203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::9", "2001:db8:1:2::"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("fe80::1%eth0", "fe80::"),
        ("", "192.0.2.1"),
        ("unknown", "192.0.2.1"),
        ("203.0.113.7,", "192.0.2.1"),
        ("203.0.113.7:80", "192.0.2.1"),
        ("9" * 10_000, "192.0.2.1"),
    ],
)
def test_only_what_the_proxy_wrote_counts(rf, settings, sent, counted):
    settings.CLIENT_ADDRESS_META_KEY = "HTTP_X_REAL_IP"
    request = rf.get("/", headers={"X-Real-IP": sent}, REMOTE_ADDR="192.0.2.1")
    assert get_client_address(request) == counted


def test_without_a_named_header_none_is_believed(rf, settings):
    settings.CLIENT_ADDRESS_META_KEY = ""
    headers = {"X-Real-IP": "203.0.113.7", "X-Forwarded-For": "203.0.113.7"}
    assert get_client_address(rf.get("/", headers=headers, REMOTE_ADDR="192.0.2.1")) == "192.0.2.1"


def test_a_unix_socket_has_an_address_to_count_by(rf, settings):
    settings.CLIENT_ADDRESS_META_KEY = ""
    assert get_client_address(rf.get("/", REMOTE_ADDR="")) == "0.0.0.0"  # noqa: S104
