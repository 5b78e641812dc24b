"""Fixtures of the tests of the API."""

import pytest

from tests.support.api import ALL_SCOPES, ApiClient, make_token, make_user


@pytest.fixture
def reader(db):
    """A client without a token."""
    return ApiClient()


@pytest.fixture
def writer(db):
    """A client with a token of an Editor that may do everything."""
    return ApiClient(make_token(make_user("mei", "Editor"), *ALL_SCOPES))


@pytest.fixture
def author_writer(author):
    """A client with a token of an Author."""
    return ApiClient(make_token(make_user(author.username, "Author"), *ALL_SCOPES))
