"""Autosave: what is typed and not saved is kept for whoever typed it."""

import re
import uuid

import pytest
from django.contrib.auth.models import User
from django.test import Client

from posts.models import Draft, DraftRevision, Post, Revision
from posts.revisions import drafts
from tests.support.admin_forms import change_url, fill_form
from tests.support.drafts import (
    AUTOSAVE_URL,
    draft_url,
    fill_window,
    get_only_draft,
    raise_database_error,
)


class TestStore:
    def test_autosave_stores_what_is_typed_and_not_the_post(self, editor_client, editor, make_post):
        post = make_post(source="旧的")
        answer = editor_client.post(AUTOSAVE_URL, fill_window(post, source="新的\r\n二", tags="a，b"))
        draft = get_only_draft()
        assert answer.json() | {"at": ""} == {
            "at": "",
            "post": post.pk,
            "url": change_url(post),
            "version": post.version,
            "draft": draft.token,
            "news": "",
        }
        assert re.fullmatch(r"\d\d:\d\d:\d\d", answer.json()["at"])
        assert (draft.post, draft.editor, draft.base_version) == (post, editor, post.version)
        assert (draft.fields["source"], draft.fields["tags"]) == ("新的\n二", "a，b")
        assert not any(name.startswith(("_", "csrf")) for name in draft.fields)
        assert Post.objects.get().source == "旧的"
        assert Post.objects.get().version == post.version

    def test_characters_that_databases_refuse_are_left_out(self, editor_client):
        editor_client.post(AUTOSAVE_URL, fill_window(source="a\x00b\x0bc"))
        assert get_only_draft().fields["source"] == "abc"

    def test_two_megabytes_are_autosaved(self, editor_client):
        text = "文" * 700_000
        assert editor_client.post(AUTOSAVE_URL, fill_window(source=text)).status_code == 200
        assert get_only_draft().fields["source"] == text

    def test_a_request_larger_than_the_limit_is_refused_with_the_reason(self, editor_client, settings):
        settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
        answer = editor_client.post(AUTOSAVE_URL, fill_window(source="x" * 2000))
        assert answer.status_code == 413
        assert answer.json()["reason"] == "too-big"
        assert "1000" in answer.json()["error"]

    def test_more_drafts_than_an_editor_may_have_are_refused_and_those_stay(self, editor_client, monkeypatch):
        monkeypatch.setattr(drafts, "MAX_DRAFTS", 2)
        uid = uuid.uuid4()
        for window in (uid, uuid.uuid4(), uuid.uuid4()):
            answer = editor_client.post(AUTOSAVE_URL, fill_window(uid=window, source="x"))
        assert (answer.status_code, answer.json()["reason"]) == (507, "full")
        assert "2 posts with unsaved changes" in answer.json()["error"]
        assert (Draft.objects.count(), Post.objects.count()) == (2, 2)
        assert editor_client.post(AUTOSAVE_URL, fill_window(uid=uid, source="y", seq=2)).status_code == 200

    def test_a_malformed_request_is_refused(self, editor_client):
        assert editor_client.post(AUTOSAVE_URL, {"_window": uuid.uuid4()}).json()["reason"] == "malformed"
        assert not Draft.objects.exists()

    @pytest.mark.parametrize("name", ["_seq", "_post", "version", "_draft", "_window", "_merged"])
    @pytest.mark.parametrize("value", ["", "-1", "9" * 15, "x", "1.1.1", "\x00"])
    def test_whatever_a_window_says_of_itself_the_text_is_stored(self, name, value, editor_client):
        answer = editor_client.post(AUTOSAVE_URL, fill_window(source="x") | {name: value})
        assert answer.status_code == 200
        assert get_only_draft().fields["source"] == "x"

    def test_a_failing_database_is_reported(self, editor_client, monkeypatch):
        monkeypatch.setattr(Draft, "save", raise_database_error)
        answer = editor_client.post(AUTOSAVE_URL, fill_window(source="x"))
        assert (answer.status_code, answer.json()["reason"]) == (503, "failing")
        assert not Post.objects.exists()

    def test_a_form_that_is_as_saved_again_leaves_no_draft(self, editor_client, make_post):
        post, uid = make_post(source="旧的"), uuid.uuid4()
        editor_client.post(AUTOSAVE_URL, fill_window(post, uid=uid, source="新的"))
        unchanged = fill_window(post, uid=uid, seq=2) | {"_unchanged": "1"}
        assert editor_client.post(AUTOSAVE_URL, unchanged).json()["draft"] == ""
        assert not Draft.objects.exists()
        assert DraftRevision.objects.get().fields["source"] == "新的"


