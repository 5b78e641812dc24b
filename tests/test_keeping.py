"""What is typed and not saved: kept for whoever typed it, offered again, shown as a page, never lost."""

import re
import uuid

import pytest
from django.contrib.auth.models import Group, User
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from posts.editor import autosave
from posts.models import Category, Post, Redirect, Revision, Tag, WorkingCopy
from tests.test_admin import ADD, change_page, picture, typed

KEEP = reverse("admin:posts_post_autosave")
COPIES = reverse("admin:posts_post_unsaved")


def copy_url(name, uid):
    return reverse(f"admin:posts_post_{name}", args=[uid])


def in_window(post=None, *, uid=None, editor="", taken="", **fields):
    """Return what a window sends for `post`, with `fields` typed over it."""
    return {
        **typed(post, **fields),
        "_window": str(uid or uuid.uuid4()),
        "_editor": editor,
        "_post": post.pk if post else "",
        **({"version": post.version} if post else {}),
        "_taken": taken,
    }


def kept():
    return WorkingCopy.objects.get()


def offered(response):
    return [unsaved.working_copy.title for unsaved in response.context["unsaved_changes"]]


@pytest.fixture
def sign_in(client):
    """Return a function that signs somebody in who belongs to a group."""

    def sign_in(name, group):
        user = User.objects.create_user(name, is_staff=True)
        user.groups.add(Group.objects.get(name=group))
        client.force_login(user)
        return user

    return sign_in


class TestKeeping:
    def test_what_is_typed_is_kept_and_the_post_is_not_touched(self, desk, editor, make_post):
        post = make_post(source="旧的")
        answer = desk.post(KEEP, in_window(post, source="新的\r\n二", tags="a，b"))
        assert answer.json()["version"] == post.version
        assert re.fullmatch(r"\d\d:\d\d:\d\d", answer.json()["at"])
        copy = kept()
        assert (copy.post, copy.editor, copy.base_version) == (post, editor, post.version)
        assert (copy.fields["source"], copy.fields["tags"]) == ("新的\n二", "a，b")
        assert not any(name.startswith(("_", "csrf")) for name in copy.fields)
        assert Post.objects.get().source == "旧的"
        assert Post.objects.get().version == post.version

    def test_a_window_has_one_copy_and_two_windows_have_two(self, desk, make_post):
        post, uid = make_post(), uuid.uuid4()
        desk.post(KEEP, in_window(post, uid=uid, source="1"))
        desk.post(KEEP, in_window(post, uid=uid, source="2"))
        desk.post(KEEP, in_window(post, source="3"))
        assert sorted(copy.fields["source"] for copy in WorkingCopy.objects.all()) == ["2", "3"]

    def test_a_new_text_is_kept_without_a_title(self, desk):
        assert desk.post(KEEP, in_window(title="", source="正文")).status_code == 200
        assert kept().post is None
        assert str(kept()) == "Untitled"

    def test_characters_that_no_database_holds_are_left_out(self, desk):
        desk.post(KEEP, in_window(source="a\x00b\x0bc"))
        assert kept().fields["source"] == "abc"

    def test_two_megabytes_are_kept(self, desk):
        text = "文" * 700_000
        assert desk.post(KEEP, in_window(source=text)).status_code == 200
        assert kept().fields["source"] == text

    def test_what_is_longer_than_the_settings_allow_is_refused_with_the_reason(self, desk, settings):
        settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
        answer = desk.post(KEEP, in_window(source="x" * 2000))
        assert answer.status_code == 413
        assert answer.json()["reason"] == "too-big"
        assert "1000" in answer.json()["error"]

    def test_the_oldest_is_not_dropped_for_the_newest(self, desk, monkeypatch):
        monkeypatch.setattr(autosave, "MAX_WORKING_COPIES", 2)
        uid = uuid.uuid4()
        for window in (uid, uuid.uuid4(), uuid.uuid4()):
            answer = desk.post(KEEP, in_window(uid=window, source="x"))
        assert (answer.status_code, answer.json()["reason"]) == (507, "full")
        assert WorkingCopy.objects.count() == 2
        assert desk.post(KEEP, in_window(uid=uid, source="y")).status_code == 200

    def test_nothing_is_no_text(self, desk):
        assert desk.post(KEEP, {"_window": uuid.uuid4()}).json()["reason"] == "malformed"
        assert not WorkingCopy.objects.exists()

    def test_a_database_that_refuses_is_told(self, desk, monkeypatch):
        monkeypatch.setattr(WorkingCopy, "save", failing)
        answer = desk.post(KEEP, in_window(source="x"))
        assert (answer.status_code, answer.json()["reason"]) == (503, "failing")

    def test_the_copy_of_a_deleted_post_outlives_it(self, desk, make_post):
        post = make_post()
        desk.post(KEEP, in_window(post, source="还在"))
        post.delete()
        assert kept().is_post_deleted
        assert kept().fields["source"] == "还在"
        assert offered(desk.get(ADD)) == ["A post"]

    def test_a_window_of_a_deleted_post_is_told_and_its_text_is_kept(self, desk, make_post):
        post = make_post()
        data = in_window(post, source="还在")
        Post.objects.all().delete()
        answer = desk.post(KEEP, data)
        assert "has been deleted" in answer.json()["news"]
        assert kept().is_post_deleted


