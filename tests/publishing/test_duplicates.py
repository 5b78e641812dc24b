"""Duplicates: what they take over, and what stays with the original."""

from django.urls import reverse

from posts.models import Post, PostState, Redirect, RevisionKind, Series
from posts.publishing.duplicates import COPIED_FIELDS, duplicate_post


def test_a_duplicate_has_the_text_and_none_of_the_addresses(make_post, editor):
    post = make_post(
        "标题" * 99,
        source="Text",
        series=Series.objects.create(name="One"),
        series_order=3,
        byline="甲",
        is_pinned=True,
        is_unlisted=True,
        tags=["b", "a"],
    )
    Post.objects.update(cover="covers/missing.png", cover_width=2, cover_height=1)
    post = Post.objects.get()
    Redirect.add_redirect("/old/", post)
    copy = duplicate_post(post, editor)
    assert [getattr(copy, name) for name in COPIED_FIELDS] == [getattr(post, name) for name in COPIED_FIELDS]
    assert list(copy.tags.names()) == ["b", "a"]
    assert (copy.title, copy.author) == (f"{'标题' * 99}"[:193] + " (copy)", post.author)
    assert (copy.state, copy.is_pinned) == (PostState.DRAFT, False)
    assert copy.slug != post.slug
    assert not copy.redirects.exists()
    assert (copy.revisions.get().kind, copy.revisions.get().editor) == (RevisionKind.CREATED, editor)


def test_the_button_opens_the_new_draft(editor_client, make_post):
    post = make_post()
    response = editor_client.post(reverse("admin:posts_post_duplicate", args=[post.pk]), follow=True)
    assert response.context["original"] == Post.objects.latest("pk") != post
    assert "is a new draft" in response.text
    assert editor_client.get(reverse("admin:posts_post_duplicate", args=[post.pk])).status_code == 405
