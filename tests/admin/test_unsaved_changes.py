"""Unsaved changes: offered again, compared, restored, discarded."""

import re
import uuid

from django.urls import reverse
from django.utils import timezone

from posts.models import Category, Post, WorkingCopy
from tests.support.admin_forms import ADD_URL, change_url
from tests.support.working_copies import (
    AUTOSAVE_URL,
    fill_window,
    get_offered_titles,
    get_working_copy,
    working_copy_url,
)

COPIES = reverse("admin:posts_post_unsaved")


class TestOffer:
    def test_an_unsaved_change_shows_time_version_and_size(self, editor_client, make_post):
        post = make_post(source="一二三")
        editor_client.post(AUTOSAVE_URL, fill_window(post, source="一二三四五"))
        page = editor_client.get(change_url(post)).content.decode()
        assert "2 characters differ." in page
        assert "Based on version 1, the latest." in page
        assert f"{timezone.localtime():%Y-%m-%d}" in page
        for way in (
            working_copy_url("copy", get_working_copy().uid),
            f"?copy={get_working_copy().uid}",
            working_copy_url("copy_discard", get_working_copy().uid),
        ):
            assert way in page

    def test_restoring_fills_the_whole_form(self, editor_client, make_post):
        post = make_post(source="旧", tags=["old"])
        category = Category.objects.create(name="数学")
        data = fill_window(
            post,
            source="新",
            tags="c++, 注意力",
            category=category.pk,
            language="en",
            published_at_0="2030-01-02",
            published_at_1="03:04:05",
        )
        editor_client.post(AUTOSAVE_URL, data)
        response = editor_client.get(change_url(post), {"copy": get_working_copy().uid})
        page, form = response.content.decode(), response.context["adminform"].form
        assert (form["source"].value(), form["category"].value()) == ("新", str(category.pk))
        for value in ("c++, 注意力", "2030-01-02", "03:04:05"):
            assert f'value="{value}"' in page
        assert '<option value="en" selected>' in page
        assert get_offered_titles(response) == []
        assert "data-has-draft" in page

    def test_a_restored_form_has_the_version_it_was_based_on(self, editor_client, make_post):
        post = make_post()
        editor_client.post(AUTOSAVE_URL, fill_window(post, source="x"))
        Post.objects.get().save()
        form = editor_client.get(change_url(post), {"copy": get_working_copy().uid}).context["adminform"].form
        assert form["version"].value() == str(post.version)

    def test_an_unsaved_new_post_is_offered_on_the_add_page(self, editor_client):
        editor_client.post(AUTOSAVE_URL, fill_window(title="新", source="文"))
        assert get_offered_titles(editor_client.get(ADD_URL)) == ["新"]
        form = editor_client.get(ADD_URL, {"copy": get_working_copy().uid}).context["adminform"].form
        assert form["source"].value() == "文"

    def test_a_working_copy_equal_to_the_post_is_discarded(self, editor_client, make_post):
        post = make_post(source="一\n二", tags=["b", "a"], category=Category.objects.create(name="C"))
        editor_client.post(AUTOSAVE_URL, fill_window(post, tags="b, a", category=post.category_id))
        response = editor_client.get(change_url(post))
        assert get_offered_titles(response) == []
        assert not WorkingCopy.objects.exists()

    def test_equal_working_copies_are_offered_once(self, editor_client, make_post):
        post = make_post()
        for source in ("x", "y", "x"):
            editor_client.post(AUTOSAVE_URL, fill_window(post, title=source, source=source))
        assert get_offered_titles(editor_client.get(change_url(post))) == ["x", "y"]
        assert WorkingCopy.objects.count() == 2

    def test_an_empty_working_copy_is_discarded(self, editor_client, editor):
        editor_client.post(AUTOSAVE_URL, fill_window(title="", author=editor.pk, language="en"))
        assert get_offered_titles(editor_client.get(ADD_URL)) == []
        assert not WorkingCopy.objects.exists()

    def test_the_difference_is_shown_by_field_and_by_word(self, editor_client, make_post):
        post = make_post(source="注意力机制很重要", tags=["a"])
        editor_client.post(
            AUTOSAVE_URL, fill_window(post, source="注意力机制不重要", tags="a, b", title="<b>")
        )
        page = editor_client.get(working_copy_url("copy", get_working_copy().uid)).content.decode()
        assert "<del>很</del><ins>不</ins>" in page
        assert "&lt;b&gt;" in page
        assert re.findall(r"<h2>(\w+)</h2>", page) == ["Title", "Text", "Tags"]

    def test_a_changed_category_is_shown_by_name(self, editor_client, make_post):
        post = make_post(category=Category.objects.create(name="旧类"))
        new = Category.objects.create(name="新类")
        editor_client.post(AUTOSAVE_URL, fill_window(post, category=new.pk))
        unsaved = editor_client.get(working_copy_url("copy", get_working_copy().uid)).context["unsaved"]
        assert [(one.before, one.after) for one in unsaved.changes] == [("旧类", "新类")]

    def test_discarding_deletes_the_working_copy(self, editor_client, make_post):
        post = make_post()
        editor_client.post(AUTOSAVE_URL, fill_window(post, source="x"))
        response = editor_client.post(working_copy_url("copy_discard", get_working_copy().uid), follow=True)
        assert response.redirect_chain[-1][0] == change_url(post)
        assert not WorkingCopy.objects.exists()

    def test_the_list_of_unsaved_changes_can_be_fetched_alone(self, editor_client, make_post):
        post = make_post()
        editor_client.post(AUTOSAVE_URL, fill_window(post, title="typed"))
        page = editor_client.get(COPIES, {"post": post.pk}).content.decode()
        assert "Unsaved changes: typed" in page
        assert "<html" not in page
        assert "typed" not in editor_client.get(COPIES).content.decode()
        assert editor_client.get(COPIES, {"post": 999}).status_code == 404

    def test_unsaved_changes_stay_readable_without_permission_to_change(self, client, sign_in, make_post):
        writer = sign_in("writer", "Author")
        post = make_post(author=writer, published_at=None)
        client.post(AUTOSAVE_URL, fill_window(post, source="没来得及"))
        Post.objects.update(published_at=timezone.now())
        page = client.get(change_url(post)).content.decode()
        assert working_copy_url("copy", get_working_copy().uid) in page
        assert f"?copy={get_working_copy().uid}" not in page
        assert "没来得及" in client.get(working_copy_url("copy", get_working_copy().uid)).content.decode()

    def test_working_copies_of_an_editor_are_listed_in_one_query(
        self, editor_client, editor, django_assert_num_queries
    ):
        for number in range(3):
            editor_client.post(AUTOSAVE_URL, fill_window(title=f"{number}", source="x"))
        with django_assert_num_queries(1):
            assert [str(copy) for copy in WorkingCopy.objects.for_editor(editor)] == ["2", "1", "0"]

    def test_the_front_page_of_the_admin_links_to_unsaved_changes(self, editor_client, make_post):
        editor_client.post(AUTOSAVE_URL, fill_window(title="没存的", source="x"))
        page = editor_client.get(reverse("admin:index")).content.decode()
        assert f'<a href="{ADD_URL}?copy={get_working_copy().uid}">没存的</a>' in page
        assert "1 post has unsaved changes" in page


