"""Drafts: the addresses that keep and show them, and what a window of the editor sends."""

import re
import uuid

from django.db import OperationalError
from django.urls import reverse

from posts.models import Draft
from tests.support.admin_forms import fill_form

AUTOSAVE_URL = reverse("admin:posts_post_autosave")


def draft_url(name, draft):
    return reverse(f"admin:posts_post_{name}", args=[draft.pk])


def fill_window(post=None, *, uid=None, editor="", seq=1, draft="", **fields):
    """Return what a window sends for `post`, with `fields` typed over it."""
    return {
        **fill_form(post, **fields),
        "_window": str(uid or uuid.uuid4()),
        "_seq": seq,
        "_editor": editor,
        "_post": post.pk if post else "",
        "version": post.version if post else "",
        "_draft": draft,
    }


def read_window(response):
    """Return the names and values of the hidden inputs by which the form of a page describes its window."""
    hidden = (
        r'<input type="hidden" name="(_window|_seq|_editor|_post|_draft|_merged|version)" value="([^"]*)"'
    )
    return dict(re.findall(hidden, response.content.decode()))


def get_only_draft():
    return Draft.objects.get()


def raise_database_error(*args, **kwargs):
    raise OperationalError("database or disk is full")
