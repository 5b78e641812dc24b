"""What is taken from readers: what it breaks is told before, and it can be undone."""

import re

import pytest

from posts.models import Post, PostState, Revision, RevisionKind
from posts.publishing.removals import count_links_to, describe_removal, list_versions, undo_state_change
from tests.support.admin_forms import LIST_URL, change_url, fill_form
from tests.support.publishing import bring_to_state, press_button

REMOVING_BUTTONS = {
    "_withdraw": PostState.DRAFT,
    "_archive": PostState.ARCHIVED,
    "_bin": PostState.TRASHED,
}


@pytest.fixture
def live(make_post):
    return make_post("众矢之的", source="正文")


def press_undo(client, response):
    """Press the button in the message of `response`."""
    url = re.search(r'action="([^"]*/undo/[^"]*)"', response.content.decode())[1]
    return client.post(url, follow=True)


def get_text(response):
    return response.content.decode()


class TestQuestion:
    @pytest.mark.parametrize("button", REMOVING_BUTTONS)
    def test_without_scripts_a_page_asks_and_sends_the_form_again(self, button, editor_client, live):
        typed = fill_form(live, **{button: "1"}) | {"source": "改过的 <正文>"}
        page = editor_client.post(change_url(live), typed)
        assert Post.objects.get().is_live
        assert live.get_absolute_url() in get_text(page)
        hidden = dict(page.context["hidden_fields"])
        assert hidden["source"] == "改过的 <正文>"
        editor_client.post(change_url(live), hidden | {"_confirmed": "1"})
        post = Post.objects.get()
        assert (post.state, post.source) == (REMOVING_BUTTONS[button], "改过的 <正文>")

    def test_what_readers_do_not_see_goes_without_a_question(self, editor_client, make_post):
        draft = make_post("草稿", published_at=None)
        editor_client.post(change_url(draft), fill_form(draft, _bin="1"))
        assert Post.objects.get().state is PostState.TRASHED

    def test_it_counts_links_of_posts_that_readers_see(self, live, make_post):
        address = live.get_absolute_url()
        make_post("一", source=f"[a]({address}) [b]({address}#c)")
        make_post("二", source=f"[a]({address}#c)")
        make_post("草稿", source=f"[a]({address})", published_at=None)
        make_post("另一篇", source=f"[a]({address}more)")
        assert count_links_to(live) == 2
        live.slug = "new-one"
        live.save()
        assert describe_removal(live).old_addresses == 1

    @pytest.mark.parametrize("action", ["withdraw", "archive", "delete_selected"])
    def test_bulk_actions_ask_only_where_readers_lose_something(self, action, editor_client, live, make_post):
        draft = make_post("草稿", published_at=None)
        data = {"action": action, "_selected_action": [live.pk, draft.pk]}
        assert "1 of them is published or scheduled" in get_text(editor_client.post(LIST_URL, data))
        assert Post.objects.live().count() == 1
        response = editor_client.post(LIST_URL, data | {"answered": "1"}, follow=True)
        assert not Post.objects.live().exists()
        press_undo(editor_client, response)
        assert {post.state for post in Post.objects.all()} == {PostState.LIVE, PostState.DRAFT}


class TestUndo:
    @pytest.mark.parametrize("button", REMOVING_BUTTONS)
    @pytest.mark.parametrize("state", [PostState.LIVE, PostState.SCHEDULED, PostState.REVIEW])
    def test_the_post_gets_its_state_and_date_again(self, state, button, editor_client, live, noon):
        before = bring_to_state(live, state)
        response = press_button(editor_client, live, button)
        assert Post.objects.get().state is REMOVING_BUTTONS[button]
        press_undo(editor_client, response)
        post = Post.objects.get()
        moments = ("published_at", "submitted_at", "archived_at", "binned_at")
        assert [getattr(post, name) for name in moments] == [getattr(before, name) for name in moments]
        assert editor_client.get(post.get_absolute_url()).status_code == 200

    def test_it_is_done_once_and_recorded(self, editor_client, live):
        response = press_button(editor_client, live, "_archive")
        press_undo(editor_client, response)
        assert Revision.objects.filter(post=live).first().kind == RevisionKind.PUBLISHED
        assert "can no longer be undone" in get_text(press_undo(editor_client, response))
        assert Post.objects.get().is_live

    def test_a_post_that_was_changed_since_is_left_alone(self, editor_client, live):
        response = press_button(editor_client, live, "_archive")
        post = Post.objects.get()
        post.title = "别人改了"
        post.save()
        assert "because they were changed since" in get_text(press_undo(editor_client, response))
        assert Post.objects.get().state is PostState.ARCHIVED

    def test_what_has_errors_now_does_not_come_back_to_readers(self, editor_client, live):
        typed = {"source": "坏的 [x](/posts/nix/)", "published_at_0": "2020-01-01", "published_at_1": "00:00"}
        response = press_button(editor_client, live, "_withdraw", **typed)
        assert "because of errors" in get_text(press_undo(editor_client, response))
        assert Post.objects.get().state is PostState.DRAFT

    def test_who_may_not_publish_brings_nothing_back_to_readers(self, author, live):
        live.author = author
        live.set_state("archived_at")
        live.save()
        result = undo_state_change(list_versions([live.pk]), author)
        assert result.restored == []
        assert Post.objects.get().state is PostState.ARCHIVED

    def test_the_key_of_another_session_undoes_nothing(self, editor_client, client, live, editor):
        response = press_button(editor_client, live, "_archive")
        client.logout()
        client.force_login(editor)
        press_undo(client, response)
        assert Post.objects.get().state is PostState.ARCHIVED

    def test_it_takes_a_post_request(self, editor_client, live):
        response = press_button(editor_client, live, "_archive")
        url = re.search(r'action="([^"]*/undo/[^"]*)"', get_text(response))[1]
        assert editor_client.get(url).status_code == 405
