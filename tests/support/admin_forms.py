"""The admin's pages of posts: their addresses, and what their forms send."""

from django.urls import reverse
from django.utils import timezone

from posts.publishing.transitions import TRANSITIONS

BUTTONS = {
    "_continue",
    "_despite",
    "_preview",
    "_revoke",
    "_save",
    "_share",
    "_submit_changes",
    *(transition.name for transition in TRANSITIONS),
}
LIST_URL = reverse("admin:posts_post_changelist")
ADD_URL = reverse("admin:posts_post_add")


def change_url(post):
    return reverse("admin:posts_post_change", args=[post.pk])


def fill_form(post=None, **fields):
    """Return what a browser sends for `post` as it stands, with `fields` typed over it.

    The form of a live or scheduled post is sent by its first button, "Update", unless `fields` name another.
    """
    moment = post and post.published_at and timezone.localtime(post.published_at)
    data = {
        "title": post.title if post else "标题",
        "source": post.source.replace("\n", "\r\n") if post else "",
        "summary": post.summary.replace("\n", "\r\n") if post else "",
        "slug": post.slug if post else "",
        "author": post.author_id if post else "",
        "language": post.language if post else "zh-Hans",
        "tags": ", ".join(tag.name for tag in post.tags.all()) if post else "",
        "published_at_0": f"{moment:%Y-%m-%d}" if moment else "",
        "published_at_1": f"{moment:%H:%M:%S}" if moment else "",
        "series_order": 0,
        "byline": "",
        "cover_alt": "",
        "is_pinned": str(bool(post and post.is_pinned)),
        "is_unlisted": str(bool(post and post.is_unlisted)),
    }
    if moment and BUTTONS.isdisjoint(fields):
        data["_update"] = "1"
    return {**data, **fields}
