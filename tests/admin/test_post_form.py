"""The form of a post: first values, what a save keeps, errors and warnings, the cover."""

from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.html import escape
from PIL import Image

from posts.media import library
from posts.models import Picture, Post, Redirect, Tag
from posts.rendering import RenderError
from tests.support.admin_forms import ADD_URL, change_url, fill_form
from tests.support.image_files import make_graphic, make_upload


class TestForm:
    def test_the_author_of_a_new_post_is_the_current_user(self, editor_client, editor):
        form = editor_client.get(ADD_URL).context["adminform"].form
        assert form["author"].value() == editor.pk

    @pytest.mark.parametrize(("code", "language"), [("en", "en"), ("zh-hans", "zh-Hans")])
    def test_a_new_post_is_in_the_language_of_the_site(self, code, language, editor_client, settings):
        settings.LANGUAGE_CODE = code
        assert editor_client.get(ADD_URL).context["adminform"].form.initial["language"] == language

    def test_a_language_that_differs_from_the_text_is_saved_with_a_warning(self, editor_client, editor):
        text = "The quick brown fox jumps over the lazy dog. " * 6
        page = editor_client.post(
            ADD_URL, fill_form(author=editor.pk, source=text), follow=True
        ).content.decode()
        assert Post.objects.get().language == "zh-Hans"
        assert "The text appears to be in English" in page

    def test_the_slug_is_made_in_pinyin_where_none_is_typed(self, editor_client, editor):
        editor_client.post(ADD_URL, fill_form(title="重庆的注意力", author=editor.pk))
        assert Post.objects.get().slug == "chong-qing-de-zhu-yi-li"

    def test_a_taken_slug_is_refused_and_the_form_keeps_what_was_typed(
        self, editor_client, editor, make_post
    ):
        make_post(slug="taken")
        response = editor_client.post(
            ADD_URL, fill_form(slug="taken", source="# 长长的正文", author=editor.pk)
        )
        assert response.status_code == 200
        assert "长长的正文" in response.content.decode()
        assert response.context["adminform"].form.errors.keys() == {"slug"}

    def test_errors_are_named_above_the_form_and_lead_to_their_fields(self, editor_client, editor, make_post):
        make_post(slug="taken")
        page = editor_client.post(
            ADD_URL, fill_form(slug="taken", author=editor.pk, _schedule="1")
        ).content.decode()
        assert '<li><a href="#id_slug">Slug: Another post already uses this slug.</a></li>' in page
        assert '<li><a href="#id_published_at_0">' in page
        assert "Choose the time.</a>" in page
        assert page.count('id="id_slug"') == page.count('id="id_published_at_0"') == 1

    def test_tags_survive_a_round_trip_through_the_form(self, editor_client, editor):
        names = ["C++", "a,b", "flash attention", "注意力"]
        editor_client.post(ADD_URL, fill_form(author=editor.pk, tags='注意力，flash attention、"a,b"；C++'))
        post = Post.objects.get()
        assert sorted(tag.name for tag in post.tags.all()) == names
        shown = editor_client.get(change_url(post)).context["adminform"].form["tags"]
        editor_client.post(
            change_url(post), fill_form(post, tags=shown.field.widget.format_value(shown.value()))
        )
        assert sorted(tag.name for tag in post.tags.all()) == names
        assert Tag.objects.count() == len(names)

    def test_the_spaces_that_begin_a_code_block_are_kept(self, editor_client, editor):
        editor_client.post(ADD_URL, fill_form(author=editor.pk, source="    code\r\n\r\ntext\r\n"))
        assert Post.objects.get().source == "    code\n\ntext\n"

    def test_saving_without_a_change_is_no_update(self, editor_client, make_post):
        post = make_post(source="一\n二", summary="甲\n乙", updated_at=datetime(2026, 1, 12, tzinfo=UTC))
        editor_client.post(change_url(post), fill_form(post, byline="别人"))
        fresh = Post.objects.get()
        assert fresh.byline == "别人"
        assert fresh.updated_at == post.updated_at

    @pytest.mark.parametrize("field", ["title", "source", "summary"])
    def test_saving_a_change_of_content_is_an_update(self, field, editor_client, make_post):
        post = make_post(source="文", updated_at=datetime(2026, 1, 12, tzinfo=UTC))
        editor_client.post(change_url(post), fill_form(post, **{field: "新的"}))
        assert Post.objects.get().updated_at > post.updated_at

    def test_a_moved_post_leaves_a_redirect(self, editor_client, make_post):
        post = make_post(slug="old", source="文")
        editor_client.post(change_url(post), fill_form(post, slug="new"))
        assert Redirect.objects.get().path == "/posts/old/"

    def test_warnings_are_messages_after_saving_and_stay_on_the_form(self, editor_client, editor):
        data = fill_form(author=editor.pk, source="好\n\n$\\frac{1$", _continue="1")
        page = editor_client.post(ADD_URL, data, follow=True).content.decode()
        assert page.count("Line 3: ") == 2

    def test_only_the_first_of_many_warnings_are_messages(self, editor_client, editor):
        data = fill_form(author=editor.pk, source="$\\frac{1$\n\n" * 12, _continue="1")
        page = editor_client.post(ADD_URL, data, follow=True).content.decode()
        assert page.count("Line 23: ") == 1
        assert "2 more warnings are shown in the form." in page

    def test_permission_to_view_shows_the_text_without_an_editor(self, client, make_post):
        reader = User.objects.create_user("reader", is_staff=True)
        looking = Permission.objects.filter(codename__in=["view_post", "change_every_post"])
        reader.user_permissions.set(looking)
        client.force_login(reader)
        page = client.get(change_url(make_post(source="只读的正文"))).content.decode()
        assert "只读的正文" in page
        assert 'class="editor"' not in page

    def test_a_text_that_cannot_be_rendered_is_a_form_error(self, editor_client, editor, monkeypatch):
        def refuse(*args, **kwargs):
            raise RenderError("too-deep", "It is nested too deeply.")

        monkeypatch.setattr("posts.rendering.render", refuse)
        response = editor_client.post(ADD_URL, fill_form(author=editor.pk, source="> > > 深", title="留下"))
        page = response.content.decode()
        assert response.context["adminform"].form.errors.keys() == {"source"}
        assert "nested too deeply to be rendered. (It is nested too deeply.) Nothing was saved." in page
        assert escape("> > > 深") in page
        assert "留下" in page
        assert not Post.objects.exists()

    def test_an_editor_sees_a_draft_at_its_url(self, editor_client, make_post, client):
        post = make_post(published_at=None)
        page = editor_client.get(change_url(post)).content.decode()
        assert f'href="{post.get_absolute_url()}"' in page
        assert editor_client.get(post.get_absolute_url()).status_code == 200
        client.logout()
        assert client.get(post.get_absolute_url()).status_code == 404


