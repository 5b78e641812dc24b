"""Related posts."""

import pytest
from django.db import connection

from posts.models import RelatedPost, get_adjacent_posts
from posts.search.related import update_related_posts


@pytest.fixture
def make_related(make_post):
    """Return a function that saves a live post as the admin does: with its tags, and then what is related."""

    def make(title, **fields):
        post = make_post(title, **fields)
        update_related_posts(post)
        return post

    return make


def related(post):
    post.refresh_from_db()
    return [other.title for other in get_adjacent_posts(post).related]


def test_posts_that_share_something_rare_are_related_both_ways(make_related):
    one = make_related("扩散模型", source="score matching")
    for title in ("张三", "李四", "王五"):
        make_related(title, source="nothing alike")
    other = make_related("再谈扩散")
    assert (related(one), related(other)) == (["再谈扩散"], ["扩散模型"])


def test_what_is_rarer_or_shared_more_comes_first(make_related):
    for title in ("甲甲", "乙乙", "丙丙"):
        make_related(title, tags=["common"])
    near = make_related("Near", tags=["common", "rare"])
    post = make_related("Post", tags=["common", "rare"])
    assert related(post)[0] == near.title


def test_words_of_the_text_count_too(make_related):
    make_related("甲甲", source="FlashAttention keeps the matrix on chip")
    make_related("乙乙", source="Nothing of that kind")
    assert related(make_related("丙丙", source="Why flashattention is fast")) == ["甲甲"]


def test_posts_are_related_together_as_one_after_the_other(make_post):
    posts = [make_post(title, tags=["common"]) for title in ("扩散模型", "再谈扩散", "张三", "李四", "王五")]
    update_related_posts(*posts)
    together = set(RelatedPost.objects.values_list("post", "other"))
    for post in posts:
        update_related_posts(post)
    assert together == set(RelatedPost.objects.values_list("post", "other"))
    assert related(posts[0])[0] == "再谈扩散"


def test_drafts_wait_until_they_are_live(make_related):
    draft = make_related("扩散模型", published_at=None)
    post = make_related("再谈扩散")
    make_related("张三")
    assert related(post) == []
    draft.published_at = post.published_at
    draft.save()
    assert related(post) == ["扩散模型"]


def test_a_post_that_changes_its_subject_is_forgotten(make_related):
    one = make_related("扩散模型")
    other = make_related("再谈扩散")
    make_related("张三")
    one.title = "完全两样"
    one.save()
    update_related_posts(one)
    assert (related(one), related(other)) == ([], [])


def test_neither_the_post_itself_nor_its_translation_is_related(make_related):
    chinese = make_related("注意力", tags=["attention"])
    english = make_related("Attention", tags=["attention"], language="en", translation_of=chinese)
    make_related("张三")
    assert (related(chinese), related(english)) == ([], [])


def test_a_page_leads_to_four(make_related):
    posts = [make_related(f"扩散 {number}") for number in range(8)]
    for title in ("张三", "李四"):
        make_related(title)
    assert len(related(posts[0])) == 4


def test_a_deleted_post_is_related_to_none(make_related):
    make_related("扩散模型").delete()
    make_related("张三")
    assert related(make_related("再谈扩散")) == []


def test_what_too_many_posts_share_says_nothing(make_related, monkeypatch):
    monkeypatch.setattr("posts.search.related.MAX_SHARED_POSTS", 3)
    posts = [make_related(f"扩散 {number}") for number in range(3)]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE posts_subjects")
    assert len(related(posts[0])) == 2
    assert related(make_related("扩散 3")) == []
