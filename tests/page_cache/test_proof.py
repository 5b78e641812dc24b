"""Whatever changes, and whatever the clock does: a page of the store is what a new one would be."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.models import User
from django.db import connection, transaction
from django.test import RequestFactory
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from posts.models import Category, NavigationItem, Post, Profile, Series, SiteSettings, Tag
from posts.models.kind import PostKind
from posts.models.site_version import get_site_version
from posts.page_cache.store import read_body
from tests.page_cache.conftest import Reader
from tests.support.proofs import scale

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
PATHS = (
    *("/", "/?page=2", "/posts/", "/posts/post-0/", "/posts/post-1/", "/posts/post-0.md", "/archive/"),
    *("/archive/2026/", "/archive/2026/01/", "/archive/2026/02/", "/categories/", "/categories/models/"),
    *("/tags/", "/tags/maths/", "/series/course/", "/authors/author/", "/feeds/", "/feeds/atom.xml"),
    *("/tags/maths/feeds/feed.json", "/feeds/categories.opml", "/feeds/corrections.xml", "/sitemap.xml"),
    *("/sitemap-posts.xml", "/robots.txt", "/llms.txt", "/about/", "/api/v1/posts/", "/api/v1/tags/"),
    *("/api/v1/posts/post-0/", "/api/v1/openapi.json"),
)


def create_site(author):
    category = Category.objects.create(name="Models", slug="models")
    series = Series.objects.create(name="Course", slug="course")
    for number in range(4):
        post = Post.objects.create(
            title=f"Post {number}",
            slug=f"post-{number}",
            author=author,
            language="en",
            published_at=NOON - timedelta(days=number),
            category=category,
            series=series,
            series_order=number,
        )
        post.tags.add("maths", f"tag {number}")
    page = Post.objects.create(
        title="About", slug="about", author=author, kind=PostKind.PAGE, published_at=NOON + timedelta(days=1)
    )
    NavigationItem.objects.create(page=page)
    Profile.objects.get_or_create(user=author, defaults={"name": "Author", "slug": "author"})


def get_plain_page(reader, path):
    """Return status and body of the page as the site makes it now."""
    started = []
    environ = RequestFactory(headers={"host": "testserver"}).get(path).environ
    body = reader.site(environ, lambda *args: started.append(args))
    return int(started[0][0].split()[0]), read_body(body)


class Changes(RuleBasedStateMachine):
    """Changes of the site; after each, every page of the store is compared with a new one."""

    def __init__(self):
        super().__init__()
        self.travel = time_machine.travel(NOON, tick=False)
        self.clock = self.travel.start()
        self.savepoint = transaction.savepoint()
        create_site(User.objects.get())
        self.reader = Reader()
        self.number = 0

    def teardown(self):
        transaction.savepoint_rollback(self.savepoint)
        self.travel.stop()
        get_site_version().invalidate()

    def choose(self, model, number):
        rows = list(model.objects.order_by("pk"))
        return rows[number % len(rows)] if rows else None

    def make_word(self):
        self.number += 1
        return f"word{self.number}"

    @rule(number=st.integers(0, 9), field=st.sampled_from(["title", "html", "language", "is_unlisted"]))
    def edit(self, number, field):
        post = self.choose(Post, number)
        values = {"language": "de", "is_unlisted": not post.is_unlisted}
        Post.objects.filter(pk=post.pk).update(**{field: values.get(field, self.make_word())})

    @rule(number=st.integers(0, 9), days=st.integers(-40, 3), minutes=st.integers(0, 2))
    def publish(self, number, days, minutes):
        date = NOON + timedelta(days=days, minutes=minutes)
        Post.objects.filter(pk=self.choose(Post, number).pk).update(published_at=date, binned_at=None)

    @rule(number=st.integers(0, 9))
    def bin(self, number):
        keys = [self.choose(Post, number).pk]
        Post.objects.filter(pk__in=keys).update(published_at=None, binned_at=NOON)

    @rule(first=st.integers(0, 9), second=st.integers(0, 9))
    def swap(self, first, second):
        one, other = self.choose(Post, first), self.choose(Post, second)
        for post, same in ((one, other), (other, one)):
            Post.objects.filter(pk=post.pk).update(published_at=same.published_at, binned_at=None)

    @rule(model=st.sampled_from([Tag, Category, Series, Profile]), number=st.integers(0, 9))
    def rename(self, model, number):
        row = self.choose(model, number)
        model.objects.filter(pk=row.pk).update(name=self.make_word())

    @rule(number=st.integers(0, 9), other=st.integers(0, 9))
    def change_tags(self, number, other):
        post, tag = self.choose(Post, number), self.choose(Tag, other)
        (post.tags.remove if tag in post.tags.all() else post.tags.add)(tag)

    @rule(number=st.integers(0, 9), position=st.integers(0, 9))
    def reorder(self, number, position):
        Post.objects.filter(pk=self.choose(Post, number).pk).update(series_order=position)

    @rule(field=st.sampled_from(["name", "footer_text", "home_page", "posts_per_page", "nothing"]))
    def change_settings(self, field):
        page = Post.objects.filter(kind=PostKind.PAGE).first()
        value = {"home_page": page, "posts_per_page": 2}.get(field, self.make_word())
        SiteSettings(**({} if field == "nothing" else {field: value})).save()

    @rule(hours=st.sampled_from([-49, -25, 1, 25]))
    def shift_clock(self, hours):
        self.clock.shift(timedelta(hours=hours))

    @rule()
    def change_nothing(self):
        get_site_version().invalidate()

    @invariant()
    def pages_are_what_new_ones_would_be(self):
        connection.has_visible_changes = False
        get_site_version().invalidate()
        for path in PATHS:
            answer = self.reader.get(path)
            status, body = get_plain_page(self.reader, path)
            if status == 200:
                assert (path, answer.status, answer.body) == (path, status, body)
            else:
                assert (path, answer.status) == (path, status)


def run_changes(examples, steps):
    run_state_machine_as_test(
        Changes,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            derandomize=True,
        ),
    )


@pytest.mark.proof
def test_every_page_of_the_store_is_what_a_new_one_would_be(reader, author):
    run_changes(scale(1, 100), scale(5, 25))


def test_every_view_that_is_stored_can_be_proved(reader, author, committing):
    create_site(author)
    with time_machine.travel(NOON + timedelta(days=2, seconds=1)):
        answers = {path: reader.get(path).status for path in PATHS}
        missing = {path for path, status in answers.items() if status != 200}
        assert missing <= {"/?page=2", "/posts/", "/authors/author/", "/archive/2026/02/"}
        unproved = [key.path for key, page in reader.store.pages.pages.items() if page.dependencies is None]
        assert unproved == []
        made = reader.renders
        get_site_version().invalidate()
        for path in answers.keys() - missing:
            reader.get(path)
        assert reader.renders == made