class TestCover:
    def test_a_cover_is_rotated_stripped_and_named_safely(self, editor_client, make_post):
        post = make_post(source="文")
        tags = Image.Exif()
        tags[0x0112], tags[0x010F] = 6, "Secret Camera"
        editor_client.post(
            change_url(post), fill_form(post, cover=make_upload("封面.php.jpg", "JPEG", exif=tags))
        )
        post.refresh_from_db()
        assert (post.cover_width, post.cover_height) == (40, 60)
        assert post.cover.name.startswith("covers/")
        assert post.cover.name.isascii()
        assert post.cover.name.endswith(".jpg")
        assert b"Secret Camera" not in post.cover.read()

    @pytest.mark.parametrize("content", [b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a", b""])
    def test_what_is_no_picture_is_refused(self, content, editor_client, make_post):
        post = make_post(source="文")
        response = editor_client.post(
            change_url(post), fill_form(post, cover=SimpleUploadedFile("a.png", content))
        )
        assert response.context["adminform"].form.errors.keys() == {"cover"}

    def test_a_cover_is_chosen_from_the_library(self, editor_client, make_post, editor):
        post = make_post(source="文")
        picture = library.save_picture(make_graphic(size=(80, 42)), "封 (面).png", editor)
        editor_client.post(change_url(post), fill_form(post, **{"cover-picture": picture.pk}))
        post.refresh_from_db()
        assert (post.cover.name, post.cover_width, post.cover_height) == (picture.name, 80, 42)
        assert picture in post.pictures.all()
        assert Picture.objects.count() == 1
        page = editor_client.get(change_url(post)).content.decode()
        assert f'src="{picture.url}"' in page
        # Sent again, as a form does that stays open, it is no change.
        updated = post.updated_at
        editor_client.post(change_url(post), fill_form(post, **{"cover-picture": picture.pk}))
        post.refresh_from_db()
        assert post.updated_at == updated

    @pytest.mark.parametrize("key", ["9999", "x", "٣", "1" * 40, "-1"])
    def test_a_picture_that_is_gone_is_refused(self, key, editor_client, make_post):
        post = make_post()
        response = editor_client.post(change_url(post), fill_form(post, **{"cover-picture": key}))
        assert "no longer in the library" in response.content.decode()

    def test_a_drawing_is_no_cover(self, editor_client, make_post, editor):
        post = make_post()
        drawing = b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'/>"
        picture = library.save_picture(drawing, "a.svg", editor)
        for sent in ({"cover-picture": picture.pk}, {"cover": SimpleUploadedFile("a.svg", drawing)}):
            response = editor_client.post(change_url(post), fill_form(post, **sent))
            assert "Social networks show no SVG" in response.content.decode()
        offered = editor_client.get(reverse("admin:posts_picture_library"), {"kind": "cover"}).json()
        assert offered["pictures"] == []

    def test_what_was_chosen_is_still_chosen_when_the_form_comes_back(self, editor_client, make_post, editor):
        post = make_post()
        picture = library.save_picture(make_graphic(), "a.png", editor)
        sent = fill_form(post, title="", **{"cover-picture": picture.pk})
        page = editor_client.post(change_url(post), sent).content.decode()
        assert f'name="cover-picture" value="{picture.pk}"' in page
        assert f'class="cover-thumbnail" alt="The cover" src="{picture.url}"' in page

    def test_a_cover_can_be_removed(self, editor_client, make_post):
        post = make_post(source="文")
        editor_client.post(change_url(post), fill_form(post, cover=make_upload("a.png", "PNG")))
        editor_client.post(change_url(post), fill_form(post, **{"cover-clear": "on"}))
        assert not Post.objects.get().cover
