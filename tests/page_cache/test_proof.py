"""Whatever changes, and whatever the clock does: a page of the store is what a new one would be."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
import time_machine
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.test import Client, RequestFactory
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from posts.exchange.literature_import import import_literature
from posts.models import Category, NavigationItem, Post, Profile, Series, SiteSettings, Tag
from posts.models.kind import PostKind
from posts.models.site_version import get_site_version
from posts.page_cache import recording, store
from posts.page_cache.store import read_body
from posts.publishing.tag_merge import merge_tags
from posts.publishing.versions import mark_citable, revoke_version
from tests.page_cache.conftest import Reader
from tests.support.admin_forms import change_url, fill_form
from tests.support.proofs import scale

NOON = datetime(2026, 1, 31, 12, tzinfo=UTC)
PATHS = (
    *("/", "/?page=2", "/posts/", "/posts/post-0/", "/posts/post-1/", "/posts/post-0.md", "/archive/"),
    *("/archive/2026/", "/archive/2026/01/", "/archive/2026/02/", "/categories/", "/categories/models/"),
    *("/tags/", "/tags/maths/", "/series/course/", "/authors/author/", "/feeds/", "/feeds/atom.xml"),
    *("/tags/maths/feeds/feed.json", "/feeds/categories.opml", "/feeds/corrections.xml", "/sitemap.xml"),
    *("/sitemap-posts.xml", "/robots.txt", "/llms.txt", "/about/", "/api/v1/posts/", "/api/v1/tags/"),
    *("/api/v1/posts/post-0/", "/api/v1/openapi.json", "/posts/post-1/v1/", "/posts/post-1/v1/changes/"),
)
BIBTEX = "@article{king, title={On engines}, author={Ada King}, year={1843}}"
FEW_PATHS = ("/", "/posts/post-1/", "/archive/")


def create_site(author):
    import_literature(BIBTEX)
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
            source="Says [@king]." if number == 1 else "",
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

    paths = scale(FEW_PATHS, PATHS)

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

    def make_known_changes(self):
        """Make some changes of each kind, with a comparison after each."""
        for change, values in (
            (self.change_nothing, {}),
            (self.edit, {"number": 1, "field": "title"}),
            (self.rename, {"model": Tag, "number": 0}),
            (self.change_settings, {"field": "footer_text"}),
            (self.change_settings, {"field": "nothing"}),
            (self.publish, {"number": 3, "days": 1, "minutes": 0}),
            (self.shift_clock, {"hours": 25}),
            (self.swap, {"first": 0, "second": 3}),
            (self.shift_clock, {"hours": -49}),
            (self.save_in_admin, {"number": 1}),
            (self.import_file, {"slug": "post-1"}),
            (self.import_file, {"slug": "imported"}),
            (self.merge, {"number": 0, "other": 1}),
            (self.change_literature, {}),
            (self.mark_or_revoke_version, {"number": 1}),
            (self.mark_or_revoke_version, {"number": 1}),
            (self.bin, {"number": 2}),
        ):
            self.pages_are_what_new_ones_would_be()
            change(**values)
        self.pages_are_what_new_ones_would_be()

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

    @rule(number=st.integers(0, 9))
    def save_in_admin(self, number):
        posts = Post.objects.posts().exclude(published_at=None).order_by("pk")
        if not posts:
            return
        post = posts[number % len(posts)]
        User.objects.update(is_staff=True, is_superuser=True)
        client = Client()
        client.force_login(User.objects.get())
        answer = client.post(change_url(post), fill_form(post, title=self.make_word()))
        assert answer.status_code == 302
        # Which the client has connected again: the transaction outlasts a request.
        for signal in (request_started, request_finished):
            signal.disconnect(close_old_connections)

    @rule(slug=st.sampled_from(["post-0", "post-1", "imported"]))
    def import_file(self, slug):
        with TemporaryDirectory() as folder:
            text = (
                f"---\ntitle: {self.make_word()}\nslug: {slug}\ndate: 2026-01-30\ntags: [maths]\n---\nText.\n"
            )
            Path(folder, f"{slug}.md").write_text(text, encoding="utf-8")
            call_command("import_posts", folder, author="lin", verbosity=0)

    @rule(number=st.integers(0, 9), other=st.integers(0, 9))
    def merge(self, number, other):
        if Tag.objects.exists():
            merge_tags(self.choose(Tag, number), [self.choose(Tag, other)], None)

    @rule()
    def change_literature(self):
        import_literature(BIBTEX.replace("engines", self.make_word()))

    @rule(number=st.integers(0, 9))
    def mark_or_revoke_version(self, number):
        post = self.choose(Post, number)
        version = post.citable_versions.order_by("-pk").first()
        if version is not None and version.revoked_at is None:
            revoke_version(version)
        elif post.is_live and post.kind == PostKind.POST:
            mark_citable(post, None)

    @rule(hours=st.sampled_from([-49, -25, 1, 25]))
    def shift_clock(self, hours):
        self.clock.shift(timedelta(hours=hours))

    @rule()
    def change_nothing(self):
        get_site_version().invalidate()

    @invariant()
    def pages_are_what_new_ones_would_be(self):
        # Its transaction is never committed.
        get_site_version().invalidate()
        for path in self.paths:
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
    run_changes(scale(1, 100), scale(2, 25))


@pytest.fixture
def changes(reader, author):
    machine = Changes()
    yield machine
    machine.teardown()


@pytest.mark.variation
def test_pages_follow_each_kind_of_change(changes):
    changes.make_known_changes()
    assert changes.reader.renders < 16 * len(changes.paths)


def stop_clock(monkeypatch):
    NavigationItem.objects.all().delete()  # what goes live there is part of the environment
    monkeypatch.setattr(recording, "renew_parameters", lambda parameters: parameters)


def leave_selects_out(monkeypatch):
    find = recording.Recorder.execute

    def execute(self, execute, sql, *rest):
        return (
            execute(sql, *rest) if "taggit" in sql or "posts_tag" in sql else find(self, execute, sql, *rest)
        )

    monkeypatch.setattr(recording.Recorder, "execute", execute)


def believe_all(monkeypatch):
    monkeypatch.setattr(store, "are_unchanged", lambda *args: True)


@pytest.mark.variation
@pytest.mark.parametrize("fault", [stop_clock, leave_selects_out, believe_all])
def test_each_fault_of_a_proof_is_seen(fault, changes, monkeypatch):
    fault(monkeypatch)
    with pytest.raises(AssertionError):
        changes.make_known_changes()


def test_every_view_that_is_stored_can_be_proved(reader, author, committing):
    create_site(author)
    mark_citable(Post.objects.get(slug="post-1"))
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
