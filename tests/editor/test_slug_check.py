"""Slugs while they are typed: suggested from the title, checked, and never changed behind one's back."""

import pytest
from django.contrib.auth.models import Group, User
from django.urls import reverse

from posts.models import Post, Redirect
from posts.models.slugs import sanitize_slug
from tests.support.admin_forms import ADD_URL, change_url, fill_form

CHECK = reverse("admin:posts_post_slug")


@pytest.fixture
def check_slug(editor_client):
    return lambda **query: editor_client.get(CHECK, query).json()


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("", ""),
        ("already-fine", "already-fine"),
        ("注意力机制", "注意力机制"),
        ("  Ｆｕｌｌ　Ｗｉｄｔｈ  ", "Full-Width"),
        ("a b  c", "a-b-c"),
        ("a/b?c#d", "a-b-c-d"),
        ("--a---b--", "a-b"),
        ("！！！", ""),
        ("-_-", ""),
        ("<script>alert(1)</script>", "script-alert-1-script"),
        ("../../etc/passwd", "etc-passwd"),
        ("a\x00b\u202ec", "a-b-c"),
    ],
)
def test_a_typed_slug_is_sanitized(text, slug):
    assert sanitize_slug(text) == slug


class TestSuggestion:
    @pytest.mark.parametrize(
        ("title", "slug"),
        [
            ("重庆的注意力", "chong-qing-de-zhu-yi-li"),
            ("C++ 与 Rust", "c-plus-plus-yu-rust"),
            ("", ""),
            ("！？", ""),
        ],
    )
    def test_a_title_makes_one_in_pinyin(self, title, slug, check_slug):
        assert check_slug(title=title) == {"slug": slug, "free": True, "message": "", "offer": ""}

    def test_the_suggestion_is_free(self, check_slug, make_post):
        make_post(slug="zhu-yi-li")
        Redirect.add_redirect("/posts/zhu-yi-li-2/", make_post("B"))
        assert check_slug(title="注意力")["slug"] == "zhu-yi-li-3"

    def test_a_long_title_makes_a_short_one(self, check_slug):
        assert 80 < len(check_slug(title="注意力" * 500)["slug"]) <= 100


class TestCheck:
    def test_a_free_one_is_free(self, check_slug):
        assert check_slug(slug="free") == {"slug": "free", "free": True, "message": "", "offer": ""}

    def test_one_that_is_taken_is_told_by_whom_and_the_next_is_offered(self, check_slug, make_post):
        make_post("注意力", slug="taken")
        answer = check_slug(slug="taken")
        assert answer["free"] is False
        assert answer["message"] == "“注意力” already uses this slug."
        assert answer["offer"] == "taken-2"

    def test_the_own_one_is_free_and_so_is_one_that_it_had(self, check_slug, make_post):
        post = make_post(slug="first")
        post.slug = "second"
        post.save()
        for slug in ("first", "second"):
            assert check_slug(slug=slug, post=post.pk)["free"]
            assert not check_slug(slug=slug)["free"]

    def test_an_old_address_of_another_is_taken(self, check_slug, make_post):
        Redirect.add_redirect("/posts/old/", make_post("注意力"))
        answer = check_slug(slug="old")
        assert answer["message"] == "“注意力” used this slug, which still redirects to it."
        assert answer["offer"] == "old-2"

    def test_so_is_that_of_a_post_in_the_bin(self, check_slug, make_post):
        post = make_post("注意力", slug="binned")
        post.set_state("binned_at")
        post.save()
        assert check_slug(slug="binned")["message"] == "“注意力”, which is in the trash, uses this slug."

    @pytest.mark.parametrize("slug", ["！！！", "-_-", "..."])
    def test_signs_alone_are_no_address(self, slug, check_slug):
        answer = check_slug(slug=slug)
        assert (answer["slug"], answer["free"]) == ("", False)
        assert "one letter or digit" in answer["message"]

    def test_what_will_be_written_otherwise_is_shown(self, check_slug):
        answer = check_slug(slug=" Ｔｗｏ words ")
        assert (answer["slug"], answer["free"], answer["message"]) == (
            "Two-words",
            True,
            "It will be: Two-words",
        )

    def test_a_long_one_is_cut(self, check_slug):
        assert len(check_slug(slug="a" * 5000)["slug"]) == 100

    @pytest.mark.parametrize("key", ["x", "-1", "9" * 40, "²", ""])
    def test_a_made_up_post_is_none(self, key, check_slug, make_post):
        make_post(slug="taken")
        assert not check_slug(slug="taken", post=key)["free"]