class TestDeletedPost:
    def test_a_draft_outlives_its_post(self, editor_client, make_post):
        post = make_post()
        editor_client.post(AUTOSAVE_URL, fill_window(post, source="还在"))
        post.delete()
        draft = get_only_draft()
        assert (draft.post, draft.fields["source"]) == (None, "还在")
        form = editor_client.get(draft.get_absolute_url()).context["adminform"].form
        assert form["source"].value() == "还在"

    def test_its_window_goes_on_in_a_new_post_and_says_so(self, editor_client, make_post):
        post, uid = make_post(), uuid.uuid4()
        editor_client.post(AUTOSAVE_URL, fill_window(post, uid=uid, source="还在"))
        data = fill_window(post, uid=uid, source="还在这里", seq=2)
        Post.objects.all().delete()
        answer = editor_client.post(AUTOSAVE_URL, data).json()
        assert "has become a new post" in answer["news"]
        draft = get_only_draft()
        assert (draft.post.pk, draft.base_version) == (answer["post"], answer["version"])
        assert draft.post.version == 1
        assert draft.fields["source"] == "还在这里"

    def test_what_is_left_of_it_is_opened_and_becomes_a_new_post(self, editor_client, make_post):
        post = make_post()
        editor_client.post(AUTOSAVE_URL, fill_window(post, source="还在"))
        Post.objects.all().delete()
        draft = get_only_draft()
        editor_client.post(AUTOSAVE_URL, fill_window(source="还在这里", draft=draft.token))
        assert get_only_draft().pk == draft.pk
        assert get_only_draft().post == Post.objects.get()


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

    def test_ones_own_other_window_is_named(self, editor_client, make_post):
        post = make_post()
        editor_client.post(AUTOSAVE_URL, fill_window(post, source="one"))
        answer = editor_client.post(AUTOSAVE_URL, fill_window(post, source="two")).json()
        assert "in another window too" in answer["news"]
        assert answer["draft"] == ""

    def test_there_is_no_notice_while_nobody_saved(self, editor_client, make_post):
        assert editor_client.post(AUTOSAVE_URL, fill_window(make_post(), source="x")).json()["news"] == ""


class TestPermissions:
    def test_a_stranger_is_told_to_sign_in(self, client, make_post):
        answer = client.post(AUTOSAVE_URL, fill_window(make_post(), source="x"))
        assert (answer.status_code, answer.json()["reason"]) == (403, "signed-out")
        assert not Draft.objects.exists()

    def test_staff_without_permission_cannot_autosave(self, client, make_post):
        client.force_login(User.objects.create_user("staff", is_staff=True))
        assert client.post(AUTOSAVE_URL, fill_window(make_post())).json()["reason"] == "denied"

    def test_an_author_autosaves_own_posts_only(self, client, sign_in, make_post):
        writer = sign_in("writer", "Author")
        own = make_post("own", author=writer, published_at=None)
        live = make_post("live", author=writer)
        other = make_post("other", published_at=None)
        answers = {
            post.title: client.post(AUTOSAVE_URL, fill_window(post)).status_code
            for post in (own, live, other)
        }
        assert answers == {"own": 200, "live": 200, "other": 403}
        assert client.post(AUTOSAVE_URL, fill_window(source="new")).status_code == 200
        assert Draft.objects.count() == 3

    def test_an_editor_autosaves_any_post(self, client, sign_in, make_post):
        sign_in("chief", "Editor")
        assert client.post(AUTOSAVE_URL, fill_window(make_post(), source="x")).status_code == 200

    def test_the_window_of_another_gives_no_way_into_the_post(self, db, client, sign_in):
        sign_in("one", "Author")
        uid = uuid.uuid4()
        client.post(AUTOSAVE_URL, fill_window(uid=uid, source="private"))
        sign_in("two", "Author")
        answer = client.post(AUTOSAVE_URL, fill_window(uid=uid, source="over"))
        assert (answer.status_code, answer.json()["reason"]) == (403, "denied")
        assert get_only_draft().fields["source"] == "private"

    def test_a_draft_is_private(self, client, sign_in, make_post):
        post, uid = make_post(), uuid.uuid4()
        sign_in("one", "Editor")
        client.post(AUTOSAVE_URL, fill_window(post, uid=uid, source="private"))
        draft = get_only_draft()
        sign_in("two", "Editor")
        window = fill_window(post, uid=uid, source="over", draft=draft.token)
        assert client.post(AUTOSAVE_URL, window).status_code == 200
        for name in ("draft", "draft_preview"):
            assert client.get(draft_url(name, draft)).status_code == 404
        assert client.post(draft_url("draft_discard", draft)).status_code == 404
        assert "private" not in client.get(change_url(post)).content.decode()
        draft.refresh_from_db()
        assert draft.fields["source"] == "private"

    def test_a_window_of_another_user_is_not_autosaved(self, client, sign_in, editor, make_post):
        sign_in("two", "Editor")
        for more in ({}, {"_unchanged": "1"}):
            answer = client.post(AUTOSAVE_URL, fill_window(make_post(), editor=editor.pk) | more)
            assert (answer.status_code, answer.json()["reason"]) == (409, "other-user")
            assert "two" in answer.json()["error"]
        assert not Draft.objects.exists()

    def test_an_anonymous_user_sees_no_draft(self, client, editor_client, make_post):
        editor_client.post(AUTOSAVE_URL, fill_window(make_post(), source="private"))
        client.logout()
        for name in ("draft", "draft_preview"):
            assert client.get(draft_url(name, get_only_draft())).status_code == 302

    def test_a_request_from_another_site_is_refused(self, editor, make_post):
        client = Client(enforce_csrf_checks=True)
        client.force_login(editor)
        assert client.post(AUTOSAVE_URL, fill_window(make_post(), source="x")).status_code == 403
        assert not Draft.objects.exists()

    @pytest.mark.parametrize("method", ["get", "put", "delete"])
    def test_autosave_requires_a_post_request(self, method, editor_client):
        assert getattr(editor_client, method)(AUTOSAVE_URL).status_code == 405

    def test_discarding_requires_a_post_request(self, editor_client):
        editor_client.post(AUTOSAVE_URL, fill_window(source="x"))
        assert editor_client.get(draft_url("draft_discard", get_only_draft())).status_code == 405
        assert Draft.objects.exists()
