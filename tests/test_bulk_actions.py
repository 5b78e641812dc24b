"""Bulk actions on posts: with permission only, all or nothing, and reported afterwards."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from posts.models import Category, Post, PostState, RelatedPost, RevisionKind, Synonym, Tag
from posts.publishing import bulk

LIST = reverse("admin:posts_post_changelist")


AT_ONCE = {"every": 0, "unit": "days", "order": "oldest"}


def run(client, action, *posts, address=LIST, **typed):
    """Run `action` on `posts`; with `typed` values, submit its form."""
    data = {"action": action, "_selected_action": [post.pk for post in posts], **typed}
    if typed:
        data["answered"] = "1"
    return client.post(address, data, follow=True)


def text(response):
    return response.content.decode()


def sign_in(client, group, name="someone"):
    user = User.objects.create_user(name, is_staff=True)
    user.groups.set(Group.objects.filter(name=group))
    client.force_login(user)
    return user


@pytest.fixture
def drafts(make_post):
    return [make_post(f"Draft {n}", published_at=None, source="text") for n in range(3)]


# What is typed on the page of each action, and what its posts' history calls it.
ANSWERS = {
    "publish": {},
    "withdraw": {},
    "archive": {},
    "schedule": {"moment": "2099-01-01T09:00", "every": 0, "unit": "days", "order": "oldest"},
    "set_category": {"category": ""},
    "add_tags": {"tags": "new"},
    "remove_tags": {"tags": []},
}
KINDS = {
    "publish": RevisionKind.PUBLISHED,
    "withdraw": RevisionKind.WITHDRAWN,
    "archive": RevisionKind.ARCHIVED,
    "schedule": RevisionKind.SCHEDULED,
    "set_category": RevisionKind.CHANGED,
    "add_tags": RevisionKind.CHANGED,
    "remove_tags": RevisionKind.CHANGED,
}


@pytest.fixture
def without_related_posts(monkeypatch):
    """Related posts take queries for each tag, and publish checks for each post: leave both out."""
    monkeypatch.setattr(bulk, "update_related_posts", lambda *posts: None)
    monkeypatch.setattr("posts.publishing.checks.find_publish_errors", lambda post: [])


class TestEveryAction:
    """Every action, with the values of its form."""

    @pytest.fixture(params=ANSWERS)
    def action(self, request):
        return request.param

    @pytest.fixture
    def posts(self, make_post, action, db):
        """Three posts that the action changes."""
        fields = {"published_at": timezone.now() - timedelta(days=9) if action == "withdraw" else None}
        shelf = Category.objects.create(name="Shelf")
        fields |= {"category": shelf, "source": "text"}
        return [make_post(f"Post {n}", tags=["old"], **fields) for n in range(3)]

    @pytest.fixture
    def answers(self, action, posts):
        answers = ANSWERS[action]
        return {"tags": [Tag.objects.get().pk]} if action == "remove_tags" else answers

    def test_it_is_recorded_with_every_post(self, desk, editor, action, posts, answers):
        versions = dict(Post.objects.values_list("pk", "version"))
        run(desk, action, *posts[:2], **answers)
        for post in Post.objects.filter(pk__in=[post.pk for post in posts[:2]]):
            revision = post.revisions.first()
            assert post.version > versions[post.pk]
            assert (revision.kind, revision.version, revision.editor) == (
                KINDS[action],
                post.version,
                editor,
            )
            assert post.revisions.last().kind == RevisionKind.EARLIER
        assert LogEntry.objects.filter(object_id__in=[post.pk for post in posts[:2]]).count() == 2
        assert Post.objects.get(pk=posts[2].pk).version == versions[posts[2].pk]

    def test_doing_it_again_changes_nothing(self, desk, action, posts, answers):
        run(desk, action, *posts, **answers)
        versions = dict(Post.objects.values_list("pk", "version"))
        run(desk, action, *posts, **answers)
        assert dict(Post.objects.values_list("pk", "version")) == versions

    def test_all_pages_can_be_meant(self, desk, action, posts, answers):
        desk.post(LIST, {**request_of(action, posts[:1], answers), "select_across": "1"})
        changed = {post.pk for post in Post.objects.all() if post.revisions.exists()}
        assert changed == {post.pk for post in posts}

    def test_it_keeps_the_lists_filters(self, desk, action, posts, answers):
        address = f"{LIST}?language__exact=zh-Hans&o=1"
        response = run(desk, action, *posts, address=address, **answers)
        assert response.redirect_chain[-1][0] == address

    def test_authors_touch_neither_what_is_live_nor_posts_of_others(self, client, action, posts, answers):
        author = sign_in(client, "Author")
        own_draft, own_live, _ = posts
        now = timezone.now()
        Post.objects.filter(pk=own_draft.pk).update(author=author, published_at=None)
        Post.objects.filter(pk=own_live.pk).update(author=author, published_at=now)
        before = states()
        run(client, action, *posts, **answers)
        changed = {pk for pk, state in states().items() if state != before[pk]}
        allowed = action not in {"publish", "schedule", "withdraw"}
        assert changed == ({own_draft.pk} if allowed else set())

    def test_with_nothing_to_change_nothing_is_asked(self, client, action, posts, answers):
        sign_in(client, "Author")
        Post.objects.update(author=User.objects.get(username="someone"), published_at=timezone.now())
        page = text(run(client, action, *posts))
        assert 'name="answered"' not in page

    def test_what_lies_in_the_bin_is_left_alone(self, desk, action, posts, answers):
        Post.objects.update(published_at=None, binned_at=timezone.now())
        before = states()
        run(desk, action, *posts, address=f"{LIST}?state=binned", **answers)
        run(desk, action, *posts, **answers)
        assert states() == before

    @pytest.mark.parametrize("who", ["anonymous", "staff"])
    def test_it_is_for_those_who_write(self, client, who, action, posts, answers):
        if who == "staff":
            sign_in(client, None)
        before = states()
        assert run(client, action, *posts, **answers).status_code in {200, 403}
        assert states() == before

    @pytest.mark.usefixtures("without_related_posts")
    def test_it_asks_the_same_few_questions_however_many_posts_there_are(
        self, desk, action, posts, answers, make_post
    ):
        with CaptureQueriesContext(connection) as few:
            desk.post(LIST, request_of(action, posts[:2], answers))
        shelf = Category.objects.get()
        fields = {"published_at": timezone.now() - timedelta(days=9) if action == "withdraw" else None}
        more = [make_post(f"More {n}", category=shelf, tags=["old", f"t{n}"], **fields) for n in range(8)]
        answers = {"tags": [Tag.objects.get(name="old").pk]} if action == "remove_tags" else answers
        with CaptureQueriesContext(connection) as many:
            desk.post(LIST, request_of(action, more, {**answers, **fresh(action)}))
        # Tags that were made already are not made again.
        assert len(many) <= len(few)


def request_of(action, posts, answers):
    data = {"action": action, "_selected_action": [post.pk for post in posts], **answers}
    return {**data, "answered": "1"} if answers else data


def fresh(action):
    return {"tags": "another"} if action == "add_tags" else {}


def states():
    """Return the fields of each post that the actions change."""
    return {
        post.pk: (post.state, post.published_at, post.category_id, sorted(post.tags.names()))
        for post in Post.objects.all()
    }


class TestPublishing:
    @pytest.mark.parametrize("action", ["publish", "schedule"])
    def test_errors_hold_a_post_back_and_it_is_named(self, desk, make_post, action):
        good = make_post("Good", published_at=None, source="text")
        bad = make_post("Bad <b>", published_at=None, source="[dead](/posts/nowhere/)")
        live = make_post("Live", source="text")
        answers = {"moment": "2099-03-01T08:30", **AT_ONCE} if action == "schedule" else {}
        page = text(run(desk, action, good, bad, live, **answers))
        assert {post.title for post in Post.objects.drafts()} == {"Bad <b>"}
        assert Post.objects.get(title="Live").published_at == live.published_at
        link = f'<a href="{reverse("admin:posts_post_change", args=[bad.pk])}">Bad &lt;b&gt;</a>'
        assert f"1 post not published because of errors, listed on its page: {link}" in page
        assert "1 post skipped, which is already published: " in page

    def test_a_post_that_is_in_review_or_put_away_is_published_too(self, desk, make_post):
        now = timezone.now()
        posts = [
            make_post(f"P{n}", published_at=None, source="text", **{moment: now})
            for n, moment in enumerate(("submitted_at", "archived_at"))
        ]
        run(desk, "publish", *posts)
        # The archive is not in the list that one starts from.
        run(desk, "publish", *posts, address=f"{LIST}?state=archived")
        assert Post.objects.live().count() == 2

    def test_withdrawing_takes_out_of_the_archive(self, desk, make_post):
        post = make_post(published_at=None, archived_at=timezone.now())
        run(desk, "withdraw", post, address=f"{LIST}?state=archived")
        assert Post.objects.get().state == PostState.DRAFT


class TestScheduling:
    def test_the_page_asks_and_does_nothing_yet(self, desk, drafts):
        page = text(run(desk, "schedule", *drafts))
        assert "Schedule posts" in page
        assert 'type="datetime-local"' in page
        assert Post.objects.drafts().count() == 3

    def test_one_goes_live_after_another(self, desk, drafts):
        answer = {**AT_ONCE, "moment": "2099-03-01T08:30", "every": 7}
        page = text(run(desk, "schedule", *drafts, **answer))
        moments = [timezone.localtime(post.published_at) for post in Post.objects.order_by("pk")]
        times = [f"{moment:%m-%d %H:%M}" for moment in moments]
        assert times == [
            "03-01 08:30",
            "03-08 08:30",
            "03-15 08:30",
        ]
        assert "3 posts scheduled." in page
        assert "March 15, 2099" in page

    def test_in_the_order_of_the_list(self, desk, drafts):
        answer = {**AT_ONCE, "moment": "2099-03-01T08:30", "every": 2, "unit": "hours", "order": "listed"}
        run(desk, "schedule", *drafts, **answer)
        assert [post.title for post in Post.objects.order_by("published_at")] == [
            "Draft 2",
            "Draft 1",
            "Draft 0",
        ]

    @pytest.mark.parametrize(
        "typed",
        [
            {"moment": "2020-01-01T00:00"},
            {"moment": ""},
            {"moment": "soon"},
            {"moment": "2099-01-01T00:00", "every": "-1"},
            {"moment": "2099-01-01T00:00", "every": "1000000"},
            {"moment": "2099-01-01T00:00", "unit": "years"},
            {"moment": "9999-12-31T23:59", "every": "300"},
        ],
    )
    def test_a_moment_that_cannot_be_is_refused(self, desk, drafts, typed):
        response = run(desk, "schedule", *drafts, **{**AT_ONCE, **typed})
        assert response.context["form"].errors
        assert Post.objects.drafts().count() == 3

    def test_days_keep_the_time_of_the_clock(self):
        start = datetime(2026, 3, 28, 9, tzinfo=ZoneInfo("Europe/Berlin"))
        by_days, by_hours = (
            bulk.iter_schedule(start, step) for step in (timedelta(days=1), timedelta(hours=23))
        )
        for _ in range(2):
            day, hour = next(by_days), next(by_hours)
        assert (day.hour, hour.hour) == (9, 9)


class TestCategory:
    def test_posts_move_to_it(self, desk, drafts):
        category = Category.objects.create(name="数学")
        page = text(run(desk, "set_category", *drafts, category=category.pk))
        assert "The category of 3 posts changed." in page
        assert category.posts.count() == 3

    def test_a_category_that_is_gone_is_refused(self, desk, drafts):
        response = run(desk, "set_category", *drafts, category=99)
        assert response.context["form"].errors


class TestTags:
    def test_added_ones_join_those_that_are_there(self, desk, make_post):
        Synonym.add_synonym("DDPM", Tag.objects.create(name="扩散模型"))
        post = make_post(tags=["C++"])
        run(desk, "add_tags", post, tags="ddpm，c++、新的 标签")
        assert sorted(post.tags.names()) == ["C++", "扩散模型", "新的 标签"]
        assert Tag.objects.count() == 3

    @pytest.mark.parametrize("typed", ["", "，", "x" * 101])
    def test_what_is_no_tag_is_refused(self, desk, drafts, typed):
        response = run(desk, "add_tags", *drafts, tags=typed)
        assert response.context["form"].errors
        assert not Tag.objects.exists()

    def test_only_tags_of_the_posts_are_offered_to_go(self, desk, make_post):
        one, two = make_post(tags=["a", "b"]), make_post("Two", tags=["a"])
        make_post("Three", tags=["c"])
        choices = run(desk, "remove_tags", one, two).context["form"].fields["tags"].queryset
        assert [(tag.name, tag.selected_count) for tag in choices] == [("a", 2), ("b", 1)]

    def test_what_is_related_is_found_anew(self, desk, make_post):
        one, two = make_post("One"), make_post("Two")
        make_post("Rest", tags=["other"])
        run(desk, "add_tags", one, two, tags="rare")
        assert RelatedPost.objects.filter(post=one, other=two).exists()

    def test_the_search_knows_it_at_once(self, desk, client, make_post):
        run(desk, "add_tags", make_post(), tags="rare")
        assert "A post" in text(client.get("/search/", {"q": "tag:rare"}))


def test_the_titles_of_posts_do_no_harm(desk, make_post):
    post = make_post("<script>alert(1)</script>", published_at=None, source="text")
    assert "<script>alert" not in text(run(desk, "schedule", post))


def test_nothing_is_done_where_it_fails(desk, drafts, monkeypatch):
    monkeypatch.setattr("posts.revisions.recording.record_revisions", lambda *args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        run(desk, "publish", *drafts)
    assert Post.objects.drafts().count() == 3
