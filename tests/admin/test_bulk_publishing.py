"""Bulk actions that publish, schedule and withdraw posts."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import Permission, User
from django.urls import reverse
from django.utils import timezone

from posts.models import Post, PostState
from posts.publishing import bulk
from tests.support.admin_forms import LIST_URL
from tests.support.bulk_actions import get_text, run_bulk_action


class TestActions:
    def test_publish_makes_drafts_and_scheduled_posts_live(self, editor_client, make_post):
        later = timezone.now() + timedelta(days=9)
        live = make_post("L")
        draft = make_post("D", published_at=None, source="text")
        page = get_text(
            run_bulk_action(
                editor_client, "publish", live, draft, make_post("S", published_at=later, source="text")
            )
        )
        assert "2 posts published." in page
        assert all(post.is_live for post in Post.objects.all())
        assert Post.objects.get(pk=live.pk).published_at == live.published_at

    def test_reverting_makes_drafts(self, editor_client, make_post):
        assert "1 post reverted to draft." in get_text(
            run_bulk_action(editor_client, "withdraw", make_post())
        )
        assert Post.objects.drafts().count() == 1

    def test_actions_are_in_the_history_of_the_admin(self, editor_client, make_post):
        post = make_post()
        run_bulk_action(editor_client, "withdraw", post)
        history = editor_client.get(reverse("admin:posts_post_history", args=[post.pk])).content.decode()
        assert "reverted to draft" in history

    def test_permission_to_view_is_not_enough_to_publish(self, client, make_post):
        reader = User.objects.create_user("reader", is_staff=True)
        reader.user_permissions.add(Permission.objects.get(codename="view_post"))
        client.force_login(reader)
        run_bulk_action(client, "publish", make_post(published_at=None))
        assert Post.objects.drafts().count() == 1


AT_ONCE = {"every": 0, "unit": "days", "order": "oldest"}


class TestPublishing:
    @pytest.mark.parametrize("action", ["publish", "schedule"])
    def test_a_post_with_errors_is_not_published_and_named(self, editor_client, make_post, action):
        good = make_post("Good", published_at=None, source="text")
        bad = make_post("Bad <b>", published_at=None, source="[dead](/posts/nowhere/)")
        live = make_post("Live", source="text")
        answers = {"moment": "2099-03-01T08:30", **AT_ONCE} if action == "schedule" else {}
        page = get_text(run_bulk_action(editor_client, action, good, bad, live, **answers))
        assert {post.title for post in Post.objects.drafts()} == {"Bad <b>"}
        assert Post.objects.get(title="Live").published_at == live.published_at
        link = f'<a href="{reverse("admin:posts_post_change", args=[bad.pk])}">Bad &lt;b&gt;</a>'
        assert f"1 post not published because of errors, listed on its page: {link}" in page
        assert "1 post skipped, which is already published: " in page

    def test_posts_in_review_and_in_the_archive_are_published_too(self, editor_client, make_post):
        now = timezone.now()
        posts = [
            make_post(f"P{n}", published_at=None, source="text", **{moment: now})
            for n, moment in enumerate(("submitted_at", "archived_at"))
        ]
        run_bulk_action(editor_client, "publish", *posts)
        # The archive is not in the list that one starts from.
        run_bulk_action(editor_client, "publish", *posts, address=f"{LIST_URL}?state=archived")
        assert Post.objects.live().count() == 2

    def test_reverting_to_draft_unarchives(self, editor_client, make_post):
        post = make_post(published_at=None, archived_at=timezone.now())
        run_bulk_action(editor_client, "withdraw", post, address=f"{LIST_URL}?state=archived")
        assert Post.objects.get().state == PostState.DRAFT


class TestScheduling:
    def test_the_confirmation_page_changes_nothing(self, editor_client, drafts):
        page = get_text(run_bulk_action(editor_client, "schedule", *drafts))
        assert "Schedule posts" in page
        assert 'type="datetime-local"' in page
        assert Post.objects.drafts().count() == 3

    def test_posts_are_scheduled_at_an_interval(self, editor_client, drafts):
        answer = {**AT_ONCE, "moment": "2099-03-01T08:30", "every": 7}
        page = get_text(run_bulk_action(editor_client, "schedule", *drafts, **answer))
        moments = [timezone.localtime(post.published_at) for post in Post.objects.order_by("pk")]
        times = [f"{moment:%m-%d %H:%M}" for moment in moments]
        assert times == [
            "03-01 08:30",
            "03-08 08:30",
            "03-15 08:30",
        ]
        assert "3 posts scheduled." in page
        assert "March 15, 2099" in page

    def test_posts_are_scheduled_in_the_chosen_order(self, editor_client, drafts):
        answer = {**AT_ONCE, "moment": "2099-03-01T08:30", "every": 2, "unit": "hours", "order": "listed"}
        run_bulk_action(editor_client, "schedule", *drafts, **answer)
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
    def test_an_impossible_time_is_refused(self, editor_client, drafts, typed):
        response = run_bulk_action(editor_client, "schedule", *drafts, **{**AT_ONCE, **typed})
        assert response.context["form"].errors
        assert Post.objects.drafts().count() == 3

    def test_daily_intervals_keep_the_local_time(self):
        start = datetime(2026, 3, 28, 9, tzinfo=ZoneInfo("Europe/Berlin"))
        by_days, by_hours = (
            bulk.iter_schedule(start, step) for step in (timedelta(days=1), timedelta(hours=23))
        )
        for _ in range(2):
            day, hour = next(by_days), next(by_hours)
        assert (day.hour, hour.hour) == (9, 9)
