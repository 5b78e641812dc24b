"""Publish checks hold back what has errors."""

from datetime import UTC, datetime

import pytest

from posts.models import Post, PostState, RevisionKind
from posts.rendering.merge_markers import format_conflict, marker_label
from tests.support.admin_forms import change_url, fill_form
from tests.support.publishing import (
    TOMORROW,
    YESTERDAY,
    bring_to_state,
    get_revision_kinds,
    press_button,
)

MERGE = "\n".join(
    format_conflict(["我的"], ["别人的"], (marker_label("我", datetime(2026, 3, 1, tzinfo=UTC)),) * 2)
)

pytestmark = pytest.mark.usefixtures("noon")


class TestPublishChecks:
    BAD = "好\n\n$\\frac{1$\n\n[去](/posts/nothing/)"

    @pytest.mark.parametrize(
        ("button", "time"),
        [("_publish", {}), ("_schedule", TOMORROW), ("_save", YESTERDAY), ("_continue", TOMORROW)],
    )
    def test_errors_prevent_publishing_but_not_saving(self, button, time, editor_client, draft):
        response = press_button(editor_client, draft, button, source=self.BAD, **time)
        post = Post.objects.get()
        assert (post.source, post.state, get_revision_kinds(post)) == (
            self.BAD,
            PostState.DRAFT,
            [RevisionKind.SAVED],
        )
        page = response.content.decode()
        assert "Saved, but not published because of 2 errors." in page
        assert "Line 3: A formula cannot be set and is shown as source" in page
        assert "Line 5: /posts/nothing/ is a broken link: there is no such page on this site." in page
        assert "Publish anyway" in page

    @pytest.mark.parametrize(
        ("button", "time"),
        [("_publish", {}), ("_save", YESTERDAY), ("_save", TOMORROW), ("_schedule", TOMORROW)],
    )
    def test_a_new_post_is_saved_as_a_draft(self, button, time, editor_client, editor):
        press_button(editor_client, None, button, source=self.BAD, author=editor.pk, **time)
        post = Post.objects.get()
        assert (post.state, get_revision_kinds(post)) == (PostState.DRAFT, [RevisionKind.CREATED])

    def test_the_requested_time_stays_in_the_form(self, editor_client, draft):
        response = press_button(editor_client, draft, "_schedule", source=self.BAD, **TOMORROW)
        page = response.content.decode()
        assert 'value="2026-03-02"' in page
        assert 'value="08:30:00"' in page

    def test_publishing_despite_errors_is_possible_and_recorded(self, editor_client, draft):
        press_button(editor_client, draft, "_publish", source=self.BAD)
        data = fill_form(Post.objects.get(), _despite="_publish")
        editor_client.post(change_url(draft), data)
        post = Post.objects.get()
        assert (post.state, get_revision_kinds(post)) == (
            PostState.LIVE,
            [RevisionKind.SAVED, RevisionKind.PUBLISHED_WITH_ERRORS],
        )

    def test_publishing_despite_errors_schedules_where_a_schedule_was_requested(self, editor_client, draft):
        draft.source = self.BAD
        draft.save()
        editor_client.post(change_url(draft), fill_form(draft, _despite="_schedule", **TOMORROW))
        assert Post.objects.get().state is PostState.SCHEDULED

    def test_the_override_is_offered_only_after_publishing_was_refused(self, editor_client, draft):
        assert "Publish anyway" not in editor_client.get(change_url(draft)).content.decode()

    def test_an_author_cannot_publish_despite_errors(self, author_client, draft):
        author_client.post(change_url(draft), fill_form(draft, _despite="_publish"))
        assert Post.objects.get().state is PostState.DRAFT

    def test_errors_never_prevent_saving_a_live_post(self, editor_client, make_post):
        post = make_post(source="文")
        press_button(editor_client, post, "_save", source=self.BAD)
        fresh = Post.objects.get()
        assert (fresh.source, fresh.state) == (self.BAD, PostState.LIVE)

    @pytest.mark.parametrize("button", ["_save", "_continue", "_publish"])
    @pytest.mark.parametrize("state", [PostState.LIVE, PostState.SCHEDULED])
    def test_a_merge_that_is_not_done_never_gets_to_readers(self, state, button, editor_client, draft):
        post = bring_to_state(draft, state)
        page = press_button(editor_client, post, button, source=MERGE).content.decode()
        assert "In line 1 keep what is right" in page
        assert MERGE.splitlines()[1] in page
        assert Post.objects.get().source != MERGE

    @pytest.mark.parametrize("button", ["_withdraw", "_archive", "_bin"])
    def test_a_merge_can_be_kept_for_later_where_no_reader_sees_it(self, button, editor_client, draft):
        press_button(editor_client, bring_to_state(draft, PostState.LIVE), button, source=MERGE)
        assert Post.objects.get().source == MERGE

    def test_warnings_do_not_prevent_publishing(self, editor_client, draft):
        press_button(editor_client, draft, "_publish", source="![](https://elsewhere.example/a.png)")
        assert Post.objects.get().state is PostState.LIVE
