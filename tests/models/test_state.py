"""The states of a post."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.utils import timezone

from posts.models import Post, PostState

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("offset", "state"),
    [(None, PostState.DRAFT), (HOUR, PostState.SCHEDULED), (-HOUR, PostState.LIVE)],
)
def test_the_querysets_and_the_property_agree_on_the_state(make_post, offset, state):
    post = make_post(published_at=offset and timezone.now() + offset)
    assert post.state is state
    queries = {PostState.DRAFT: "drafts", PostState.SCHEDULED: "scheduled", PostState.LIVE: "live"}
    assert [name for name, method in queries.items() if post in getattr(Post.objects, method)()] == [state]


def test_count_listed_subtracts_posts_that_are_not_listed(make_post, time_machine):
    assert Post.objects.count_listed() == 0
    for title, offset in {"Live": -HOUR, "Live too": -HOUR, "A draft": None, "Scheduled": HOUR}.items():
        make_post(title, published_at=offset and timezone.now() + offset)
    assert Post.objects.count_listed() == Post.objects.live().count() == 2
    time_machine.move_to(timezone.now() + HOUR)
    assert Post.objects.count_listed() == 3


def test_a_scheduled_post_goes_live_by_itself(make_post, time_machine):
    moment = timezone.now() + HOUR
    post = make_post(published_at=moment)
    assert post not in Post.objects.live()
    time_machine.move_to(moment)
    assert post.is_live
    assert post in Post.objects.live()


def test_only_those_who_may_view_posts_see_drafts(make_post, editor):
    draft = make_post(published_at=None)
    visible = Post.objects.visible_to
    assert draft in visible(editor)
    assert draft not in visible(AnonymousUser())
    assert draft not in visible(User.objects.create_user("reader"))
    editor.is_active = False
    assert draft not in visible(editor)
