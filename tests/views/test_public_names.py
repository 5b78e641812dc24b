"""Names of tags, categories, series and authors are public only with a listed post."""

from datetime import timedelta

import pytest
from django.utils import timezone

from posts.models import Category, Post, Profile, Redirect, Series, Tag

FEEDS = ("rss.xml", "atom.xml", "feed.json")
SURFACES = [
    *(f"/{kind}/hidden-word/" for kind in ("tags", "categories", "series", "authors")),
    "/categories/above/",
    *(f"/{kind}/hidden-word/feeds/{name}" for kind in ("tags", "categories") for name in FEEDS),
    *(f"/{kind}/old-word/" for kind in ("tags", "categories", "series")),
    *(f"/{kind}/old-word/feeds/rss.xml" for kind in ("tags", "categories")),
]
# On which a name stands, if it stands anywhere, among others.
LISTS = ["/", "/tags/", "/categories/", "/feeds/", "/archive/", "/sitemap.xml", "/search/?q=Hidden+word"]
STATES = {
    "without posts": None,
    "draft": {"published_at": None},
    "scheduled": {"published_at": timezone.now() + timedelta(days=9)},
    "archived": {"published_at": None, "archived_at": timezone.now()},
    "in the trash": {"published_at": None, "binned_at": timezone.now()},
    "unlisted": {"is_unlisted": True},
    "live": {},
}
ROLES = ("stranger", "Author", "Editor")
NEAREST = ("draft", "unlisted")


@pytest.fixture
def make_names(make_post, author):
    """Return a function that makes a tag, a category, a series and a profile, whose post has some state."""

    def make(fields):
        Profile.objects.create(user=author, name="Hidden word")
        above = Category.objects.create(name="Above")
        category = Category.objects.create(name="Hidden word", parent=above)
        series, tag = Series.objects.create(name="Hidden word"), Tag.objects.create(name="Hidden word")
        for target in (category, series, tag):
            kind = target._meta.model_name
            Redirect.add_redirect(
                f"/{ {'category': 'categories', 'tag': 'tags'}.get(kind, kind) }/old-word/", target
            )
        if fields is not None:
            post = make_post(category=category, series=series, tags=[tag])
            Post.objects.filter(pk=post.pk).update(**fields)

    return make


# What those who write see is theirs to see in no state; the suite tries the two that are nearest to it.
VISITS = [
    pytest.param(state, role, marks=[pytest.mark.variation] * (role != "stranger" and state not in NEAREST))
    for state in STATES
    for role in ROLES
]


@pytest.mark.parametrize(("state", "role"), VISITS)
def test_a_name_is_public_with_a_live_post_only(state, role, client, sign_in, make_names):
    make_names(STATES[state])
    if role != "stranger":
        sign_in("reader", role)
    found = {path: client.get(path, follow=True) for path in SURFACES}
    expected = 200 if state == "live" else 404
    assert {path: page.status_code for path, page in found.items()} == dict.fromkeys(SURFACES, expected)
    if state != "live":
        assert not [path for path, page in found.items() if "Hidden word" in page.text or page.redirect_chain]


@pytest.mark.parametrize("state", [state for state in STATES if state != "live"])
def test_no_list_tells_the_name_of_what_has_no_live_post(state, client, make_names):
    make_names(STATES[state])
    pages = {path: client.get(path).text.replace("Hidden+word", "") for path in LISTS}
    # The search repeats what was asked, once in its field and in its heading.
    pages["/search/?q=Hidden+word"] = client.get("/search/", {"q": "word"}).text
    assert [
        path for path, text in pages.items() if "hidden-word" in text.lower() or "Hidden word" in text
    ] == []


@pytest.mark.parametrize("path", ["/tags/hidden-word/", "/tags/hidden-word/feeds/rss.xml"])
def test_a_name_is_hidden_again_with_its_last_live_post(path, client, make_names):
    make_names({})
    assert client.get(path).status_code == 200
    Post.objects.update(published_at=None)
    assert client.get(path).status_code == 404