def failing(*args, **kwargs):
    raise OperationalError("database or disk is full")


class TestNews:
    def test_who_saved_meanwhile_is_named(self, desk, make_post, author):
        post = make_post()
        data = in_window(post, source="mine")
        post.save()
        Revision.objects.update_or_create(
            post=post, version=post.version, defaults={"editor": author, "kind": "saved", "snapshot": {}}
        )
        news = desk.post(KEEP, data).json()["news"]
        assert news == "林默 has saved this post. When you save, you will see both versions."

    def test_ones_own_other_window_is_called_so(self, desk, make_post):
        post = make_post()
        data = in_window(post, source="mine")
        desk.post(change_page(post), typed(post, source="other"))
        assert "You have saved this post in another window" in desk.post(KEEP, data).json()["news"]

    def test_there_is_none_while_nobody_saved(self, desk, make_post):
        assert desk.post(KEEP, in_window(make_post(), source="x")).json()["news"] == ""


class TestWhoMay:
    def test_a_stranger_is_told_to_sign_in(self, client, make_post):
        answer = client.post(KEEP, in_window(make_post(), source="x"))
        assert (answer.status_code, answer.json()["reason"]) == (403, "signed-out")
        assert not WorkingCopy.objects.exists()

    def test_staff_without_rights_is_refused(self, client, make_post):
        client.force_login(User.objects.create_user("staff", is_staff=True))
        assert client.post(KEEP, in_window(make_post())).json()["reason"] == "denied"

    def test_an_author_keeps_own_drafts_only(self, client, sign_in, make_post):
        writer = sign_in("writer", "Author")
        own = make_post("own", author=writer, published_at=None)
        live = make_post("live", author=writer)
        other = make_post("other", published_at=None)
        answers = {post.title: client.post(KEEP, in_window(post)).status_code for post in (own, live, other)}
        assert answers == {"own": 200, "live": 403, "other": 403}
        assert client.post(KEEP, in_window(source="new")).status_code == 200
        assert WorkingCopy.objects.count() == 2

    def test_an_editor_keeps_everybodys(self, client, sign_in, make_post):
        sign_in("chief", "Editor")
        assert client.post(KEEP, in_window(make_post(), source="x")).status_code == 200

    def test_a_copy_is_its_owners_alone(self, client, sign_in, make_post):
        post, uid = make_post(), uuid.uuid4()
        sign_in("one", "Editor")
        client.post(KEEP, in_window(post, uid=uid, source="private"))
        sign_in("two", "Editor")
        assert client.post(KEEP, in_window(post, uid=uid, source="over")).status_code == 404
        for name in ("copy", "copy_preview"):
            assert client.get(copy_url(name, uid)).status_code == 404
        assert client.post(copy_url("copy_discard", uid)).status_code == 404
        assert offered(client.get(change_page(post))) == []
        assert "private" not in client.get(change_page(post), {"copy": uid}).content.decode()
        assert kept().fields["source"] == "private"

    def test_a_window_of_somebody_else_is_not_kept_under_the_name_of_whoever_signed_in(
        self, client, sign_in, editor, make_post
    ):
        sign_in("two", "Editor")
        answer = client.post(KEEP, in_window(make_post(), editor=editor.pk))
        assert (answer.status_code, answer.json()["reason"]) == (409, "other-user")
        assert "two" in answer.json()["error"]
        assert not WorkingCopy.objects.exists()

    def test_a_stranger_sees_no_copy(self, client, desk, make_post):
        desk.post(KEEP, in_window(make_post(), source="private"))
        client.logout()
        for name in ("copy", "copy_preview"):
            assert client.get(copy_url(name, kept().uid)).status_code == 302

    def test_a_request_from_another_site_is_refused(self, editor, make_post):
        client = Client(enforce_csrf_checks=True)
        client.force_login(editor)
        assert client.post(KEEP, in_window(make_post(), source="x")).status_code == 403
        assert not WorkingCopy.objects.exists()

    @pytest.mark.parametrize("method", ["get", "put", "delete"])
    def test_only_post_keeps(self, method, desk):
        assert getattr(desk, method)(KEEP).status_code == 405

    def test_throwing_away_needs_a_post(self, desk):
        desk.post(KEEP, in_window(source="x"))
        assert desk.get(copy_url("copy_discard", kept().uid)).status_code == 405
        assert WorkingCopy.objects.exists()


