"""A form that cannot be saved comes back with all that was typed."""

import re

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from posts.models import Draft, Post
from tests.support.admin_forms import ADD_URL, change_url
from tests.support.drafts import fill_window, raise_database_error
from tests.support.image_files import make_upload


class TestRecovery:
    """The plain form, as a browser without JavaScript sends it."""

    def test_a_form_sent_while_signed_out_comes_back_and_nothing_is_stored(self, client, make_post):
        post = make_post()
        data = fill_window(post, source="写了很久<\n文", title='"标题"', byline="某人")
        response = client.post(change_url(post), data)
        page = response.content.decode()
        assert response.status_code == 403
        assert escape("写了很久<\n文") in page
        assert escape('"标题"') in page
        assert 'name="byline" value="某人"' in page
        assert f"{reverse('admin:login')}?next=" in page
        assert "Transmission" in page
        assert "no-store" in response["Cache-Control"]
        assert not Draft.objects.exists()
        assert Post.objects.get().source == ""

    def test_a_recovered_form_can_be_saved_after_signing_in(self, client, editor, make_post):
        post = make_post(published_at=None)
        page = client.post(change_url(post), fill_window(post, editor=editor.pk, source="写了很久")).content
        client.force_login(editor)
        client.post(change_url(post), sent_from(page.decode()))
        assert Post.objects.get().source == "写了很久"

    def test_a_new_post_comes_back_too(self, client, db):
        response = client.post(ADD_URL, fill_window(source="第一次"))
        assert response.status_code == 403
        assert "第一次" in response.content.decode()

    def test_the_page_says_that_files_must_be_chosen_again(self, client, db):
        page = client.post(ADD_URL, fill_window(cover=make_upload("a.png", "PNG"))).content.decode()
        assert "must be chosen again" in page

    def test_a_stale_csrf_token_gives_the_form_back(self, editor, make_post):
        client = Client(enforce_csrf_checks=True)
        client.force_login(editor)
        post = make_post()
        headers = {"HTTP_ORIGIN": "http://testserver"}
        response = client.post(change_url(post), fill_window(post, source="写了很久"), **headers)
        assert response.status_code == 403
        assert "写了很久" in response.content.decode()

    @pytest.mark.parametrize("origin", ["http://evil.example", "null", ""])
    def test_a_form_from_another_site_is_not_shown(self, origin, editor, make_post):
        client = Client(enforce_csrf_checks=True)
        client.force_login(editor)
        post = make_post()
        response = client.post(change_url(post), fill_window(post, source="假的"), HTTP_ORIGIN=origin)
        assert response.status_code == 403
        assert "假的" not in response.content.decode()

    def test_a_form_of_another_user_is_not_saved_unasked(self, client, sign_in, editor, make_post):
        post = make_post(source="旧", published_at=None)
        sign_in("two", "Editor")
        response = client.post(change_url(post), fill_window(post, editor=editor.pk, source="别人的"))
        assert response.status_code == 409
        assert "别人的" in response.content.decode()
        assert "Save as two" in response.content.decode()
        assert Post.objects.get().source == "旧"
        client.post(change_url(post), sent_from(response.content.decode()))
        assert Post.objects.get().source == "别人的"

    def test_a_form_without_permission_comes_back(self, client, sign_in, make_post):
        writer = sign_in("writer", "Author")
        post = make_post(author=writer, published_at=None)
        writer.groups.clear()
        response = client.post(change_url(post), fill_window(post, source="晚了"))
        assert response.status_code == 403
        assert "晚了" in response.content.decode()
        assert Post.objects.get().source == ""

    def test_a_failing_database_keeps_what_was_typed_in_the_form(self, editor_client, editor, monkeypatch):
        monkeypatch.setattr("posts.models.Post.save", raise_database_error)
        data = fill_window(source="没丢", author=editor.pk, cover=make_upload("a.png", "PNG"))
        response = editor_client.post(ADD_URL, data)
        form = response.context["adminform"].form
        assert response.status_code == 503
        assert form["source"].value() == "没丢"
        assert form.errors.keys() == {"__all__"}
        assert int(response["Retry-After"]) > 0
        assert "database cannot be reached" in response.content.decode()
        assert not Post.objects.exists()

    def test_an_unreachable_database_gives_the_form_back(self, editor_client, make_post, monkeypatch):
        post = make_post()
        monkeypatch.setattr("posts.admin.posts.PostAdmin.get_object", raise_database_error)
        response = editor_client.post(change_url(post), fill_window(post, source="没丢"))
        assert response.status_code == 503
        assert "没丢" in response.content.decode()

    def test_a_failure_while_showing_a_form_is_raised(self, editor_client, monkeypatch):
        monkeypatch.setattr("posts.admin.posts.PostAdmin.get_changeform_initial_data", raise_database_error)
        with pytest.raises(OperationalError):
            editor_client.get(ADD_URL)


def sent_from(page):
    """Return what the form on a page that gave everything back sends."""
    form = page.partition('class="rescue-form"')[2]
    data = dict(re.findall(r'<input[^>]*name="([^"]+)" value="([^"]*)"', form))
    data |= dict(re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>\n(.*?)</textarea>', form, re.DOTALL))
    return data
