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
        assert 'name="_despite"' not in editor_client.get(change_url(draft)).content.decode()

    def test_an_author_cannot_publish_despite_errors(self, author_client, draft):
        author_client.post(change_url(draft), fill_form(draft, _despite="_publish"))
        assert Post.objects.get().state is PostState.DRAFT

    @pytest.mark.parametrize("state", [PostState.LIVE, PostState.SCHEDULED])
    @pytest.mark.parametrize("source", [BAD, MERGE])
    def test_an_update_with_errors_changes_nothing_for_readers(self, state, source, editor_client, draft):
        post = bring_to_state(draft, state)
        page = press_button(editor_client, post, "_update", source=source, title="改").content.decode()
        assert "Not updated: readers still see the text as it was." in page
        assert "Line " in page
        assert source.splitlines()[1] in page
        fresh = Post.objects.get()
        assert (fresh.source, fresh.title, fresh.state) == ("文", "草稿", state)

    def test_updating_despite_errors_is_possible_and_recorded(self, editor_client, draft):
        post = bring_to_state(draft, PostState.LIVE)
        page = press_button(editor_client, post, "_update", source=self.BAD).content.decode()
        assert '<button type="submit" class="button" name="_despite" value="_update">' in page
        press_button(editor_client, post, "_despite", _despite="_update", source=self.BAD)
        assert Post.objects.get().source == self.BAD
        assert get_revision_kinds(post) == [RevisionKind.PUBLISHED_WITH_ERRORS]

    @pytest.mark.parametrize("button", ["_publish", "_schedule"])
    def test_a_scheduled_post_keeps_its_text_where_errors_block_a_sooner_date(
        self, button, editor_client, draft
    ):
        post = bring_to_state(draft, PostState.SCHEDULED)
        press_button(editor_client, post, button, source=self.BAD, **TOMORROW)
        fresh = Post.objects.get()
        assert (fresh.source, fresh.published_at) == ("文", post.published_at)

    @pytest.mark.parametrize("button", ["_withdraw", "_archive", "_bin"])
    def test_a_merge_can_be_kept_for_later_where_no_reader_sees_it(self, button, editor_client, draft):
        press_button(editor_client, bring_to_state(draft, PostState.LIVE), button, source=MERGE)
        assert Post.objects.get().source == MERGE

    def test_warnings_do_not_prevent_publishing(self, editor_client, draft):
        press_button(editor_client, draft, "_publish", source="![](https://elsewhere.example/a.png)")
        assert Post.objects.get().state is PostState.LIVE
