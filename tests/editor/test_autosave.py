"""Autosave: what is typed and not saved is kept for whoever typed it."""

import re
import uuid

import pytest
from django.contrib.auth.models import User
from django.test import Client

from posts.editor import autosave
from posts.models import Post, Revision, WorkingCopy
from tests.support.admin_forms import ADD_URL, change_url, fill_form
from tests.support.working_copies import (
    AUTOSAVE_URL,
    fill_window,
    get_offered_titles,
    get_working_copy,
    raise_database_error,
    working_copy_url,
)


class TestStore:
    def test_autosave_stores_what_is_typed_and_not_the_post(self, editor_client, editor, make_post):
        post = make_post(source="旧的")
        answer = editor_client.post(AUTOSAVE_URL, fill_window(post, source="新的\r\n二", tags="a，b"))
        assert answer.json()["version"] == post.version
        assert re.fullmatch(r"\d\d:\d\d:\d\d", answer.json()["at"])
        copy = get_working_copy()
        assert (copy.post, copy.editor, copy.base_version) == (post, editor, post.version)
        assert (copy.fields["source"], copy.fields["tags"]) == ("新的\n二", "a，b")
        assert not any(name.startswith(("_", "csrf")) for name in copy.fields)
        assert Post.objects.get().source == "旧的"
        assert Post.objects.get().version == post.version

    def test_each_window_has_one_working_copy(self, editor_client, make_post):
        post, uid = make_post(), uuid.uuid4()
        editor_client.post(AUTOSAVE_URL, fill_window(post, uid=uid, source="1"))
        editor_client.post(AUTOSAVE_URL, fill_window(post, uid=uid, source="2"))
        editor_client.post(AUTOSAVE_URL, fill_window(post, source="3"))
        assert sorted(copy.fields["source"] for copy in WorkingCopy.objects.all()) == ["2", "3"]

    def test_a_new_post_is_autosaved_without_a_title(self, editor_client):
        assert editor_client.post(AUTOSAVE_URL, fill_window(title="", source="正文")).status_code == 200
        assert get_working_copy().post is None
        assert str(get_working_copy()) == "Untitled"

    def test_characters_that_databases_refuse_are_left_out(self, editor_client):
        editor_client.post(AUTOSAVE_URL, fill_window(source="a\x00b\x0bc"))
        assert get_working_copy().fields["source"] == "abc"

    def test_two_megabytes_are_autosaved(self, editor_client):
        text = "文" * 700_000
        assert editor_client.post(AUTOSAVE_URL, fill_window(source=text)).status_code == 200
        assert get_working_copy().fields["source"] == text

    def test_a_request_larger_than_the_limit_is_refused_with_the_reason(self, editor_client, settings):
        settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
        answer = editor_client.post(AUTOSAVE_URL, fill_window(source="x" * 2000))
        assert answer.status_code == 413
        assert answer.json()["reason"] == "too-big"
        assert "1000" in answer.json()["error"]

    def test_a_full_store_refuses_new_working_copies(self, editor_client, monkeypatch):
        monkeypatch.setattr(autosave, "MAX_WORKING_COPIES", 2)
        uid = uuid.uuid4()
        for window in (uid, uuid.uuid4(), uuid.uuid4()):
            answer = editor_client.post(AUTOSAVE_URL, fill_window(uid=window, source="x"))
        assert (answer.status_code, answer.json()["reason"]) == (507, "full")
        assert WorkingCopy.objects.count() == 2
        assert editor_client.post(AUTOSAVE_URL, fill_window(uid=uid, source="y")).status_code == 200

    def test_a_malformed_request_is_refused(self, editor_client):
        assert editor_client.post(AUTOSAVE_URL, {"_window": uuid.uuid4()}).json()["reason"] == "malformed"
        assert not WorkingCopy.objects.exists()

    def test_a_failing_database_is_reported(self, editor_client, monkeypatch):
        monkeypatch.setattr(WorkingCopy, "save", raise_database_error)
        answer = editor_client.post(AUTOSAVE_URL, fill_window(source="x"))
        assert (answer.status_code, answer.json()["reason"]) == (503, "failing")

    def test_a_working_copy_outlives_its_post(self, editor_client, make_post):
        post = make_post()
        editor_client.post(AUTOSAVE_URL, fill_window(post, source="还在"))
        post.delete()
        assert get_working_copy().is_post_deleted
        assert get_working_copy().fields["source"] == "还在"
        assert get_offered_titles(editor_client.get(ADD_URL)) == ["A post"]

    def test_autosave_of_a_deleted_post_says_so_and_keeps_the_text(self, editor_client, make_post):
        post = make_post()
        data = fill_window(post, source="还在")
        Post.objects.all().delete()
        answer = editor_client.post(AUTOSAVE_URL, data)
        assert "has been deleted" in answer.json()["news"]
        assert get_working_copy().is_post_deleted