class TestOffer:
    def test_it_says_when_from_which_version_and_how_much_differs(self, desk, make_post):
        post = make_post(source="一二三")
        desk.post(KEEP, in_window(post, source="一二三四五"))
        page = desk.get(change_page(post)).content.decode()
        assert "2 characters differ." in page
        assert "Based on version 1, the latest." in page
        assert f"{timezone.localtime():%Y-%m-%d}" in page
        for way in (
            copy_url("copy", kept().uid),
            f"?copy={kept().uid}",
            copy_url("copy_discard", kept().uid),
        ):
            assert way in page

    def test_taking_it_fills_the_whole_form(self, desk, make_post):
        post = make_post(source="旧", tags=["old"])
        category = Category.objects.create(name="数学")
        data = in_window(
            post,
            source="新",
            tags="c++, 注意力",
            category=category.pk,
            language="en",
            published_at_0="2030-01-02",
            published_at_1="03:04:05",
        )
        desk.post(KEEP, data)
        response = desk.get(change_page(post), {"copy": kept().uid})
        page, form = response.content.decode(), response.context["adminform"].form
        assert (form["source"].value(), form["category"].value()) == ("新", str(category.pk))
        for value in ("c++, 注意力", "2030-01-02", "03:04:05"):
            assert f'value="{value}"' in page
        assert '<option value="en" selected>' in page
        assert offered(response) == []
        assert "data-has-draft" in page

    def test_the_window_that_took_it_goes_on_from_the_same_version(self, desk, make_post):
        post = make_post()
        desk.post(KEEP, in_window(post, source="x"))
        Post.objects.get().save()
        form = desk.get(change_page(post), {"copy": kept().uid}).context["adminform"].form
        assert form["version"].value() == str(post.version)

    def test_a_new_text_is_offered_and_taken_where_one_adds(self, desk):
        desk.post(KEEP, in_window(title="新", source="文"))
        assert offered(desk.get(ADD)) == ["新"]
        form = desk.get(ADD, {"copy": kept().uid}).context["adminform"].form
        assert form["source"].value() == "文"

    def test_what_equals_the_saved_post_is_dropped_silently(self, desk, make_post):
        post = make_post(source="一\n二", tags=["b", "a"], category=Category.objects.create(name="C"))
        desk.post(KEEP, in_window(post, tags="b, a", category=post.category_id))
        response = desk.get(change_page(post))
        assert offered(response) == []
        assert not WorkingCopy.objects.exists()

    def test_the_same_text_from_two_windows_is_offered_once(self, desk, make_post):
        post = make_post()
        for source in ("x", "y", "x"):
            desk.post(KEEP, in_window(post, title=source, source=source))
        assert offered(desk.get(change_page(post))) == ["x", "y"]
        assert WorkingCopy.objects.count() == 2

    def test_a_new_form_that_holds_nothing_is_dropped_silently(self, desk, editor):
        desk.post(KEEP, in_window(title="", author=editor.pk, language="en"))
        assert offered(desk.get(ADD)) == []
        assert not WorkingCopy.objects.exists()

    def test_the_difference_is_shown_by_field_and_by_word(self, desk, make_post):
        post = make_post(source="注意力机制很重要", tags=["a"])
        desk.post(KEEP, in_window(post, source="注意力机制不重要", tags="a, b", title="<b>"))
        page = desk.get(copy_url("copy", kept().uid)).content.decode()
        assert "<del>很</del><ins>不</ins>" in page
        assert "&lt;b&gt;" in page
        assert re.findall(r"<h2>(\w+)</h2>", page) == ["Title", "Text", "Tags"]

    def test_a_difference_of_places_names_them(self, desk, make_post):
        post = make_post(category=Category.objects.create(name="旧类"))
        new = Category.objects.create(name="新类")
        desk.post(KEEP, in_window(post, category=new.pk))
        unsaved = desk.get(copy_url("copy", kept().uid)).context["unsaved"]
        assert [(one.before, one.after) for one in unsaved.changes] == [("旧类", "新类")]

    def test_thrown_away_it_is_gone(self, desk, make_post):
        post = make_post()
        desk.post(KEEP, in_window(post, source="x"))
        response = desk.post(copy_url("copy_discard", kept().uid), follow=True)
        assert response.redirect_chain[-1][0] == change_page(post)
        assert not WorkingCopy.objects.exists()

    def test_the_part_of_the_page_that_offers_can_be_asked_for_alone(self, desk, make_post):
        post = make_post()
        desk.post(KEEP, in_window(post, title="typed"))
        page = desk.get(COPIES, {"post": post.pk}).content.decode()
        assert "Unsaved changes: typed" in page
        assert "<html" not in page
        assert "typed" not in desk.get(COPIES).content.decode()
        assert desk.get(COPIES, {"post": 999}).status_code == 404

    def test_whoever_may_only_look_can_still_read_what_was_typed(self, client, sign_in, make_post):
        writer = sign_in("writer", "Author")
        post = make_post(author=writer, published_at=None)
        client.post(KEEP, in_window(post, source="没来得及"))
        Post.objects.update(published_at=timezone.now())
        page = client.get(change_page(post)).content.decode()
        assert copy_url("copy", kept().uid) in page
        assert f"?copy={kept().uid}" not in page
        assert "没来得及" in client.get(copy_url("copy", kept().uid)).content.decode()

    def test_the_newest_of_an_editor_come_without_long_texts(self, desk, editor, django_assert_num_queries):
        for number in range(3):
            desk.post(KEEP, in_window(title=f"{number}", source="x"))
        with django_assert_num_queries(1):
            assert [str(copy) for copy in WorkingCopy.objects.for_editor(editor)] == ["2", "1", "0"]

    def test_the_front_page_of_the_admin_leads_to_them(self, desk, make_post):
        desk.post(KEEP, in_window(title="没存的", source="x"))
        page = desk.get(reverse("admin:index")).content.decode()
        assert f'<a href="{ADD}?copy={kept().uid}">没存的</a>' in page
        assert "1 post has unsaved changes" in page


