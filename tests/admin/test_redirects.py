"""Redirects in the admin: looked at and deleted, never typed."""

from django.urls import reverse

from posts.models import Redirect


def test_redirects_can_be_viewed_and_deleted_but_not_added(editor_client, make_post):
    Redirect.add_redirect("/2020/old.html", make_post())
    assert "/2020/old.html/" in editor_client.get(reverse("admin:posts_redirect_changelist")).content.decode()
    assert editor_client.get(reverse("admin:posts_redirect_add")).status_code == 403
    redirect = Redirect.objects.get()
    editor_client.post(reverse("admin:posts_redirect_delete", args=[redirect.pk]), {"post": "yes"})
    assert not Redirect.objects.exists()
