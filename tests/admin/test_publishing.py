"""Buttons that save a post and then move it, by state and by role."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from posts.models import Post, PostState, RevisionKind
from tests.support.admin_forms import LIST_URL, change_url
from tests.support.publishing import (
    NOW,
    TOMORROW,
    YESTERDAY,
    bring_to_state,
    get_button_names,
    get_revision_kinds,
    press_button,
)

pytestmark = pytest.mark.usefixtures("noon")


class TestButtons:
    @pytest.mark.parametrize(
        ("state", "names"),
        [
            (PostState.DRAFT, {"_publish", "_schedule", "_archive", "_bin"}),
            (PostState.REVIEW, {"_publish", "_schedule", "_withdraw", "_archive", "_bin"}),
            (PostState.SCHEDULED, {"_update", "_publish", "_schedule", "_withdraw", "_archive", "_bin"}),
            (PostState.LIVE, {"_update", "_withdraw", "_archive", "_bin"}),
            (PostState.ARCHIVED, {"_publish", "_schedule", "_restore", "_bin"}),
            (PostState.TRASHED, {"_restore"}),
        ],
    )
    def test_an_editor_is_offered_what_the_state_allows(self, state, names, editor_client, draft):
        assert get_button_names(editor_client, bring_to_state(draft, state)) == names

    @pytest.mark.parametrize(
        ("state", "names"),
        [
            (PostState.DRAFT, {"_submit", "_archive", "_bin"}),
            (PostState.REVIEW, {"_withdraw", "_archive", "_bin"}),
            (PostState.ARCHIVED, {"_restore", "_bin"}),
            (PostState.TRASHED, {"_restore"}),
            (PostState.SCHEDULED, set()),
            (PostState.LIVE, set()),
        ],
    )
    def test_an_author_is_offered_no_button_that_publishes(self, state, names, author_client, draft):
        assert get_button_names(author_client, bring_to_state(draft, state)) == names

    def test_a_new_post_can_be_published_or_submitted(self, editor_client, author_client, editor, client):
        assert get_button_names(author_client) == {"_submit"}
        client.force_login(editor)
        assert get_button_names(client) == {"_publish", "_schedule"}

    def test_enter_only_saves(self, editor_client, draft):
        page = editor_client.get(change_url(draft)).content.decode()
        first = page[page.index('type="submit"', page.index('id="post_form"')) :]
        assert 'name="_continue"' in first[:200]

    def test_buttons_act_on_the_current_state(self, editor_client, draft):
        press_button(editor_client, bring_to_state(draft, PostState.LIVE), "_restore")
        assert Post.objects.get().state is PostState.LIVE

    @pytest.mark.parametrize("button", ["_publish", "_schedule"])
    def test_an_author_cannot_publish_by_a_forged_button(self, button, author_client, draft):
        response = press_button(author_client, draft, button, **TOMORROW)
        assert response.status_code == 403
        assert Post.objects.get().state is PostState.DRAFT

    def test_an_author_cannot_change_the_state_of_another_authors_post(self, author_client, draft, editor):
        Post.objects.update(author=editor)
        for button in ("_submit", "_archive", "_bin"):
            press_button(author_client, draft, button)
        assert Post.objects.get().state is PostState.DRAFT


class TestTransitions:
    def test_publish_now_makes_it_live_from_this_moment(self, editor_client, draft):
        response = press_button(editor_client, draft, "_publish", title="新标题")
        post = Post.objects.get()
        assert (post.title, post.published_at) == ("新标题", NOW)
        assert get_revision_kinds(post) == [RevisionKind.PUBLISHED]
        assert "“新标题” was published." in response.content.decode()
        assert response.redirect_chain[-1][0] == f"{change_url(post)}#content-start"

    def test_a_new_post_is_published_at_once(self, editor_client, editor):
        press_button(editor_client, None, "_publish", source="文", author=editor.pk)
        post = Post.objects.get()
        assert (post.published_at, get_revision_kinds(post)) == (NOW, [RevisionKind.PUBLISHED])

    def test_publish_now_ends_a_schedule(self, editor_client, draft):
        press_button(editor_client, bring_to_state(draft, PostState.SCHEDULED), "_publish")
        assert Post.objects.get().published_at == NOW

    def test_publish_now_keeps_a_date_in_the_past(self, editor_client, draft):
        press_button(editor_client, draft, "_publish", **YESTERDAY)
        assert Post.objects.get().published_at == datetime(2026, 2, 28, 0, 30, tzinfo=UTC)

    def test_a_live_post_keeps_its_date(self, editor_client, make_post):
        post = make_post(source="文")
        press_button(editor_client, post, "_publish")
        assert Post.objects.get().published_at == post.published_at

    def test_schedule_takes_the_typed_time_in_the_zone_of_the_site(self, editor_client, draft):
        response = press_button(editor_client, draft, "_schedule", **TOMORROW)
        post = Post.objects.get()
        assert (post.state, post.published_at) == (
            PostState.SCHEDULED,
            datetime(2026, 3, 2, 0, 30, tzinfo=UTC),
        )
        assert get_revision_kinds(post) == [RevisionKind.SCHEDULED]
        assert "Will be published on 2026-03-02 08:30, in 20\xa0hours" in response.content.decode()

    def test_the_field_says_in_which_zone(self, editor_client, draft):
        assert "Publication (Asia/Shanghai, UTC+8)" in editor_client.get(change_url(draft)).content.decode()

    @pytest.mark.parametrize(
        ("time", "text"),
        [
            (YESTERDAY, "Choose a time in the future. In Asia/Shanghai it is now 2026-03-01 12:00."),
            ({}, "Choose the time."),
        ],
    )
    def test_a_schedule_in_the_past_or_without_a_time_is_an_error_of_the_field(
        self, time, text, editor_client, draft
    ):
        response = press_button(editor_client, draft, "_schedule", source="新的一段", **time)
        form = response.context["adminform"].form
        assert form.errors == {"published_at": [text]}
        assert "新的一段" in response.content.decode()
        assert (Post.objects.get().source, Post.objects.get().state) == ("文", PostState.DRAFT)

    def test_a_post_that_was_live_can_be_published_with_its_old_date(self, editor_client, make_post):
        post = make_post(source="文")
        press_button(editor_client, post, "_withdraw")
        draft = Post.objects.get()
        page = editor_client.get(change_url(draft)).content.decode()
        assert 'value="Publish again with date 2026-01-11 20:00"' in page
        press_button(editor_client, draft, "_again")
        assert Post.objects.get().published_at == post.published_at

    def test_the_old_date_is_offered_before_a_new_one(self, editor_client, make_post):
        post = make_post(source="文")
        press_button(editor_client, post, "_bin")
        press_button(editor_client, Post.objects.get(), "_restore")
        steps = editor_client.get(change_url(post)).context["transitions"]
        assert [step.name for step in steps][:3] == ["_again", "_publish", "_schedule"]

    def test_a_republished_post_can_still_get_its_first_date(self, editor_client, make_post):
        post = make_post(source="文")
        for button in ("_withdraw", "_publish", "_withdraw"):
            press_button(editor_client, Post.objects.get(), button)
        page = editor_client.get(change_url(post)).content.decode()
        assert 'value="Publish again with date 2026-03-01 12:00"' in page
        assert 'value="Publish with original date 2026-01-11 20:00"' in page
        press_button(editor_client, Post.objects.get(), "_first")
        assert Post.objects.get().published_at == post.published_at

    def test_the_old_date_of_a_scheduled_post_is_that_of_its_schedule(self, editor_client, draft):
        press_button(editor_client, draft, "_schedule", **TOMORROW)
        date = Post.objects.get().published_at
        with time_machine.travel(NOW + timedelta(days=2), tick=False):
            press_button(editor_client, Post.objects.get(), "_withdraw")
            press_button(editor_client, Post.objects.get(), "_again")
        assert Post.objects.get().published_at == date

    def test_a_post_that_never_went_live_has_no_old_date(self, editor_client, draft):
        press_button(editor_client, draft, "_schedule", **TOMORROW)
        press_button(editor_client, Post.objects.get(), "_withdraw")
        assert "_again" not in get_button_names(editor_client, draft)

    def test_an_invalid_form_shows_the_stored_state(self, editor_client, draft):
        page = press_button(editor_client, draft, "_save", title="", **TOMORROW).content.decode()
        assert "Only authors and editors can see it." in page
        assert 'value="2026-03-02"' in page

    @pytest.mark.parametrize("state", [PostState.LIVE, PostState.SCHEDULED, PostState.REVIEW])
    def test_reverting_to_draft_ignores_the_typed_time(self, state, editor_client, draft):
        press_button(editor_client, bring_to_state(draft, state), "_withdraw", **TOMORROW)
        assert Post.objects.get().state is PostState.DRAFT
        assert get_revision_kinds(draft)[-1] == RevisionKind.WITHDRAWN

    def test_an_author_submits_and_takes_it_back(self, author_client, draft):
        press_button(author_client, draft, "_submit")
        post = Post.objects.get()
        assert (post.state, post.submitted_at) == (PostState.REVIEW, NOW)
        press_button(author_client, post, "_withdraw")
        assert Post.objects.get().state is PostState.DRAFT
        assert get_revision_kinds(post) == [RevisionKind.SUBMITTED, RevisionKind.WITHDRAWN]

    def test_saving_a_post_in_review_leaves_it_there(self, editor_client, draft):
        press_button(editor_client, bring_to_state(draft, PostState.REVIEW), "_continue", title="改过")
        post = Post.objects.get()
        assert (post.title, post.state, get_revision_kinds(post)[-1]) == (
            "改过",
            PostState.REVIEW,
            RevisionKind.SAVED,
        )

    def test_an_author_may_submit_what_has_errors(self, author_client, draft):
        press_button(author_client, draft, "_submit", source="$\\foo$")
        assert Post.objects.get().state is PostState.REVIEW

    def test_archive_and_unarchive(self, editor_client, draft):
        press_button(editor_client, bring_to_state(draft, PostState.LIVE), "_archive")
        post = Post.objects.get()
        assert (post.state, editor_client.get(post.get_absolute_url()).status_code) == (
            PostState.ARCHIVED,
            200,
        )
        press_button(editor_client, post, "_restore")
        assert Post.objects.get().state is PostState.DRAFT
        assert get_revision_kinds(post) == [RevisionKind.ARCHIVED, RevisionKind.RESTORED]

    def test_trash_and_restore_by_buttons(self, editor_client, draft):
        response = press_button(editor_client, bring_to_state(draft, PostState.LIVE), "_bin")
        post = Post.objects.get()
        assert (post.state, post.published_at) == (PostState.TRASHED, None)
        assert response.redirect_chain[-1][0] == LIST_URL
        press_button(editor_client, post, "_restore")
        assert Post.objects.get().state is PostState.DRAFT
        assert get_revision_kinds(post) == [RevisionKind.TRASHED, RevisionKind.RESTORED]

    def test_saving_with_a_typed_time_schedules_publishes_or_reverts(self, editor_client, draft):
        press_button(editor_client, draft, "_save", **TOMORROW)
        assert Post.objects.get().state is PostState.SCHEDULED
        press_button(editor_client, Post.objects.get(), "_update", **YESTERDAY)
        assert Post.objects.get().state is PostState.LIVE
        press_button(editor_client, Post.objects.get(), "_update", published_at_0="", published_at_1="")
        assert Post.objects.get().state is PostState.DRAFT
        assert get_revision_kinds(draft) == [
            RevisionKind.SCHEDULED,
            RevisionKind.PUBLISHED,
            RevisionKind.WITHDRAWN,
        ]

    @pytest.mark.parametrize("state", [PostState.REVIEW, PostState.ARCHIVED, PostState.TRASHED])
    def test_saving_with_a_typed_time_publishes_from_anywhere(self, state, editor_client, draft):
        press_button(editor_client, bring_to_state(draft, state), "_save", **YESTERDAY)
        assert Post.objects.get().state is PostState.LIVE

    def test_a_scheduled_post_goes_live_by_itself(self, editor_client, draft, client):
        press_button(editor_client, draft, "_schedule", **TOMORROW)
        client.logout()
        assert client.get(draft.get_absolute_url()).status_code == 404
        with time_machine.travel(datetime(2026, 3, 2, 0, 29, 59, tzinfo=UTC), tick=False):
            assert client.get(draft.get_absolute_url()).status_code == 404
        with time_machine.travel(datetime(2026, 3, 2, 0, 30, tzinfo=UTC), tick=False):
            assert client.get(draft.get_absolute_url()).status_code == 200
            assert "草稿" in client.get("/").content.decode()
            assert "草稿" in client.get("/feeds/atom.xml").content.decode()
            assert draft.get_absolute_url() in client.get("/sitemap-posts.xml").content.decode()

    @pytest.mark.parametrize(
        ("state", "words"),
        [
            (PostState.DRAFT, "Only authors and editors can see it."),
            (PostState.REVIEW, "In review since 2026-03-01 12:00."),
            (PostState.SCHEDULED, "Will be published on 2026-03-04 12:00, in 3\xa0days."),
            (PostState.LIVE, "Published since 2026-02-26 12:00."),
            (PostState.ARCHIVED, "Archived since 2026-03-01 12:00;"),
            (PostState.TRASHED, "In the trash since 2026-03-01 12:00;"),
        ],
    )
    def test_the_form_describes_the_state(self, state, words, editor_client, draft):
        page = editor_client.get(change_url(bring_to_state(draft, state))).content.decode()
        assert f'<strong class="badge badge-{state}">{state.label}</strong> {words}' in page
