"""Copies of a post from its form."""

from django.contrib.auth.models import User
from django.urls import reverse

from tests.support.admin_forms import change_url


def test_a_saved_post_is_copied_and_downloaded(editor_client, make_post):
    post = make_post("题目", slug="ti-mu", source="正文 [a](https://a.example/)")
    page = editor_client.get(change_url(post)).content.decode()
    copy, download = (
        reverse("admin:posts_post_copy", args=[post.pk, "zhihu"]),
        reverse("admin:posts_post_download", args=[post.pk, "md"]),
    )
    assert copy in page
    assert download in page
    answer = editor_client.get(copy).json()
    assert answer["html"] == '<p>正文 <a href="https://a.example/">a</a></p>'
    assert answer["text"] == "正文 a"
    markdown = editor_client.get(download)
    assert markdown["Content-Disposition"] == "attachment; filename*=UTF-8''ti-mu.md"
    assert "title: 题目" in markdown.content.decode()
    html = editor_client.get(reverse("admin:posts_post_download", args=[post.pk, "html"]))
    assert b"<!doctype html>" in html.content
    for name, args in (
        ("copy", [post.pk, "myspace"]),
        ("download", [post.pk, "exe"]),
        ("copy", [0, "zhihu"]),
    ):
        assert editor_client.get(reverse(f"admin:posts_post_{name}", args=args)).status_code == 404


def test_only_those_who_may_change_a_post_get_a_copy(client, author_client, make_post):
    other = User.objects.create_user("other")
    post = make_post("Theirs", author=other, published_at=None)
    urls = [
        reverse("admin:posts_post_copy", args=[post.pk, "zhihu"]),
        reverse("admin:posts_post_download", args=[post.pk, "md"]),
    ]
    assert [author_client.get(url).status_code for url in urls] == [404, 404]
    client.logout()
    assert [client.get(url).status_code for url in urls] == [403, 403]
