"""One schema, however a database came to it."""

from pathlib import Path

import pytest
from django.db import connection

from tests.support.catalogue import read_catalogue
from tests.support.migrations import RELEASED, migrate_posts

# What the migrations made of a new database when four of them still ran the site's own code.
RELEASED_SCHEMA = Path(__file__).with_name(f"0012.{connection.vendor}.txt")


@pytest.fixture
def new_schema(db):
    """The schema of a database that was made today: that of the tests."""
    return read_catalogue(connection)


def test_until_the_release_it_is_the_one_that_the_release_had(old_site):
    assert read_catalogue(connection) == RELEASED_SCHEMA.read_text()


def test_an_upgraded_site_has_that_of_a_new_one(new_schema, old_site):
    migrate_posts()
    assert read_catalogue(connection) == new_schema


@pytest.mark.variation
def test_going_back_leads_to_the_one_before(old_site):
    migrate_posts()
    migrate_posts(RELEASED)
    assert read_catalogue(connection) == RELEASED_SCHEMA.read_text()
