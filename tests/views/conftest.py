"""Fixtures of the tests of the public pages."""

import pytest


@pytest.fixture
def read_page(client):
    """Return a function that fetches an address and gives the page's source."""
    return lambda path: client.get(path).content.decode()
