"""Forms of public posts, as a window sends them that was opened with the draft of its user."""

import uuid

from django.urls import reverse

from posts.models import Draft, Post
from tests.support.admin_forms import change_url, fill_form


def fill_opened_form(user, post, button, **fields):
    """Return what a window sends by `button` that `user` opens now, with `fields` typed in it."""
    post = Post.objects.get(pk=post.pk)
    draft = Draft.objects.filter(post=post, editor=user).first()
    opened = {
        "version": draft.base_version if draft else post.version,
        "_window": str(uuid.uuid4()),
        "_editor": user.pk,
        "_post": post.pk,
        "_draft": draft.token if draft else "",
    }
    shown = {**fill_form(post, _save="1"), **(draft.fields if draft else {}), **opened, **fields}
    del shown["_save"]
    return {**shown, **({button: "1"} if button else {})}


def send_opened_form(client, user, post, button, **fields):
    """Sign `user` in, open the form of `post` and send it by `button`; return the page that follows."""
    client.force_login(user)
    return client.post(change_url(post), fill_opened_form(user, post, button, **fields), follow=True)


def review_url(draft, page="review"):
    return reverse(f"admin:posts_post_draft_{page}", args=[draft.pk])
