"""Drafts in the admin: opened again, compared, discarded; two windows of one editor; the lists."""

import re
import uuid

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from posts.models import Category, Draft, DraftRevision, Post, Redirect
from posts.rendering.merge_markers import has_merge_markers
from tests.support.admin_forms import ADD_URL, LIST_URL, change_url
from tests.support.drafts import AUTOSAVE_URL, draft_url, fill_window, get_only_draft, read_window

DASHBOARD = reverse("admin:index")


def get_form(response):
    return response.context["adminform"].form


def count_queries(client, query):
    with CaptureQueriesContext(connection) as captured:
        client.get(LIST_URL, query)
    return len(captured)


@pytest.fixture
def windows(editor_client):
    """Return a function that opens a window on a post: it gives a function that autosaves or saves there."""

    def open_window(post):
        hidden = read_window(editor_client.get(change_url(post)))

        def send(url=AUTOSAVE_URL, **typed):
            hidden["_seq"] = int(hidden["_seq"]) + 1
            answer = editor_client.post(url, {**fill_window(post, **typed), **hidden})
            if url == AUTOSAVE_URL and answer.json().get("draft"):
                hidden["_draft"] = answer.json()["draft"]
            return answer

        return send

    return open_window


class TestForm:
    def test_the_form_opens_with_all_that_was_typed(self, editor_client, make_post):
        post = make_post(source="旧", tags=["old"], published_at=None)
        category = Category.objects.create(name="数学")
        typed = {
            "source": "新",
            "tags": "c++, 注意力",
            "category": category.pk,
            "language": "en",
            "published_at_0": "2030-01-02",
            "published_at_1": "03:04:05",
        }
        editor_client.post(AUTOSAVE_URL, fill_window(post, **typed))
        response = editor_client.get(change_url(post))
        page, form = response.content.decode(), get_form(response)
        assert (form["source"].value(), form["category"].value()) == ("新", str(category.pk))
        for value in ("c++, 注意力", "2030-01-02", "03:04:05", get_only_draft().token):
            assert f'value="{value}"' in page
        assert '<option value="en" selected>' in page
        assert draft_url("draft", get_only_draft()) in page
        assert draft_url("draft_discard", get_only_draft()) in page

    def test_it_has_the_version_that_was_typed_over_and_says_who_saved_since(self, editor_client, make_post):
        post = make_post()
        editor_client.post(AUTOSAVE_URL, fill_window(post, source="x"))
        Post.objects.get().save()
        response = editor_client.get(change_url(post))
        assert get_form(response)["version"].value() == post.version
        assert "Somebody has saved this post." in response.content.decode()

    def test_saving_applies_the_draft_and_deletes_it(self, windows, make_post):
        post = make_post(source="旧", published_at=None)
        send = windows(post)
        send(source="新")
        send(change_url(post), source="新的")
        assert Post.objects.get().source == "新的"
        assert not Draft.objects.exists()

    def test_a_draft_that_changes_nothing_is_gone_when_the_form_opens(self, editor_client, make_post):
        post = make_post(source="一\n二", tags=["b", "a"], category=Category.objects.create(name="C"))
        editor_client.post(AUTOSAVE_URL, fill_window(post, tags="b, a", category=post.category_id))
        assert "own-draft" not in editor_client.get(change_url(post)).content.decode()
        assert not Draft.objects.exists()

    def test_a_post_that_was_published_meanwhile_opens_with_the_draft(self, client, sign_in, make_post):
        post = make_post(author=sign_in("writer", "Author"), published_at=None)
        client.post(AUTOSAVE_URL, fill_window(post, source="没来得及"))
        Post.objects.update(published_at=timezone.now())
        assert "没来得及" in client.get(change_url(post)).content.decode()
        assert "没来得及" in client.get(draft_url("draft", get_only_draft())).content.decode()


class TestComparison:
    def test_the_difference_is_shown_by_field_and_by_word(self, editor_client, make_post):
        post = make_post(source="注意力机制很重要", tags=["a"])
        typed = fill_window(post, source="注意力机制不重要", tags="a, b", title="<b>")
        editor_client.post(AUTOSAVE_URL, typed)
        page = editor_client.get(draft_url("draft", get_only_draft())).content.decode()
        assert "<del>很</del><ins>不</ins>" in page
        assert "&lt;b&gt;" in page
        assert re.findall(r"<h2>(\w+)</h2>", page) == ["Title", "Text", "Tags"]
        assert "Based on version 1, the latest." in page

    def test_a_changed_category_is_shown_by_name(self, editor_client, make_post):
        post = make_post(category=Category.objects.create(name="旧类"))
        new = Category.objects.create(name="新类")
        editor_client.post(AUTOSAVE_URL, fill_window(post, category=new.pk))
        changes = editor_client.get(draft_url("draft", get_only_draft())).context["changes"]
        assert [(one.before, one.after) for one in changes] == [("旧类", "新类")]

    def test_a_discarded_draft_can_be_restored_from_its_history(self, editor_client, make_post):
        post = make_post(source="旧")
        editor_client.post(AUTOSAVE_URL, fill_window(post, source="新"))
        response = editor_client.post(draft_url("draft_discard", get_only_draft()), follow=True)
        assert response.redirect_chain[-1][0] == change_url(post)
        assert get_form(response)["source"].value() == "旧"
        kept = DraftRevision.objects.get()
        assert kept.fields["source"] == "新"
        page = editor_client.get(draft_url("draft_revision", kept)).content.decode()
        assert f"{change_url(post)}?restore={kept.pk}" in page
        form = get_form(editor_client.get(change_url(post), {"restore": kept.pk}))
        assert form["source"].value() == "新"


