"""Fixtures of the tests of the admin."""

import pytest


@pytest.fixture
def draft(make_post):
    return make_post("草稿", source="文", published_at=None)


@pytest.fixture
def drafts(make_post):
    return [make_post(f"Draft {n}", published_at=None, source="text") for n in range(3)]
