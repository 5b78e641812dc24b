"""Redirects in the admin: added, tested, counted; and the addresses that readers ask for in vain."""

import pytest
from django.urls import reverse

from posts.models import MissedAddress, Redirect
from posts.views.address_counters import counters

LIST, ADD = reverse("admin:posts_redirect_changelist"), reverse("admin:posts_redirect_add")
TEST, MISSED = reverse("admin:posts_redirect_test"), reverse("admin:posts_missedaddress_changelist")


@pytest.fixture(autouse=True)
def nothing_counted():
    """Whoever opens a list has what was counted written: also what other tests asked for in vain."""
    counters.missed.clear()
    counters.followed.clear()


@pytest.fixture
def desk(db, sign_in, client):
    """A client signed in as an Editor."""
    sign_in("desk", "Editor")
    return client


def add(client, path, leads_to):
    response = client.post(ADD, {"path": path, "leads_to": leads_to})
    return "" if response.status_code == 302 else str(response.context["errors"])


def test_an_editor_makes_a_redirect_of_what_was_asked_for_in_vain(desk, make_post):
    post = make_post(slug="new")
    desk.get("/2020/Alt.html")
    page = desk.get(MISSED).text
    assert "/2020/Alt.html/" in page
    assert "path=%2F2020%2FAlt.html%2F" in page
    assert 'value="/2020/Alt.html/"' in desk.get(f"{ADD}?path=/2020/Alt.html/").text
    assert add(desk, "/2020/Alt.html/", "/posts/new/") == ""
    assert not MissedAddress.objects.exists()
    redirect = Redirect.objects.get()
    assert redirect.post == post  # so that it follows the post
    for _ in range(2):
        assert desk.get("/2020/alt.html")["Location"] == "/posts/new/"
    counters.write()
    row = desk.get(LIST).text
    assert "/2020/Alt.html/" in row
    assert redirect.followed.hits == 2
    desk.post(reverse("admin:posts_redirect_delete", args=[redirect.pk]), {"post": "yes"})
    assert not Redirect.objects.exists()


def test_what_cannot_redirect_is_refused_with_a_reason(desk, make_post):
    post = make_post(slug="old")
    post.slug = "new"
    post.save()
    assert "There is a page" in add(desk, "/archive/", "/posts/new/")
    assert "There is a page" in add(desk, "/posts/new/", "/archive/")
    assert "no page at this address" in add(desk, "/x/", "/posts/nothing/")
    assert "lead to itself" in add(desk, "/x/", "/x")
    assert "begins with / or https" in add(desk, "/x/", "javascript:alert(1)")
    assert "begins with / or https" in add(desk, "/x/", "//example.com")
    # Through an older redirect, it leads to where that leads.
    assert add(desk, "https://example.org/y?a=1", "/posts/old/") == ""
    assert add(desk, "/z/", "https://example.com/") == ""
    assert add(desk, "/f/", "/feeds/") == ""
    targets = dict(Redirect.objects.values_list("path", "url"))
    assert targets == {"/posts/old/": None, "/y/": None, "/z/": "https://example.com/", "/f/": "/feeds/"}
    form = reverse("admin:posts_redirect_change", args=[Redirect.objects.get(path="/z/").pk])
    assert 'value="https://example.com/"' in desk.get(form).text


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("/posts/new/", "200"),
        ("https://testserver/posts/old/?x=1", "301"),
        ("/FEED/", "/feeds/rss.xml"),
        ("/nothing/", "Add redirect"),
        ("/new", "/posts/new/"),
    ],
)
def test_an_address_is_tried(desk, make_post, address, shown):
    post = make_post(slug="old")
    post.slug = "new"
    post.save()
    assert shown in desk.get(TEST, {"address": address}).text


def test_authors_have_no_part_in_redirects(author_client):
    for url in (LIST, ADD, TEST, MISSED):
        assert author_client.get(url).status_code == 403


def test_a_list_without_missing_addresses_says_what_it_is_for(editor_client):
    url = reverse("admin:posts_missedaddress_changelist")
    assert "No reader has asked for a page in vain" in editor_client.get(url).text
    MissedAddress.objects.create(path="/x/", hits=1)
    assert "No reader has asked" not in editor_client.get(url).text
    assert "No reader has asked" not in editor_client.get(url, {"q": "nothing"}).text