class TestTwoWindows:
    def test_the_second_meets_the_first_when_it_saves(self, windows, editor_client, make_post):
        post = make_post(source="中间", published_at=None)
        first, second = windows(post), windows(post)
        first(source="前面\n\n中间")
        second(source="中间\n\n后面")
        assert get_only_draft().fields["source"] == "前面\n\n中间"
        assert DraftRevision.objects.get().fields["source"] == "中间\n\n后面"
        response = second(change_url(post), source="中间\n\n后面")
        assert Post.objects.get().source == "中间"
        assert get_form(response)["source"].value() == "前面\n\n中间\n\n后面"
        page = response.content.decode()
        assert "You typed in this post in another window too" in page
        merged = get_form(response).data.dict() | read_window(response)
        editor_client.post(change_url(post), merged)
        assert Post.objects.get().source == "前面\n\n中间\n\n后面"
        assert not Draft.objects.exists()
        assert not DraftRevision.objects.filter(is_unmerged=True).exists()

    def test_the_same_line_in_both_is_marked(self, windows, make_post):
        post = make_post(source="旧", published_at=None)
        first, second = windows(post), windows(post)
        first(source="甲")
        second(source="乙")
        text = get_form(second(change_url(post), source="乙"))["source"].value()
        assert has_merge_markers(text)
        assert "乙\n=======\n甲\n>>>>>>> in your other window" in text

    def test_a_text_of_a_closed_window_is_merged_by_a_click(self, windows, editor_client, make_post):
        post = make_post(source="中间", published_at=None)
        first, second = windows(post), windows(post)
        first(source="前面\n\n中间")
        second(source="中间\n\n后面")
        kept = DraftRevision.objects.get()
        assert f"?merge={kept.pk}" in editor_client.get(change_url(post)).content.decode()
        response = editor_client.get(change_url(post), {"merge": kept.pk})
        assert get_form(response)["source"].value() == "前面\n\n中间\n\n后面"
        assert Post.objects.get().source == "中间"
        editor_client.post(change_url(post), get_form(response).data.dict() | read_window(response))
        assert Post.objects.get().source == "前面\n\n中间\n\n后面"
        assert not DraftRevision.objects.filter(is_unmerged=True).exists()

    def test_a_draft_that_is_not_in_a_merge_is_not_overwritten_by_it(self, windows, client, make_post):
        post = make_post(source="中间", published_at=None)
        first, second = windows(post), windows(post)
        first(source="前面\n\n中间")
        saved = Post.objects.get()
        saved.source = "中间\n\n别人的"
        saved.save()
        page = second(change_url(post), source="中间\n\n后面")  # merged with what somebody saved
        merged = get_form(page).data.dict() | read_window(page)
        page = client.post(change_url(post), merged)  # merged with the first window
        assert "You typed in this post in another window too" in page.content.decode()
        assert "前面" in get_form(page)["source"].value()
        assert Draft.objects.get().fields["source"] == "前面\n\n中间"

    def test_opening_the_merge_never_saves(self, windows, editor_client, make_post):
        post = make_post(source="旧", published_at=None)
        first, second = windows(post), windows(post)
        first(source="甲")
        second(source="乙")
        kept = DraftRevision.objects.get()
        Draft.objects.update(fields=kept.fields)  # both are the same by now
        response = editor_client.get(change_url(post), {"merge": kept.pk})
        assert response.status_code == 200
        Draft.objects.all().delete()
        response = editor_client.get(change_url(post), {"merge": kept.pk})
        assert response["Location"] == f"{change_url(post)}?restore={kept.pk}"
        assert Post.objects.get().version == 1

    def test_after_the_first_was_saved_the_second_meets_what_it_saved(self, windows, make_post):
        post = make_post(source="中间", published_at=None)
        first, second = windows(post), windows(post)
        first(change_url(post), source="前面\n\n中间")
        second(source="中间\n\n后面")
        response = second(change_url(post), source="中间\n\n后面")
        assert get_form(response)["source"].value() == "前面\n\n中间\n\n后面"

    def test_a_draft_discarded_elsewhere_is_written_anew(self, windows, editor_client, make_post):
        post = make_post(source="旧", published_at=None)
        send = windows(post)
        send(source="甲")
        editor_client.post(draft_url("draft_discard", get_only_draft()))
        send(source="甲乙")
        assert get_only_draft().fields["source"] == "甲乙"