class TestSaving:
    def test_saving_deletes_the_copy_of_that_window_only(self, desk, make_post):
        post, uid = make_post(), uuid.uuid4()
        desk.post(KEEP, in_window(post, uid=uid, source="saved"))
        desk.post(KEEP, in_window(post, source="another"))
        desk.post(change_page(post), in_window(post, uid=uid, source="saved"))
        assert Post.objects.get().source == "saved"
        assert kept().fields["source"] == "another"

    def test_a_save_that_is_refused_keeps_it_and_the_window(self, desk, make_post):
        post, uid = make_post(), uuid.uuid4()
        desk.post(KEEP, in_window(post, uid=uid, source="x"))
        response = desk.post(change_page(post), in_window(post, uid=uid, title="", source="x"))
        assert response.context["editor_window"]["uid"] == uid
        assert WorkingCopy.objects.exists()

    def test_a_copy_that_was_taken_goes_once_its_text_is_kept_by_the_window_that_took_it(
        self, desk, make_post
    ):
        post = make_post()
        desk.post(KEEP, in_window(post, source="x"))
        taken = desk.get(change_page(post), {"copy": kept().uid}).context["editor_window"]["restored_from"]
        desk.post(KEEP, in_window(post, source="x and more", taken=taken))
        assert kept().fields["source"] == "x and more"

    def test_a_copy_that_was_taken_goes_with_the_save(self, desk, make_post):
        post = make_post()
        desk.post(KEEP, in_window(post, source="x"))
        taken = desk.get(change_page(post), {"copy": kept().uid}).context["editor_window"]["restored_from"]
        desk.post(change_page(post), in_window(post, source="x", taken=taken))
        assert not WorkingCopy.objects.exists()

    def test_what_its_own_window_typed_on_since_it_was_taken_stays(self, desk, make_post):
        post, uid = make_post(), uuid.uuid4()
        desk.post(KEEP, in_window(post, uid=uid, source="x"))
        taken = desk.get(change_page(post), {"copy": uid}).context["editor_window"]["restored_from"]
        desk.post(KEEP, in_window(post, uid=uid, source="x, typed on"))
        desk.post(change_page(post), in_window(post, source="x", taken=taken))
        assert kept().fields["source"] == "x, typed on"

    def test_a_save_of_a_post_that_was_deleted_meanwhile_becomes_a_new_text(self, desk, make_post):
        post = make_post()
        data = in_window(post, source="没丢")
        Post.objects.all().delete()
        response = desk.post(change_page(post), data, follow=True)
        assert response.redirect_chain[-1][0].startswith(f"{ADD}?copy=")
        assert response.context["adminform"].form["source"].value() == "没丢"


