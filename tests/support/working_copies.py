"""Working copies: the addresses that keep and show them, and what a window of the editor sends."""

import uuid

from django.db import OperationalError
from django.urls import reverse

from posts.models import WorkingCopy
from tests.support.admin_forms import fill_form

AUTOSAVE_URL = reverse("admin:posts_post_autosave")


def working_copy_url(name, uid):
    return reverse(f"admin:posts_post_{name}", args=[uid])


def fill_window(post=None, *, uid=None, editor="", taken="", **fields):
    """Return what a window sends for `post`, with `fields` typed over it."""
    return {
        **fill_form(post, **fields),
        "_window": str(uid or uuid.uuid4()),
        "_editor": editor,
        "_post": post.pk if post else "",
        **({"version": post.version} if post else {}),
        "_taken": taken,
    }


def get_working_copy():
    """Return the only working copy there is."""
    return WorkingCopy.objects.get()


def get_offered_titles(response):
    """Return the titles of the unsaved changes that a page offers."""
    return [unsaved.working_copy.title for unsaved in response.context["unsaved_changes"]]


def raise_database_error(*args, **kwargs):
    raise OperationalError("database or disk is full")
