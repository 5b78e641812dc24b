"""security.txt, as RFC 9116 has it."""

from datetime import UTC, datetime, timedelta

import pytest

pytestmark = pytest.mark.django_db
URL = "/.well-known/security.txt"


def test_without_a_contact_there_is_none(client, settings):
    settings.SECURITY_CONTACT = ""
    assert client.get(URL).status_code == 404


def test_it_names_the_contact_and_expires_within_a_year(client, settings):
    settings.SECURITY_CONTACT = "mailto:security@example.org"
    response = client.get(URL)
    fields = dict(line.split(": ", 1) for line in response.text.splitlines())
    expires = datetime.fromisoformat(fields["Expires"])
    assert fields["Contact"] == "mailto:security@example.org"
    assert timedelta(days=30) < expires - datetime.now(UTC) < timedelta(days=365)
    assert fields["Canonical"].endswith(URL)
    assert response["Content-Type"] == "text/plain; charset=utf-8"