class TestSaving:
    def test_saving_deletes_the_copy_of_that_window_only(self, editor_client, make_post):
        post, uid = make_post(), uuid.uuid4()
        editor_client.post(AUTOSAVE_URL, fill_window(post, uid=uid, source="saved"))
        editor_client.post(AUTOSAVE_URL, fill_window(post, source="another"))
        editor_client.post(change_url(post), fill_window(post, uid=uid, source="saved"))
        assert Post.objects.get().source == "saved"
        assert get_working_copy().fields["source"] == "another"

    def test_an_invalid_form_keeps_the_working_copy_and_the_window(self, editor_client, make_post):
        post, uid = make_post(), uuid.uuid4()
        editor_client.post(AUTOSAVE_URL, fill_window(post, uid=uid, source="x"))
        response = editor_client.post(change_url(post), fill_window(post, uid=uid, title="", source="x"))
        assert response.context["editor_window"]["uid"] == uid
        assert WorkingCopy.objects.exists()

    def test_a_restored_working_copy_goes_once_the_new_window_autosaved(self, editor_client, make_post):
        post = make_post()
        editor_client.post(AUTOSAVE_URL, fill_window(post, source="x"))
        taken = editor_client.get(change_url(post), {"copy": get_working_copy().uid}).context[
            "editor_window"
        ]["restored_from"]
        editor_client.post(AUTOSAVE_URL, fill_window(post, source="x and more", taken=taken))
        assert get_working_copy().fields["source"] == "x and more"

    def test_a_restored_working_copy_goes_with_the_save(self, editor_client, make_post):
        post = make_post()
        editor_client.post(AUTOSAVE_URL, fill_window(post, source="x"))
        taken = editor_client.get(change_url(post), {"copy": get_working_copy().uid}).context[
            "editor_window"
        ]["restored_from"]
        editor_client.post(change_url(post), fill_window(post, source="x", taken=taken))
        assert not WorkingCopy.objects.exists()

    def test_a_working_copy_changed_since_it_was_restored_stays(self, editor_client, make_post):
        post, uid = make_post(), uuid.uuid4()
        editor_client.post(AUTOSAVE_URL, fill_window(post, uid=uid, source="x"))
        taken = editor_client.get(change_url(post), {"copy": uid}).context["editor_window"]["restored_from"]
        editor_client.post(AUTOSAVE_URL, fill_window(post, uid=uid, source="x, typed on"))
        editor_client.post(change_url(post), fill_window(post, source="x", taken=taken))
        assert get_working_copy().fields["source"] == "x, typed on"

    def test_saving_a_post_that_was_deleted_meanwhile_opens_a_new_post(self, editor_client, make_post):
        post = make_post()
        data = fill_window(post, source="没丢")
        Post.objects.all().delete()
        response = editor_client.post(change_url(post), data, follow=True)
        assert response.redirect_chain[-1][0].startswith(f"{ADD_URL}?copy=")
        assert response.context["adminform"].form["source"].value() == "没丢"