class TestNewPosts:
    def test_it_is_in_the_list_and_opens_as_it_was_typed(self, editor_client):
        editor_client.post(AUTOSAVE_URL, fill_window(title="", source="正文", slug=""))
        post = Post.objects.get()
        page = editor_client.get(LIST_URL).content.decode()
        assert "Untitled" in page
        assert "Unsaved changes" in page
        form = get_form(editor_client.get(change_url(post)))
        assert (form["title"].value(), form["slug"].value(), form["source"].value()) == ("", "", "正文")

    def test_another_editor_is_not_shown_a_title_that_nobody_typed(self, db, client, sign_in):
        sign_in("one", "Editor")
        client.post(AUTOSAVE_URL, fill_window(title="", source="正文"))
        sign_in("two", "Editor")
        response = client.get(change_url(Post.objects.get()))
        form = get_form(response)
        assert (form["title"].value(), form["slug"].value()) == ("", "")
        assert "one has unsaved changes in this post" in response.content.decode()

    def test_the_first_save_makes_the_slug_and_leaves_no_redirect(self, windows, editor_client, editor):
        editor_client.post(AUTOSAVE_URL, fill_window(title="", source="正文"))
        post = Post.objects.get()
        send = windows(post)
        send(change_url(post), title="新题", slug="", author=editor.pk)
        saved = Post.objects.get()
        assert (saved.title, saved.slug) == ("新题", "xin-ti")
        assert not Redirect.objects.exists()
        assert not Draft.objects.exists()

    def test_a_form_to_add_a_post_saves_the_one_that_its_window_became(self, editor_client, editor):
        uid = uuid.uuid4()
        editor_client.post(AUTOSAVE_URL, fill_window(uid=uid, source="正"))  # its answer was lost
        editor_client.post(ADD_URL, fill_window(uid=uid, source="正文", seq=2, author=editor.pk))
        assert (Post.objects.get().source, Post.objects.get().version) == ("正文", 2)
        assert not Draft.objects.exists()

    def test_in_a_popup_it_is_given_to_the_window_that_opened_it_as_a_new_one(self, editor_client, editor):
        uid = uuid.uuid4()
        editor_client.post(AUTOSAVE_URL, fill_window(uid=uid, source="正"))
        data = fill_window(uid=uid, source="正文", seq=2, author=editor.pk, _popup="1")
        page = editor_client.post(ADD_URL, data).content.decode()
        assert "data-popup-response" in page
        assert "action" not in page.partition("data-popup-response")[2].partition(">")[0]

    def test_what_another_saved_in_it_meanwhile_is_not_overwritten(self, db, client, sign_in):
        uid = uuid.uuid4()
        sign_in("one", "Editor")
        client.post(AUTOSAVE_URL, fill_window(uid=uid, source="正"))
        other = sign_in("two", "Editor")
        post = Post.objects.get()
        client.post(change_url(post), fill_window(post, source="另一个", author=other.pk))
        client.force_login(User.objects.get(username="one"))
        response = client.post(ADD_URL, fill_window(uid=uid, source="正文", seq=2, author=other.pk))
        assert response.status_code == 200
        assert "two saved this post" in response.content.decode()
        assert Post.objects.get().source == "另一个"

    def test_a_form_sent_for_a_deleted_post_becomes_a_new_one(self, editor_client, make_post):
        post = make_post()
        data = fill_window(post, source="还在")
        Post.objects.all().delete()
        response = editor_client.post(change_url(post), data, follow=True)
        assert "has become a new post" in response.content.decode()
        assert get_form(response)["source"].value() == "还在"


class TestLists:
    def test_everybody_sees_whose_unsaved_changes_a_post_has(self, client, sign_in, make_post):
        post = make_post()
        for name in ("one", "two"):
            sign_in(name, "Editor")
            client.post(AUTOSAVE_URL, fill_window(post, source=name))
        sign_in("three", "Editor")
        page = client.get(LIST_URL).content.decode()
        assert page.count("badge-unsaved") == 1
        assert "one, two" in page

    @pytest.mark.parametrize("query", [{}, {"all": ""}])
    def test_their_number_makes_no_query(self, query, editor_client, editor, make_post):
        posts = [make_post(f"{number}") for number in range(3)]
        Draft.objects.create(post=posts[0], editor=editor)
        before = count_queries(editor_client, query)
        for post in posts[1:]:
            Draft.objects.create(post=post, editor=editor)
        assert count_queries(editor_client, query) == before

    def test_the_dashboard_lists_the_own_ones_with_those_of_deleted_posts(self, editor_client, make_post):
        for title in ("甲", "乙"):
            editor_client.post(AUTOSAVE_URL, fill_window(make_post(title), source="x"))
        Post.objects.filter(title="乙").delete()
        page = editor_client.get(DASHBOARD).content.decode()
        assert page.index("Your unsaved changes") < page.index("乙") < page.index("甲")
        assert "The post has been deleted." in page
