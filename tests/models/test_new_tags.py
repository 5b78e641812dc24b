"""Tags of many new posts: the same as taggit gives each post in its turn, whatever the database folds."""

import pytest

from posts.exchange.importing.importer import roll_back
from posts.models import Post, Tag, TaggedPost
from posts.models.new_tags import tag_new_posts
from posts.models.tag import Synonym

# One letter in lower case and two in upper case, letters whose upper case is ASCII, one sign of `LIKE` each.
NAMES_BY_POST = (
    ["Straße", "STRASSE", "straße", "a_b"],
    ["STRASSE", "Éa", "éa", "ıx", "ix", "axb"],
    ["other", "OLDß", "OLDSS", "A_B", "ŉ", "ʼN"],
)


@pytest.fixture
def posts(make_post):
    tag = Tag.objects.create(name="Oldß")
    Synonym.objects.create(name="other", tag=tag)
    return [make_post(f"P{number}") for number in range(len(NAMES_BY_POST))]


def read_tags():
    rows = TaggedPost.objects.order_by("content_object", "pk").values_list(
        "content_object", "tag__name", "tag__slug"
    )
    return list(rows), set(Tag.objects.values_list("name", "slug"))


def test_names_that_differ_in_case_are_the_tags_that_the_database_takes_them_for(posts):
    with roll_back():
        for post, names in zip(posts, NAMES_BY_POST, strict=True):
            Post.objects.get(pk=post.pk).tags.set(names)
        expected = read_tags()

    tag_new_posts(posts, NAMES_BY_POST)

    assert read_tags() == expected


def test_posts_without_tags_take_no_query(posts, django_assert_num_queries):
    with django_assert_num_queries(0):
        tag_new_posts(posts, [[]] * len(posts))
