"""Posts: what a save derives, what the database refuses."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from posts import rendering
from posts.models import Post
from posts.rendering import RenderError


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


def test_an_author_with_posts_cannot_be_deleted(make_post, author):
    make_post()
    with pytest.raises(ProtectedError):
        author.delete()


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
