"""Lists, page by page: what stands on each, however far behind it is."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.utils import timezone

from posts.models import Category, Post, Profile, Series, Tag, TaggedPost
from posts.views import CategoryView

START = datetime(2026, 1, 11, 12, tzinfo=UTC)
LISTS = {
    "home": "/",
    "category": "/categories/above/",
    "tag": "/tags/transformer/",
    "author": "/authors/lin/",
    "series": "/series/signals/",
    "year": "/archive/2026/",
}


@pytest.fixture
def many(author):
    """Sixty posts in every list, five of each moment."""
    Profile.objects.create(user=author, name="Lin", slug="lin")
    above = Category.objects.create(name="Above")
    below = Category.objects.create(name="Below", parent=above)
    shared = {"author": author, "series": Series.objects.create(name="Signals")}
    posts = Post.objects.bulk_create(
        Post(
            title=f"Post {number}",
            slug=f"post-{number}",
            category=(above, below)[number % 2],
            published_at=START - timedelta(days=number // 5 % 7),
            **shared,
        )
        for number in range(60)
    )
    tag = Tag.objects.create(name="Transformer")
    TaggedPost.objects.bulk_create(TaggedPost(content_object=post, tag=tag) for post in posts)
    Post.objects.create(title="A draft", author=author, category=above)
    return posts


@pytest.mark.parametrize("name", LISTS)
def test_every_page_holds_what_counting_from_the_first_post_gives(name, client, many):
    order = ("series_order", "published_at", "pk") if name == "series" else ("-published_at", "-pk")
    expected = list(Post.objects.live().order_by(*order))
    pages = [client.get(LISTS[name], {"page": number}).context["posts"] for number in range(1, 6)]
    assert pages == [expected[start : start + 12] for start in range(0, 60, 12)]


def test_many_posts_of_several_categories_stand_in_the_same_order(client, author, many, monkeypatch):
    elsewhere = {"author": author, "published_at": START - timedelta(days=1)}
    Post.objects.create(title="In no category", **elsewhere)
    Post.objects.create(title="Beside", category=Category.objects.create(name="Beside"), **elsewhere)
    few = [client.get(LISTS["category"], {"page": number}).context["posts"] for number in range(1, 6)]
    monkeypatch.setattr(CategoryView, "max_sorted_posts", 0)
    pages = [client.get(LISTS["category"], {"page": number}).context["posts"] for number in range(1, 6)]
    assert pages == few


@pytest.mark.parametrize("name", LISTS)
def test_there_is_no_page_behind_the_last(name, client, many):
    assert client.get(LISTS[name], {"page": 6}).status_code == 404


def test_a_tag_without_live_posts_has_an_empty_page(client, make_post):
    make_post(published_at=None, tags=["Transformer"])
    assert client.get("/tags/transformer/").context["posts"] == []


class TestDatesBesideTags:
    """A tag's posts are found by dates of their own, which whatever writes a post's keeps in step."""

    @pytest.fixture
    def post(self, make_post):
        return make_post(tags=["Transformer"])

    def is_listed(self, client):
        return bool(client.get("/tags/transformer/").context["posts"])

    def test_saving_moves_them(self, client, post):
        post.published_at = None
        post.save()
        assert not self.is_listed(client)

    def test_saving_a_date_alone_moves_them(self, client, post):
        post.published_at = None
        post.save(update_fields=["published_at"])
        assert not self.is_listed(client)

    def test_updating_many_moves_them_though_they_are_no_longer_among_these(self, client, post):
        Post.objects.live().update(published_at=None)
        assert not self.is_listed(client)

    def test_updating_in_bulk_moves_them(self, client, post):
        post.published_at = None
        Post.objects.bulk_update([post], ["published_at"])
        assert not self.is_listed(client)

    def test_a_tag_given_afterwards_has_them(self, client, make_post):
        make_post().tags.set(["Transformer"])
        assert self.is_listed(client)

    def test_tags_given_in_bulk_have_them(self, client, make_post):
        tag = Tag.objects.create(name="Transformer")
        TaggedPost.objects.bulk_create([TaggedPost(content_object=make_post(), tag=tag)])
        assert self.is_listed(client)

    def test_a_scheduled_post_comes_by_itself(self, client, make_post, time_machine):
        moment = timezone.now() + timedelta(days=1)
        make_post(published_at=moment, tags=["Transformer"])
        assert not self.is_listed(client)
        time_machine.move_to(moment + timedelta(seconds=1))
        assert self.is_listed(client)

    def test_building_the_index_anew_mends_what_was_written_around_the_models(self, client, post):
        TaggedPost.objects.update(published_at=None)
        call_command("index_posts", verbosity=0)
        assert self.is_listed(client)


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York", "UTC"])
def test_months_are_those_of_the_clock_that_is_in_force(zone, make_post):
    borders = [datetime(2025, month, 1, tzinfo=ZoneInfo(zone)) for month in (1, 3, 4, 11, 12)]
    for number, border in enumerate(borders):
        for side in (timedelta(), -timedelta(microseconds=1)):
            make_post(f"{number} {side}", published_at=border + side)
    make_post("A draft", published_at=None)
    make_post("Scheduled", published_at=timezone.now() + timedelta(days=40))
    with timezone.override(zone):
        by_month = Post.objects.live().order_by().values(date=TruncMonth("published_at"))
        expected = [*by_month.annotate(count=Count("pk")).order_by("-date")]
        assert Post.objects.count_by_month(until=timezone.now()) == expected
        assert Post.objects.live().count_by_month() == expected


def test_without_posts_there_are_no_months(db):
    assert Post.objects.count_by_month(until=timezone.now()) == []


def test_a_post_that_is_published_this_very_moment_is_in_its_month(make_post):
    make_post(published_at=START)
    assert [month["count"] for month in Post.objects.count_by_month(until=START)] == [1]


def test_the_desk_leads_to_the_years_there_are(desk, make_post):
    for year in (2019, 2024):
        make_post(f"Of {year}", published_at=START.replace(year=year))
    page = desk.get("/admin/posts/post/").content.decode()
    assert "published_at__year=2019" in page
    assert "published_at__year=2021" not in page
