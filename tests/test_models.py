"""Models and database constraints of posts, categories and redirects."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone

from posts import rendering
from posts.models import Category, Post, PostState, Redirect
from posts.rendering import RenderError

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


def test_count_live_subtracts_posts_that_are_not_live(make_post, time_machine):
    assert Post.objects.count_live() == 0
    for title, offset in {"Live": -HOUR, "Live too": -HOUR, "A draft": None, "Scheduled": HOUR}.items():
        make_post(title, published_at=offset and timezone.now() + offset)
    assert Post.objects.count_live() == Post.objects.live().count() == 2
    time_machine.move_to(timezone.now() + HOUR)
    assert Post.objects.count_live() == 3


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


@pytest.mark.parametrize("fields", [{"title": ""}, {"slug": "taken"}])
def test_the_database_refuses_invalid_rows(make_post, fields):
    make_post("First", slug="taken")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_post(**{"title": "Second", **fields})


def test_the_database_refuses_an_empty_slug(make_post):
    post = make_post()
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.filter(pk=post.pk).update(slug="")


def test_two_posts_of_one_title_get_two_addresses(make_post):
    assert [make_post("注意力").slug for _ in range(3)] == ["zhu-yi-li", "zhu-yi-li-2", "zhu-yi-li-3"]


def test_a_title_of_emoji_only_has_an_address(make_post):
    post = make_post("🚀🚀")
    assert post.slug == f"post-{str(post.uid)[:8]}"


def test_a_title_edit_never_changes_the_slug(make_post):
    post = make_post("Before")
    post.title = "After"
    post.save()
    assert post.slug == "before"


def test_saving_the_source_renders_it(make_post):
    post = make_post(source="Some *text*.")
    assert ">text</em>" in post.html
    assert post.renderer_version == rendering.RENDERER_VERSION


def test_update_fields_with_the_source_saves_the_render(make_post):
    post = make_post(source="old")
    post.source = "new"
    post.save(update_fields=["source"])
    post.refresh_from_db()
    assert "new" in post.html
    assert "new" in post.excerpt
    assert "new" in post.text


def test_update_fields_without_the_source_leaves_the_render(make_post):
    post = make_post(source="old")
    Post.objects.filter(pk=post.pk).update(html="kept")
    post.refresh_from_db()
    post.title = "Other"
    post.save(update_fields=["title"])
    post.refresh_from_db()
    assert post.html == "kept"


def test_saving_strips_characters_that_feeds_cannot_hold(make_post):
    post = make_post("Ti\x0btle", source="a\x00b\r\nc\ud800", summary="s\x1f")
    assert (post.title, post.source, post.summary) == ("Title", "ab\nc", "s")


def test_a_source_that_cannot_be_rendered_is_not_saved(make_post):
    post = make_post(source="fine")
    post.source = "x" * 20_000_000
    with pytest.raises(RenderError):
        post.save()
    post.refresh_from_db()
    assert post.source == "fine"


def test_a_changed_slug_leaves_a_redirect(client, make_post):
    post = make_post(slug="old")
    post = Post.objects.get(pk=post.pk)
    post.slug = "new"
    post.save()
    response = client.get("/posts/old/?utm_source=feed")
    assert (response.status_code, response["Location"]) == (301, "/posts/new/")


def test_a_slug_that_is_restored_deletes_its_redirect(make_post):
    post = make_post(slug="one")
    for slug in ("two", "one"):
        post.slug = slug
        post.save()
    assert [redirect.path for redirect in Redirect.objects.all()] == ["/posts/two/"]


def test_a_new_post_does_not_take_an_address_that_redirects_to_another(make_post):
    post = make_post("Rope")
    post.slug = "rotary"
    post.save()
    assert make_post("Rope").slug == "rope-2"


def test_an_author_with_posts_cannot_be_deleted(make_post, author):
    make_post()
    with pytest.raises(ProtectedError):
        author.delete()


def test_deleting_a_category_keeps_its_posts(make_post):
    category = Category.objects.create(name="Models")
    post = make_post(category=category)
    category.delete()
    post.refresh_from_db()
    assert post.category is None


def test_a_category_cannot_stand_below_itself(db):
    top = Category.objects.create(name="Top")
    below = Category.objects.create(name="Below", parent=top)
    top.parent = below
    with pytest.raises(ValidationError, match="below itself"):
        top.clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        Category.objects.filter(pk=top.pk).update(parent=top)


@pytest.mark.parametrize(
    ("published", "updated", "was_updated"),
    [
        # Midnight in Shanghai is 16:00 UTC.
        (datetime(2026, 1, 1, 15, 30, tzinfo=UTC), datetime(2026, 1, 1, 16, 30, tzinfo=UTC), True),
        (datetime(2026, 1, 1, 16, 30, tzinfo=UTC), datetime(2026, 1, 2, 15, 30, tzinfo=UTC), False),
        (None, datetime(2026, 1, 2, tzinfo=UTC), False),
    ],
)
def test_was_updated_compares_days_in_the_sites_time_zone(published, updated, was_updated):
    assert Post(published_at=published, updated_at=updated).was_updated is was_updated


def test_the_byline_replaces_the_author(make_post):
    assert make_post("One").author_name == "林默"
    assert make_post("Two", byline="林默、周可").author_name == "林默、周可"
