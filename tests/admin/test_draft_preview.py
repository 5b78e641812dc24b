"""Unsaved changes, shown as the page that saving would give."""

import re
import uuid

from django.urls import reverse

from posts.models import Category, Draft, Post, Redirect, Tag
from tests.support.admin_forms import ADD_URL, change_url
from tests.support.drafts import AUTOSAVE_URL, draft_url, fill_window, get_only_draft

NOTICE = re.compile(rb'<p class="status-notice">.*?</p>', re.DOTALL)

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
    def test_the_draft_preview_equals_the_page_after_saving(
        self, editor_client, editor, make_post, time_machine
    ):
        time_machine.move_to("2026-03-01T00:00:00Z", tick=False)
        make_post("another", tags=["C++"], source="行内 code 与")
        category = Category.objects.create(name="数学")
        post = make_post(tags=["C++"], slug="old-slug", source="行内")
        data = fill_window(post, **FIELDS, category=category.pk)
        editor_client.post(AUTOSAVE_URL, data)
        page = editor_client.get(draft_url("draft_preview", get_only_draft()))
        editor_client.post(change_url(post), {**data, "_despite": "_update"})
        saved = editor_client.get(Post.objects.get(pk=post.pk).get_absolute_url())
        assert NOTICE.sub(b"", page.content) == saved.content
        assert page.content != saved.content

    def test_the_draft_preview_of_a_new_post_equals_the_page_after_saving(
        self, editor_client, editor, time_machine
    ):
        time_machine.move_to("2026-03-01T00:00:00Z", tick=False)
        data = fill_window(**FIELDS, author=editor.pk)
        editor_client.post(AUTOSAVE_URL, data)
        page = editor_client.get(draft_url("draft_preview", get_only_draft()))
        editor_client.post(ADD_URL, data)
        saved = editor_client.get(Post.objects.get().get_absolute_url())
        # What was tried before it was saved may have used up a key.
        shown, kept_page = (KEY.sub(b"", NOTICE.sub(b"", one.content)) for one in (saved, page))
        assert kept_page == shown

    def test_the_draft_preview_saves_nothing(self, editor_client, editor, make_post):
        post = make_post(source="旧", tags=["a"])
        editor_client.post(AUTOSAVE_URL, fill_window(post, **FIELDS))
        assert "注意力" in editor_client.get(draft_url("draft_preview", get_only_draft())).content.decode()
        fresh = Post.objects.get()
        assert (fresh.source, fresh.slug, fresh.version) == ("旧", post.slug, post.version)
        assert [tag.name for tag in Tag.objects.all()] == ["a"]
        assert not Redirect.objects.exists()
        assert get_only_draft().title == FIELDS["title"]
        assert "messages" not in editor_client.session

    def test_the_draft_preview_leaves_no_message(self, editor_client, editor):
        editor_client.post(AUTOSAVE_URL, fill_window(source="$\\frac{1$", author=editor.pk))
        editor_client.get(draft_url("draft_preview", get_only_draft()))
        assert "Line 1" not in editor_client.get(reverse("admin:index")).content.decode()

    def test_the_draft_preview_is_neither_cached_nor_indexed(self, editor_client, make_post):
        editor_client.post(AUTOSAVE_URL, fill_window(make_post(), source="x"))
        page = editor_client.get(draft_url("draft_preview", get_only_draft()))
        assert "no-store" in page["Cache-Control"]
        assert page["X-Robots-Tag"] == "noindex"

    def test_invalid_fields_do_not_prevent_the_draft_preview(self, editor_client, make_post):
        make_post(slug="taken")
        post = make_post("旧题", slug="own")
        for window in (
            fill_window(post, slug="taken", title="", source="正文"),
            fill_window(title="", source="正文"),
        ):
            Draft.objects.all().delete()
            editor_client.post(AUTOSAVE_URL, window)
            page = editor_client.get(draft_url("draft_preview", get_only_draft()))
            assert page.status_code == 200
            assert "正文" in page.content.decode()

    def test_the_draft_preview_of_an_unrenderable_text_says_why(self, editor_client):
        editor_client.post(AUTOSAVE_URL, fill_window(source="> " * 4000 + "x"))
        response = editor_client.get(draft_url("draft_preview", get_only_draft()), follow=True)
        assert response.redirect_chain[-1][0] == draft_url("draft", get_only_draft())
        assert "nested too deep" in response.content.decode()

    def test_an_author_sees_the_own_draft(self, client, sign_in, make_post):
        post = make_post(author=sign_in("writer", "Author"), published_at=None)
        client.post(AUTOSAVE_URL, fill_window(post, source="草稿", author=""))
        page = client.get(draft_url("draft_preview", get_only_draft()))
        assert "草稿" in page.content.decode()

    def test_the_preview_button_autosaves_without_javascript(self, editor_client, make_post):
        post, uid = make_post(source="旧"), uuid.uuid4()
        response = editor_client.post(change_url(post), fill_window(post, uid=uid, source="新", _preview="1"))
        assert response["Location"] == draft_url("draft_preview", get_only_draft())
        assert get_only_draft().fields["source"] == "新"
        assert Post.objects.get().source == "旧"


def test_the_page_after_signing_in_asks_to_close_the_window(editor_client):
    page = editor_client.get(reverse("admin:posts_post_signed_in")).content.decode()
    assert "Close this window" in page
