"""A site from before, in a database beside that of the tests."""

from datetime import UTC, datetime

import pytest

from tests.support.migrations import RELEASED, create_database, load_models_at, migrate_posts, use_database

NOON = datetime(2026, 1, 11, 12, tzinfo=UTC)


@pytest.fixture(scope="session")
def released_site(django_db_setup, django_db_blocker, tmp_path_factory):
    """The address of a site that began with the first migration and was filled until RELEASED."""
    folder = tmp_path_factory.mktemp("released")
    with django_db_blocker.unblock(), create_database(folder) as address:
        with use_database(address):
            migrate_posts("0001_initial")
            make_posts()
            migrate_posts(RELEASED)
            fill_renamed_models()
            grant_rights()
        yield address


def make_posts():
    get_model = load_models_at("0001_initial")
    author = get_model("auth", "User").objects.create(username="lin")
    for slug in ("one", "two"):
        post = get_model("posts", "Post").objects.create(title=slug, slug=slug, author=author)
        get_model("posts", "Imported").objects.create(origin=f"{slug}.md", post=post)


def fill_renamed_models():
    get_model = load_models_at(RELEASED)
    one, two = get_model("posts", "Post").objects.order_by("slug")
    get_model("posts", "Nearness").objects.create(post=one, other=two, score=0.5)
    get_model("posts", "ShareLink").objects.create(post=one, token="a token", expires_at=NOON)


def grant_rights():
    """Give a group and a person rights to what is renamed later; Django made them with the migrations."""
    get_model = load_models_at(RELEASED)
    rights = get_model("auth", "Permission").objects.filter(content_type__app_label="posts")
    group = get_model("auth", "Group").objects.create(name="Helpers")
    group.permissions.set(rights.filter(codename__in=["view_nearness", "change_imported", "add_sharelink"]))
    get_model("auth", "User").objects.get().user_permissions.set(rights.filter(codename="delete_sharelink"))


@pytest.fixture
def old_site(db, released_site, tmp_path):
    """A copy of `released_site`, as the default database."""
    with create_database(tmp_path, released_site) as address, use_database(address):
        yield
