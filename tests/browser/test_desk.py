"""The pages of the admin, held to the rules of the site's own: no barriers, no sideways scroll, no fault."""

import pytest
from django.conf import settings
from django.urls import reverse

from posts.models import Category, Profile
from tests.browser import checks

WINDOWS = [(1440, "light"), (390, "dark")]


@pytest.fixture
def pages(make_post, author):
    """Return the address of each kind of page of the admin."""
    shelf = Category.objects.create(name="数学")
    post = make_post("一篇文章", source="坏的 $\\frac{1$\n\n![](a.png)", tags=["注意力"], category=shelf)
    make_post("草稿", published_at=None)
    profile = Profile.objects.create(user=author, name="林默")
    return {
        "front page": reverse("admin:index"),
        "list of posts": reverse("admin:posts_post_changelist"),
        "a post": reverse("admin:posts_post_change", args=[post.pk]),
        "a new post": reverse("admin:posts_post_add"),
        "history": reverse("admin:posts_post_history", args=[post.pk]),
        "delete": reverse("admin:posts_post_delete", args=[post.pk]),
        "categories": reverse("admin:posts_category_changelist"),
        "a category": reverse("admin:posts_category_change", args=[shelf.pk]),
        "tags": reverse("admin:posts_tag_changelist"),
        "redirects": reverse("admin:posts_redirect_changelist"),
        "an author's page": reverse("admin:posts_profile_change", args=[profile.pk]),
    }


@pytest.fixture
def cookie(client, editor):
    """What makes a window an editor's."""
    client.force_login(editor)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    return {"name": settings.SESSION_COOKIE_NAME, "value": value, "domain": "localhost", "path": "/"}


@pytest.mark.parametrize(("width", "scheme"), WINDOWS)
def test_every_page_of_the_admin_is_free_of_faults(width, scheme, pages, cookie, open_page):
    page = open_page("/healthz", width=width, color_scheme=scheme)
    page.context.add_cookies([cookie])
    faults = []
    for name, address in pages.items():
        page.goto(address, wait_until="networkidle")
        found = [*checks.sideways(page), *checks.barriers(page)]
        faults += [f"{name}: {fault}" for fault in found]
    if faults:
        pytest.fail("\n".join(faults))