class TestSentInVain:
    """The plain form, as a browser without JavaScript sends it."""

    def test_while_signed_out_everything_comes_back_and_nothing_is_stored(self, client, make_post):
        post = make_post()
        data = in_window(post, source="写了很久<\n文", title='"标题"', byline="某人")
        response = client.post(change_page(post), data)
        page = response.content.decode()
        assert response.status_code == 403
        assert escape("写了很久<\n文") in page
        assert escape('"标题"') in page
        assert 'name="byline" value="某人"' in page
        assert f"{reverse('admin:login')}?next=" in page
        assert "Transmission" in page
        assert "no-store" in response["Cache-Control"]
        assert not WorkingCopy.objects.exists()
        assert Post.objects.get().source == ""

    def test_it_is_saved_from_there_after_signing_in(self, client, editor, make_post):
        post = make_post()
        page = client.post(change_page(post), in_window(post, editor=editor.pk, source="写了很久")).content
        client.force_login(editor)
        client.post(change_page(post), sent_from(page.decode()))
        assert Post.objects.get().source == "写了很久"

    def test_a_post_that_was_never_saved_comes_back_too(self, client, db):
        response = client.post(ADD, in_window(source="第一次"))
        assert response.status_code == 403
        assert "第一次" in response.content.decode()

    def test_files_cannot_come_back_and_that_is_said(self, client, db):
        page = client.post(ADD, in_window(cover=picture("a.png", "PNG"))).content.decode()
        assert "must be chosen again" in page

    def test_an_old_token_gives_everything_back(self, editor, make_post):
        client = Client(enforce_csrf_checks=True)
        client.force_login(editor)
        post = make_post()
        headers = {"HTTP_ORIGIN": "http://testserver"}
        response = client.post(change_page(post), in_window(post, source="写了很久"), **headers)
        assert response.status_code == 403
        assert "写了很久" in response.content.decode()

    @pytest.mark.parametrize("origin", ["http://evil.example", "null", ""])
    def test_what_another_site_sent_is_not_shown(self, origin, editor, make_post):
        client = Client(enforce_csrf_checks=True)
        client.force_login(editor)
        post = make_post()
        response = client.post(change_page(post), in_window(post, source="假的"), HTTP_ORIGIN=origin)
        assert response.status_code == 403
        assert "假的" not in response.content.decode()

    def test_a_form_of_somebody_else_is_not_saved_unasked(self, client, sign_in, editor, make_post):
        post = make_post(source="旧")
        sign_in("two", "Editor")
        response = client.post(change_page(post), in_window(post, editor=editor.pk, source="别人的"))
        assert response.status_code == 409
        assert "别人的" in response.content.decode()
        assert "Save as two" in response.content.decode()
        assert Post.objects.get().source == "旧"
        client.post(change_page(post), sent_from(response.content.decode()))
        assert Post.objects.get().source == "别人的"

    def test_a_post_that_one_may_not_change_any_more_gives_everything_back(self, client, sign_in, make_post):
        post = make_post(author=sign_in("writer", "Author"))
        response = client.post(change_page(post), in_window(post, source="晚了"))
        assert response.status_code == 403
        assert "晚了" in response.content.decode()
        assert Post.objects.get().source == ""

    def test_a_full_disk_leaves_everything_in_the_form(self, desk, editor, monkeypatch):
        monkeypatch.setattr("posts.models.Post.save", failing)
        data = in_window(source="没丢", author=editor.pk, cover=picture("a.png", "PNG"))
        response = desk.post(ADD, data)
        form = response.context["adminform"].form
        assert response.status_code == 503
        assert form["source"].value() == "没丢"
        assert form.errors.keys() == {"__all__"}
        assert "disk may be full" in response.content.decode()
        assert not Post.objects.exists()

    def test_a_database_that_is_gone_altogether_gives_everything_back(self, desk, make_post, monkeypatch):
        post = make_post()
        monkeypatch.setattr("posts.admin.posts.PostAdmin.get_object", failing)
        response = desk.post(change_page(post), in_window(post, source="没丢"))
        assert response.status_code == 503
        assert "没丢" in response.content.decode()

    def test_looking_at_a_form_never_hides_a_failure(self, desk, monkeypatch):
        monkeypatch.setattr("posts.admin.posts.PostAdmin.get_changeform_initial_data", failing)
        with pytest.raises(OperationalError):
            desk.get(ADD)


