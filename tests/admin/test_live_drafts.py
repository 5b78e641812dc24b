"""Drafts of live and scheduled posts: readers see nothing of them until "Update"."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group, User
from django.urls import reverse

from posts.models import (
    Category,
    Draft,
    DraftRevision,
    Post,
    PostState,
    PreviewLink,
    Revision,
    RevisionKind,
    Tag,
)
from posts.publishing import bulk
from posts.publishing.tag_merge import merge_tags
from tests.support.admin_forms import LIST_URL, change_url, fill_form
from tests.support.live_drafts import fill_opened_form, review_url, send_opened_form
from tests.support.publishing import NOW, bring_to_state, get_button_names

pytestmark = pytest.mark.usefixtures("noon")


@pytest.fixture
def live(make_post):
    return make_post("公开", source="大家看到的。", slug="gong-kai", tags=["甲"])


@pytest.fixture
def other(db):
    user = User.objects.create_user("shen", first_name="沈", is_staff=True)
    user.groups.add(Group.objects.get(name="Editor"))
    return user


def read_page(client, post):
    """Return the public page, as a visitor gets it."""
    client.logout()
    return client.get(post.get_absolute_url()).content


class TestSavingADraft:
    @pytest.mark.parametrize("button", ["_continue", "_save", "_addanother", ""])
    def test_the_public_page_stays_byte_for_byte(self, button, editor_client, editor, live):
        page, version = read_page(editor_client, live), live.version
        editor_client.force_login(editor)
        fields = {"title": "新题", "source": "没有人看到的。", "tags": "乙", "slug": "xin", "summary": "新"}
        editor_client.post(change_url(live), fill_opened_form(editor, live, button, **fields))
        draft = Draft.objects.get()
        assert (draft.post, draft.editor, draft.base_version) == (live, editor, version)
        assert draft.fields["source"] == "没有人看到的。"
        assert Post.objects.get().version == version
        assert not Revision.objects.exists()
        assert read_page(editor_client, live) == page

    def test_the_form_opens_with_it_and_says_what_differs(self, editor_client, editor, live):
        Category.objects.create(name="优化")
        key = Category.objects.get().pk
        page = send_opened_form(
            editor_client, editor, live, "_continue", source="大家将看到的。", category=key
        ).content.decode()
        assert "Draft saved. Readers still see what was published." in page
        assert "1 characters added, 0 removed" in page
        assert "changed: Category" in page
        assert "begun 2026-03-01 12:00, last saved 2026-03-01 12:00" in page
        assert ">\n大家将看到的。</textarea>" in page
        assert f'href="{review_url(Draft.objects.get())}"' in page

    def test_a_form_without_a_change_leaves_no_draft(self, editor_client, editor, live):
        page = send_opened_form(editor_client, editor, live, "_continue").content.decode()
        assert "There is nothing to save" in page
        send_opened_form(editor_client, editor, live, "_continue", source="doch")
        send_opened_form(editor_client, editor, live, "_continue", source=live.source)
        assert not Draft.objects.exists()

    def test_update_makes_it_public_and_ends_it(self, editor_client, editor, live):
        send_opened_form(editor_client, editor, live, "_continue", source="大家将看到的。")
        response = send_opened_form(editor_client, editor, live, "_update", source="大家将看到的。")
        assert "“公开” was updated." in response.content.decode()
        post = Post.objects.get()
        assert (post.source, post.published_at) == ("大家将看到的。", live.published_at)
        assert [revision.kind for revision in Revision.objects.all()] == [
            RevisionKind.SAVED,
            RevisionKind.EARLIER,
        ]
        assert "大家将看到的。".encode() in read_page(editor_client, live)

    def test_what_an_update_refuses_is_kept_as_a_draft(self, editor_client, editor, live):
        for fields in ({"source": "$\\frac{1$"}, {"title": ""}, {"slug": "？"}):
            send_opened_form(editor_client, editor, live, "_update", **fields)
            assert Draft.objects.get().fields.items() >= fields.items()
        assert Post.objects.get().version == live.version

    def test_a_scheduled_post_says_that_the_old_text_will_be_published(
        self, editor_client, editor, draft, client
    ):
        post = bring_to_state(draft, PostState.SCHEDULED)
        page = send_opened_form(editor_client, editor, post, "_continue", source="新的").content.decode()
        assert "Draft saved. What was scheduled will be published, unless you update it before." in page
        assert "On 2026-03-04 12:00 the post is published as it was, without these changes" in page
        with time_machine.travel(NOW + timedelta(days=4), tick=False):
            assert "<p>文</p>" in read_page(editor_client, post).decode()
            send_opened_form(editor_client, editor, post, "_update")
            assert "<p>新的</p>" in read_page(editor_client, post).decode()

    def test_primary_is_update_and_enter_saves_a_draft(self, editor_client, live):
        page = editor_client.get(change_url(live)).content.decode()
        buttons = re.findall(
            r'<input type="submit" value="([^"]*)"([^>]*)>', page[page.index("submit-row") :]
        )
        assert buttons[0][0] == "Save draft"
        assert [value for value, rest in buttons if "default" in rest][:1] == ["Update"]

    def test_a_form_that_was_opened_before_the_post_was_published_is_a_draft(self, editor_client, draft):
        form = fill_form(draft, source="晚了", _continue="1", version=draft.version)
        bring_to_state(draft, PostState.LIVE)
        editor_client.post(change_url(draft), form)
        assert (Post.objects.get().source, Draft.objects.get().fields["source"]) == ("文", "晚了")


class TestTwoEditors:
    def test_of_two_updates_the_second_is_a_merge_and_nothing_is_lost(self, client, editor, other, live):
        forms = {}
        for user, text in ((editor, "甲的。大家看到的。"), (other, "大家看到的。乙的。")):
            send_opened_form(client, user, live, "_continue", source=text)
            forms[user] = fill_opened_form(user, live, "_update")
        client.post(change_url(live), forms[other])
        client.force_login(editor)
        response = client.post(change_url(live), forms[editor])
        assert "Not saved: 沈 saved first." in response.content.decode()
        assert Post.objects.get().source == "大家看到的。乙的。"
        assert Draft.objects.get().fields["source"] == "甲的。大家看到的。"
        merged = response.context["adminform"].form["source"].value()
        client.post(
            change_url(live), {**forms[editor], "source": merged, "version": Post.objects.get().version}
        )
        assert Post.objects.get().source == "甲的。大家看到的。乙的。"

    @pytest.mark.parametrize("change", ["bulk", "import", "restore", "withdraw"])
    def test_a_draft_outlives_what_changes_its_post_and_meets_it(self, change, editor_client, editor, live):
        send_opened_form(editor_client, editor, live, "_continue", source="我的。大家看到的。")
        version = live.version
        if change == "bulk":
            bulk.add_tags([live.pk], ["新"], editor)
        elif change == "withdraw":
            bulk.revert_posts_to_draft([live.pk], editor)
        else:
            live.source = "大家看到的。进来的。"
            live.save()
        draft = Draft.objects.get()
        assert (draft.base_version, draft.fields["source"]) == (version, "我的。大家看到的。")
        page = editor_client.get(change_url(live)).content.decode()
        assert "我的。大家看到的。</textarea>" in page
        merge = editor_client.get(f"{change_url(live)}?merge=draft")
        assert merge.context["conflict"]
        assert Draft.objects.get().fields["source"] == "我的。大家看到的。"
        response = send_opened_form(editor_client, editor, live, "_update")
        assert response.context["conflict"]

    def test_a_draft_follows_the_new_address_and_the_merged_tags_of_its_post(
        self, editor_client, editor, other, live
    ):
        send_opened_form(editor_client, editor, live, "_continue", source="我的。大家看到的。")
        merge_tags(Tag.objects.create(name="乙"), [Tag.objects.get(name="甲")], other)
        renamed = Post.objects.get()
        renamed.slug = "xin-ming-zi"
        renamed.save()
        response = send_opened_form(editor_client, editor, live, "_update")
        assert response.context["conflict"]
        form = response.context["adminform"].form
        merged = {name: form[name].value() for name in ("source", "slug", "tags")}
        version = Post.objects.get().version
        editor_client.post(
            change_url(live), {**fill_opened_form(editor, live, "_update", **merged), "version": version}
        )
        post = Post.objects.get()
        assert (post.slug, post.source) == ("xin-ming-zi", "我的。大家看到的。")
        assert [*post.tags.names()] == ["乙"]

    def test_a_bulk_change_says_whose_drafts_it_met(self, editor_client, editor, live):
        send_opened_form(editor_client, editor, live, "_continue", source="我的。")
        data = {"action": "withdraw", "_selected_action": [live.pk], "answered": "1"}
        page = editor_client.post(LIST_URL, data, follow=True).content.decode()
        assert "Unsaved changes of editor are kept, and merged when they save." in page

    def test_what_a_second_window_saves_is_merged_with_the_draft_of_the_first(
        self, editor_client, editor, live
    ):
        forms = [
            fill_opened_form(editor, live, "_continue", source=text)
            for text in ("一。大家看到的。", "大家看到的。二。")
        ]
        editor_client.post(change_url(live), forms[0])
        response = editor_client.post(change_url(live), forms[1], follow=True)
        assert response.context["adminform"].form["source"].value() == "一。大家看到的。二。"
        assert (Draft.objects.get().fields["source"], Post.objects.get()) == ("一。大家看到的。", live)


class TestHandingOn:
    def test_a_draft_becomes_that_of_another_editor(self, editor_client, editor, other, live, client):
        send_opened_form(editor_client, editor, live, "_continue", source="交给你。")
        draft = Draft.objects.get()
        page = editor_client.get(review_url(draft)).content.decode()
        assert "<del>大家看到</del><ins>交给你</ins>" in page or "交给你" in page
        editor_client.post(review_url(draft, "hand_on"), {"editor": other.pk})
        assert Draft.objects.get().editor == other
        client.force_login(other)
        assert "交给你。</textarea>" in client.get(change_url(live)).content.decode()

    def test_whoever_has_one_merges_both(self, editor_client, editor, other, live, client):
        send_opened_form(editor_client, editor, live, "_continue", source="交给你。大家看到的。")
        draft = Draft.objects.get()
        client.force_login(other)
        send_opened_form(client, other, live, "_continue", source="大家看到的。我的。")
        response = client.post(review_url(draft, "take_over"), follow=True)
        assert response.context["conflict"]
        assert response.context["adminform"].form["source"].value() == "交给你。大家看到的。我的。"
        assert Draft.objects.get().editor == other
        assert DraftRevision.objects.filter(is_unmerged=True).count() == 1

    def test_nobody_gets_it_who_may_not_write_the_post(self, editor_client, editor, live, other):
        send_opened_form(editor_client, editor, live, "_continue", source="x")
        draft = Draft.objects.get()
        stranger = User.objects.create_user("stranger", is_staff=True)
        colleague = User.objects.create_user("colleague", is_staff=True)
        colleague.groups.add(Group.objects.get(name="Author"))
        for user in (stranger, colleague):
            response = editor_client.post(review_url(draft, "hand_on"), {"editor": user.pk})
            assert response.context["form"].errors
        assert Draft.objects.get().editor != stranger

    def test_discarding_is_asked_for_on_a_page_and_can_be_found_again(self, editor_client, editor, live):
        send_opened_form(editor_client, editor, live, "_continue", source="weg")
        draft = Draft.objects.get()
        page = editor_client.get(review_url(draft)).content.decode()
        assert "Discard the changes above?" in page
        editor_client.post(reverse("admin:posts_post_draft_discard", args=[draft.pk]))
        assert not Draft.objects.exists()
        assert DraftRevision.objects.get().fields["source"] == "weg"
        assert Post.objects.get().source == live.source


class TestAuthors:
    def test_an_author_drafts_changes_of_the_own_live_post_and_submits_them(
        self, author_client, author, live, other, client
    ):
        page = author_client.get(change_url(live)).content.decode()
        assert get_button_names(author_client, live) == set()
        assert 'name="_submit_changes"' in page
        send_opened_form(author_client, author, live, "_submit_changes", source="改好的。")
        draft = Draft.objects.get()
        assert (draft.editor, draft.submitted_at, Post.objects.get().source) == (author, NOW, "大家看到的。")
        client.force_login(other)
        assert "Submitted changes" in client.get(reverse("admin:index")).content.decode()
        assert "Changes submitted" in client.get(LIST_URL).content.decode()
        assert "Review" in client.get(change_url(live)).content.decode()
        client.post(review_url(draft, "send_back"))
        assert Draft.objects.get().submitted_at is None
        assert "Submitted changes" not in client.get(reverse("admin:index")).content.decode()
        assert "Take over and update …" in client.get(review_url(draft)).content.decode()
        response = client.post(review_url(draft, "take_over"), {"_update": "1"})
        assert response["Location"] == f"{change_url(live)}#update"
        send_opened_form(client, other, live, "_update", source="改好的。")
        assert Post.objects.get().source == "改好的。"

    @pytest.mark.parametrize(
        "button", ["_update", "_despite", "_publish", "_withdraw", "_archive", "_bin", "_restore"]
    )
    def test_no_button_lets_an_author_change_what_readers_see(self, button, author_client, author, live):
        send_opened_form(
            author_client,
            author,
            live,
            button,
            source="偷偷",
            **({"_despite": "_update"} if button == "_despite" else {}),
        )
        post = Post.objects.get()
        assert (post.source, post.state) == ("大家看到的。", PostState.LIVE)


class TestLinks:
    def test_a_link_shows_the_draft_until_it_is_discarded(self, editor_client, editor, live):
        send_opened_form(
            editor_client, editor, live, "_share", source="给你看的 $x^2$。", title="新题", tags="甲"
        )
        link = PreviewLink.objects.get()
        draft = Draft.objects.get()
        assert (link.draft, Post.objects.get().source) == (draft, "大家看到的。")
        editor_client.logout()
        page = editor_client.get(link.get_absolute_url()).content.decode()
        assert "给你看的" in page
        assert "<math" in page
        assert "新题" in page
        assert "Changes of this post that readers do not see yet." in page
        editor_client.force_login(editor)
        editor_client.post(reverse("admin:posts_post_draft_discard", args=[draft.pk]))
        response = editor_client.get(link.get_absolute_url())
        assert response.status_code == 410
        assert "The draft that it showed was discarded." in response.content.decode()

    def test_a_link_leads_to_the_post_once_the_draft_is_applied(self, editor_client, editor, live):
        send_opened_form(editor_client, editor, live, "_share", source="给你看的。")
        send_opened_form(editor_client, editor, live, "_update", source="给你看的。")
        response = editor_client.get(PreviewLink.objects.get().get_absolute_url())
        assert (response.status_code, response["Location"]) == (302, live.get_absolute_url())

    def test_a_text_that_cannot_be_rendered_is_not_shown(self, editor_client, editor, live, monkeypatch):
        send_opened_form(editor_client, editor, live, "_share", source="给你看的。")
        Draft.objects.update(fields={"source": "> " * 5000 + "x"})
        assert editor_client.get(PreviewLink.objects.get().get_absolute_url()).status_code == 410

    @pytest.mark.parametrize("fate", ["binned_at", "deleted", "archived_at", ""])
    def test_a_draft_of_a_post_that_is_gone_or_hidden(self, fate, editor_client, editor, live):
        send_opened_form(editor_client, editor, live, "_share", source="给你看的。")
        url, draft = PreviewLink.objects.get().get_absolute_url(), Draft.objects.get()
        if fate == "deleted":
            live.delete()
        else:
            live.set_state(fate)
            live.save()
        expected = {"deleted": 404, "binned_at": 410}.get(fate, 200)
        assert editor_client.get(url).status_code == expected
        assert Draft.objects.get().fields["source"] == "给你看的。"
        assert editor_client.get(review_url(draft)).status_code == (404 if fate == "deleted" else 200)