class TestGuard:
    def test_an_author_learns_no_title_of_a_draft_of_others(self, client, make_post):
        user = User.objects.create_user("new", is_staff=True)
        user.groups.add(Group.objects.get(name="Author"))
        client.force_login(user)
        make_post("geheim", slug="secret", published_at=None)
        make_post("offen", slug="open")
        assert (
            client.get(CHECK, {"slug": "secret"}).json()["message"] == "Another post already uses this slug."
        )
        assert "offen" in client.get(CHECK, {"slug": "open"}).json()["message"]

    def test_strangers_and_staff_without_the_right_are_refused(self, client, db):
        assert client.get(CHECK, {"slug": "x"}).status_code == 403
        client.force_login(User.objects.create_user("staff", is_staff=True))
        assert client.get(CHECK, {"slug": "x"}).status_code == 403

    def test_the_answer_is_never_kept(self, editor_client):
        assert "no-store" in editor_client.get(CHECK, {"slug": "x"})["Cache-Control"]


class TestForm:
    def test_it_says_where_to_ask_and_for_which_post(self, editor_client, make_post):
        post = make_post()
        page = editor_client.get(change_url(post)).content.decode()
        assert f'data-check-url="{CHECK}" data-post="{post.pk}"' in page
        assert f'data-check-url="{CHECK}" data-post=""' in editor_client.get(ADD_URL).content.decode()

    def test_a_typed_slug_is_sanitized_with_a_message(self, editor_client, editor):
        page = editor_client.post(
            ADD_URL, fill_form(author=editor.pk, slug=" Ａ b/c "), follow=True
        ).content.decode()
        assert Post.objects.get().slug == "A-b-c"
        assert "The slug was changed to A-b-c." in page

    def test_signs_alone_are_refused_and_everything_typed_stays(self, editor_client, editor):
        response = editor_client.post(
            ADD_URL, fill_form(author=editor.pk, slug="！！！", source="长长的正文")
        )
        assert response.context["adminform"].form.errors.keys() == {"slug"}
        assert "长长的正文" in response.content.decode()

    def test_one_that_is_too_long_is_refused(self, editor_client, editor):
        response = editor_client.post(ADD_URL, fill_form(author=editor.pk, slug="a" * 101))
        assert response.context["adminform"].form.errors.keys() == {"slug"}

    def test_an_old_address_of_another_is_refused(self, editor_client, editor, make_post):
        Redirect.add_redirect("/posts/old/", make_post())
        response = editor_client.post(ADD_URL, fill_form(author=editor.pk, slug="old"))
        assert response.context["adminform"].form.errors.keys() == {"slug"}

    def test_a_new_title_never_changes_the_slug(self, editor_client, make_post):
        post = make_post("旧题", slug="jiu-ti", source="文")
        editor_client.post(change_url(post), fill_form(post, title="新题"))
        fresh = Post.objects.get()
        assert (fresh.title, fresh.slug) == ("新题", "jiu-ti")

    def test_only_emptied_it_is_made_anew_and_leaves_a_redirect(self, editor_client, make_post):
        post = make_post("旧题", slug="jiu-ti", source="文")
        editor_client.post(change_url(post), fill_form(post, title="新题", slug=""))
        assert Post.objects.get().slug == "xin-ti"
        assert Redirect.objects.get().path == "/posts/jiu-ti/"