def sent_from(page):
    """Return what the form on a page that gave everything back sends."""
    form = page.partition('class="rescue-form"')[2]
    data = dict(re.findall(r'<input[^>]*name="([^"]+)" value="([^"]*)"', form))
    data |= dict(re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>\n(.*?)</textarea>', form, re.DOTALL))
    return data


DESK = re.compile(rb'<p class="status-notice">.*?</p>', re.DOTALL)
FIELDS = {
    "title": "注意力 <i>",
    "source": "# 一\n\n行内 $x^2$ 与 `code`\n\n## 二\n\n![图](/media/a.png)\n",
    "summary": "摘要",
    "tags": "新的, C++",
    "slug": "a-new-slug",
    "byline": "客人",
    "language": "en",
    "cover_alt": "封面",
}


KEY = re.compile(rb"(?<=/admin/posts/post/)\d+")


class TestPage:
    def test_it_is_byte_for_byte_the_page_that_saving_gives(self, desk, editor, make_post, time_machine):
        time_machine.move_to("2026-03-01T00:00:00Z", tick=False)
        make_post("another", tags=["C++"], source="行内 code 与")
        category = Category.objects.create(name="数学")
        post = make_post(tags=["C++"], slug="old-slug", source="行内")
        data = in_window(post, **FIELDS, category=category.pk)
        desk.post(KEEP, data)
        page = desk.get(copy_url("copy_preview", kept().uid))
        desk.post(change_page(post), data)
        saved = desk.get(Post.objects.get(pk=post.pk).get_absolute_url())
        assert DESK.sub(b"", page.content) == saved.content
        assert page.content != saved.content

    def test_so_it_is_for_a_post_that_was_never_saved(self, desk, editor, time_machine):
        time_machine.move_to("2026-03-01T00:00:00Z", tick=False)
        data = in_window(**FIELDS, author=editor.pk)
        desk.post(KEEP, data)
        page = desk.get(copy_url("copy_preview", kept().uid))
        desk.post(ADD, data)
        saved = desk.get(Post.objects.get().get_absolute_url())
        # What was tried before it was saved may have used up a key.
        shown, kept_page = (KEY.sub(b"", DESK.sub(b"", one.content)) for one in (saved, page))
        assert kept_page == shown

    def test_nothing_is_saved_by_looking(self, desk, editor, make_post):
        post = make_post(source="旧", tags=["a"])
        desk.post(KEEP, in_window(post, **FIELDS))
        assert "注意力" in desk.get(copy_url("copy_preview", kept().uid)).content.decode()
        fresh = Post.objects.get()
        assert (fresh.source, fresh.slug, fresh.version) == ("旧", post.slug, post.version)
        assert [tag.name for tag in Tag.objects.all()] == ["a"]
        assert not Redirect.objects.exists()
        assert kept().title == FIELDS["title"]
        assert "messages" not in desk.session

    def test_no_warning_of_it_is_told_later(self, desk, editor):
        desk.post(KEEP, in_window(source="$\\frac{1$", author=editor.pk))
        desk.get(copy_url("copy_preview", kept().uid))
        assert "Line 1" not in desk.get(reverse("admin:index")).content.decode()

    def test_it_is_never_kept_and_never_indexed(self, desk, make_post):
        desk.post(KEEP, in_window(make_post(), source="x"))
        page = desk.get(copy_url("copy_preview", kept().uid))
        assert "no-store" in page["Cache-Control"]
        assert page["X-Robots-Tag"] == "noindex"

    def test_what_is_not_valid_yet_does_not_keep_it_from_being_shown(self, desk, make_post):
        make_post(slug="taken")
        post = make_post("旧题", slug="own")
        for window in (
            in_window(post, slug="taken", title="", source="正文"),
            in_window(title="", source="正文"),
        ):
            WorkingCopy.objects.all().delete()
            desk.post(KEEP, window)
            page = desk.get(copy_url("copy_preview", kept().uid))
            assert page.status_code == 200
            assert "正文" in page.content.decode()

    def test_what_cannot_be_rendered_is_told(self, desk):
        desk.post(KEEP, in_window(source="> " * 4000 + "x"))
        response = desk.get(copy_url("copy_preview", kept().uid), follow=True)
        assert response.redirect_chain[-1][0] == copy_url("copy", kept().uid)
        assert "nested too deep" in response.content.decode()

    def test_an_author_sees_the_own_draft(self, client, sign_in, make_post):
        post = make_post(author=sign_in("writer", "Author"), published_at=None)
        client.post(KEEP, in_window(post, source="草稿", author=""))
        page = client.get(copy_url("copy_preview", kept().uid))
        assert "草稿" in page.content.decode()

    def test_the_button_keeps_the_form_and_leads_there_without_javascript(self, desk, make_post):
        post, uid = make_post(source="旧"), uuid.uuid4()
        response = desk.post(change_page(post), in_window(post, uid=uid, source="新", _preview="1"))
        assert response["Location"] == copy_url("copy_preview", uid)
        assert kept().fields["source"] == "新"
        assert Post.objects.get().source == "旧"


def test_the_page_after_signing_in_beside_a_window_says_so(desk):
    page = desk.get(reverse("admin:posts_post_signed_in")).content.decode()
    assert "Close this window" in page
