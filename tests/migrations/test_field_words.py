"""Models that were renamed: rows, content types and rights stay what they were."""

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType

from posts.models import ImportRecord, PreviewLink, RelatedPost
from tests.support.migrations import RELEASED, load_models_at, migrate_posts

pytestmark = pytest.mark.variation  # of a migration that was released

RENAMED = {"nearness": "relatedpost", "imported": "importrecord", "sharelink": "previewlink"}


def read_content_types():
    return dict(ContentType.objects.filter(app_label="posts").values_list("model", "pk"))


def read_codenames(permissions):
    return {*permissions.values_list("codename", flat=True)}


@pytest.fixture
def upgraded_site(old_site):
    migrate_posts()


def test_rows_stay(upgraded_site):
    assert {*ImportRecord.objects.values_list("origin", "post__slug")} == {
        ("one.md", "one"),
        ("two.md", "two"),
    }
    assert RelatedPost.objects.values_list("post__slug", "other__slug", "score").get() == ("one", "two", 0.5)
    assert PreviewLink.objects.values_list("post__slug", "token").get() == ("one", "a token")


def test_content_types_are_renamed_not_replaced(old_site):
    before = read_content_types()
    migrate_posts()
    after = read_content_types()
    assert {new: before[old] for old, new in RENAMED.items()} == {new: after[new] for new in RENAMED.values()}
    assert not RENAMED.keys() & after.keys()


def test_rights_stay(upgraded_site):
    helpers = Group.objects.get(name="Helpers")
    assert read_codenames(helpers.permissions) == {
        "view_relatedpost",
        "change_importrecord",
        "add_previewlink",
    }
    assert User.objects.get().has_perm("posts.delete_previewlink")


def test_each_right_is_there_once_under_its_new_name(upgraded_site):
    rights = Permission.objects.filter(content_type__app_label="posts")
    for old, new in RENAMED.items():
        assert not rights.filter(codename__endswith=f"_{old}").exists()
        assert rights.filter(codename__endswith=f"_{new}").count() == 4
    assert rights.get(codename="add_previewlink").name == "Can add preview link"


def test_going_back_gives_the_old_names_their_rights(upgraded_site):
    migrate_posts(RELEASED)
    helpers = load_models_at(RELEASED)("auth", "Group").objects.get(name="Helpers")
    assert read_codenames(helpers.permissions) == {"view_nearness", "change_imported", "add_sharelink"}