class TestNotice:
    def test_the_user_who_saved_meanwhile_is_named(self, editor_client, make_post, author):
        post = make_post()
        data = fill_window(post, source="mine")
        post.save()
        Revision.objects.update_or_create(
            post=post, version=post.version, defaults={"editor": author, "kind": "saved", "snapshot": {}}
        )
        news = editor_client.post(AUTOSAVE_URL, data).json()["news"]
        assert news == "林默 has saved this post. When you save, you will see both versions."

    def test_a_save_from_ones_own_other_window_is_named(self, editor_client, make_post):
        post = make_post()
        data = fill_window(post, source="mine")
        editor_client.post(change_url(post), fill_form(post, source="other"))
        assert (
            "You have saved this post in another window"
            in editor_client.post(AUTOSAVE_URL, data).json()["news"]
        )

    def test_there_is_no_notice_while_nobody_saved(self, editor_client, make_post):
        assert editor_client.post(AUTOSAVE_URL, fill_window(make_post(), source="x")).json()["news"] == ""


class TestPermissions:
    def test_a_stranger_is_told_to_sign_in(self, client, make_post):
        answer = client.post(AUTOSAVE_URL, fill_window(make_post(), source="x"))
        assert (answer.status_code, answer.json()["reason"]) == (403, "signed-out")
        assert not WorkingCopy.objects.exists()

    def test_staff_without_permission_cannot_autosave(self, client, make_post):
        client.force_login(User.objects.create_user("staff", is_staff=True))
        assert client.post(AUTOSAVE_URL, fill_window(make_post())).json()["reason"] == "denied"

    def test_an_author_autosaves_own_drafts_only(self, client, sign_in, make_post):
        writer = sign_in("writer", "Author")
        own = make_post("own", author=writer, published_at=None)
        live = make_post("live", author=writer)
        other = make_post("other", published_at=None)
        answers = {
            post.title: client.post(AUTOSAVE_URL, fill_window(post)).status_code
            for post in (own, live, other)
        }
        assert answers == {"own": 200, "live": 403, "other": 403}
        assert client.post(AUTOSAVE_URL, fill_window(source="new")).status_code == 200
        assert WorkingCopy.objects.count() == 2

    def test_an_editor_autosaves_any_post(self, client, sign_in, make_post):
        sign_in("chief", "Editor")
        assert client.post(AUTOSAVE_URL, fill_window(make_post(), source="x")).status_code == 200

    def test_a_working_copy_is_private(self, client, sign_in, make_post):
        post, uid = make_post(), uuid.uuid4()
        sign_in("one", "Editor")
        client.post(AUTOSAVE_URL, fill_window(post, uid=uid, source="private"))
        sign_in("two", "Editor")
        assert client.post(AUTOSAVE_URL, fill_window(post, uid=uid, source="over")).status_code == 404
        for name in ("copy", "copy_preview"):
            assert client.get(working_copy_url(name, uid)).status_code == 404
        assert client.post(working_copy_url("copy_discard", uid)).status_code == 404
        assert get_offered_titles(client.get(change_url(post))) == []
        assert "private" not in client.get(change_url(post), {"copy": uid}).content.decode()
        assert get_working_copy().fields["source"] == "private"

    def test_a_window_of_another_user_is_not_autosaved(self, client, sign_in, editor, make_post):
        sign_in("two", "Editor")
        answer = client.post(AUTOSAVE_URL, fill_window(make_post(), editor=editor.pk))
        assert (answer.status_code, answer.json()["reason"]) == (409, "other-user")
        assert "two" in answer.json()["error"]
        assert not WorkingCopy.objects.exists()

    def test_an_anonymous_user_sees_no_working_copy(self, client, editor_client, make_post):
        editor_client.post(AUTOSAVE_URL, fill_window(make_post(), source="private"))
        client.logout()
        for name in ("copy", "copy_preview"):
            assert client.get(working_copy_url(name, get_working_copy().uid)).status_code == 302

    def test_a_request_from_another_site_is_refused(self, editor, make_post):
        client = Client(enforce_csrf_checks=True)
        client.force_login(editor)
        assert client.post(AUTOSAVE_URL, fill_window(make_post(), source="x")).status_code == 403
        assert not WorkingCopy.objects.exists()

    @pytest.mark.parametrize("method", ["get", "put", "delete"])
    def test_autosave_requires_a_post_request(self, method, editor_client):
        assert getattr(editor_client, method)(AUTOSAVE_URL).status_code == 405

    def test_discarding_requires_a_post_request(self, editor_client):
        editor_client.post(AUTOSAVE_URL, fill_window(source="x"))
        assert editor_client.get(working_copy_url("copy_discard", get_working_copy().uid)).status_code == 405
        assert WorkingCopy.objects.exists()
