"""Lists of posts and what all pages have in common."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from posts.models import Category
from posts.models.site_settings import SiteSettings
from tests.support.large_site import create_posts


@pytest.mark.parametrize(
    ("path", "link"),
    [
        ("/archive/", '<a href="/archive/" aria-current="page">'),
        ("/archive/2026/", '<a href="/archive/" aria-current="true">'),
        ("/tags/rust/", '<a href="/tags/" aria-current="true">'),
        ("/feeds/", '<a href="/feeds/" aria-current="page">'),
        ("/posts/archive/", '<a href="/archive/">'),
    ],
)
def test_the_header_marks_the_current_page(read_page, make_post, path, link):
    make_post("Archive", slug="archive", tags=["Rust"])
    assert link in read_page(path)


def test_a_page_shows_its_breadcrumbs(read_page, make_post):
    make_post(
        category=Category.objects.create(name="Attention", parent=Category.objects.create(name="Models"))
    )
    trail = re.search(r'<nav class="eyebrow".*?</nav>', read_page("/categories/attention/"), re.DOTALL)[0]
    assert re.findall(r'href="(.*?)"', trail) == ["/categories/", "/categories/models/"]
    assert 'class="eyebrow"' not in read_page("/")


PAGES = ["/", "/categories/", "/tags/", "/archive/", "/feeds/rss.xml", "/feeds/atom.xml", "/feeds/feed.json"]


@pytest.mark.parametrize("path", [*PAGES, "/sitemap.xml", "/robots.txt", "/healthz"])
def test_an_empty_site_answers_kindly(client, db, path):
    assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", PAGES[:4])
def test_an_empty_site_says_that_nothing_is_there_yet(client, db, path):
    assert 'class="empty-state"' in client.get(path).content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "/posts/missing/",
        "/categories/missing/",
        "/tags/missing/",
        "/categories/missing/feeds/rss.xml",
        "/tags/missing/feeds/atom.xml",
        "/?page=2",
        "/?page=0",
        "/?page=-1",
        "/?page=one",
        "/archive/2025/",
        "/archive/2026/13/",
        "/archive/2026/02/30/",
        "/archive/0000/",
        "/archive/9999/",
        "/archive/9999/12/31/",
        "/media/missing.png",
        "/media/../manage.py",
        "/no/such/page",
    ],
)
def test_what_is_not_there_is_a_404(client, make_post, path):
    make_post()
    assert client.get(path).status_code == 404


def test_the_home_page_lists_live_posts_newest_first(client, make_post):
    now = timezone.now()
    make_post("Old", published_at=now - timedelta(days=2))
    make_post("New", published_at=now - timedelta(days=1))
    make_post("Draft", published_at=None)
    make_post("Scheduled", published_at=now + timedelta(days=1))
    response = client.get("/")
    assert [post.title for post in response.context["posts"]] == ["New", "Old"]
    page = response.content.decode()
    assert "INCOMING TRANSMISSION" in page
    assert "LATEST UPDATES" in page


def test_pinned_posts_are_first_on_the_home_page_and_nowhere_else(client, make_post):
    now = timezone.now()
    category = Category.objects.create(name="Models")
    for age in range(30):
        make_post(
            f"Post {age:02}", published_at=now - timedelta(days=age + 1), category=category,
            is_pinned=age in {20, 29},
        )  # fmt: skip
    make_post("Scheduled", published_at=now + timedelta(days=1), is_pinned=True)
    make_post("Draft", published_at=None, is_pinned=True)
    make_post("Unlisted", is_pinned=True, is_unlisted=True)
    pages = [client.get(f"/?page={number}") for number in (1, 2, 3)]
    titles = [post.title for page in pages for post in page.context["posts"]]
    by_date = [f"Post {age:02}" for age in range(30)]
    assert titles == ["Post 20", "Post 29", *(title for title in by_date if title not in titles[:2])]
    assert [page.text.count("pinned-mark") for page in pages] == [2, 0, 0]
    assert f"{timezone.localtime(now - timedelta(days=1)):%Y-%m-%d}</time> <span>1420" in pages[0].text

    listed = client.get("/categories/models/")
    assert [post.title for post in listed.context["posts"]] == by_date[:12]
    assert "pinned-mark" not in listed.text
    assert [item["title"] for item in client.get("/feeds/feed.json").json()["items"]] == by_date[:20]


def test_a_page_holds_twelve_posts_and_the_numbers_stay_few(client, author):
    create_posts(author, 12 * 9 + 1)
    assert len(client.get("/").context["posts"]) == 12
    response = client.get("/?page=5")
    assert list(response.context["page_range"]) == [1, 2, 3, 4, 5, 6, 7, "…", 10]
    assert 'href="?page=10"' in response.content.decode()
    assert len(client.get("/?page=10").context["posts"]) == 1


def test_the_owner_says_how_many_posts_a_page_holds(client, make_post):
    SiteSettings(posts_per_page=3).save()
    for number in range(7):
        make_post(f"Post {number}", tags=["Rust"])
    for path in ("/", "/tags/rust/"):
        pages = [client.get(path, {"page": number}) for number in (1, 3)]
        assert [len(page.context["posts"]) for page in pages] == [3, 1]
        assert client.get(path, {"page": 4}).status_code == 404


def test_the_compact_form_shows_title_date_and_tags_alone(client, make_post, make_picture):
    cover = make_picture().name
    make_post(source="Its words.", tags=["Rust"], cover=cover)
    SiteSettings(list_form="compact").save()
    page = client.get("/").text
    assert 'class="cards cards-compact"' in page
    assert 'href="/tags/rust/"' in page
    assert "Its words." not in page
    assert cover not in page.split("</head>")[1]
    # Why a post is found is said in both forms.
    assert "Its <mark>words</mark>." in client.get("/search/?q=words").text


@pytest.mark.parametrize(
    ("masthead", "heading"),
    [
        ("", '<h1 lang="en">INCOMING TRANSMISSION</h1>'),
        ("长波 📡", '<h1 dir="auto">长波 📡</h1>'),
        ("A masthead that needs smaller letters", '<h1 dir="auto" class="masthead-long">'),
        ("مرحبا " * 49, '<h1 dir="auto" class="masthead-text">'),
    ],
)
def test_a_masthead_of_any_length_is_the_heading_of_the_home_page(client, db, masthead, heading):
    SiteSettings(masthead=masthead, list_heading="<最近>").save()
    page = client.get("/").text
    assert heading in page
    assert "&lt;最近&gt;" in page


def test_a_card_names_five_tags_and_how_many_more_there_are(client, make_post):
    make_post("Few", tags=[f"tag {number}" for number in range(5)])
    assert "more-tags" not in client.get("/").text
    make_post("Many", tags=[f"tag {number}" for number in range(7)])
    page = client.get("/").text
    assert '<a href="/posts/many/#_tags" aria-label="2 more tags">+2</a>' in page
    assert page.count('href="/tags/') == 2 * 5 + 1
    assert '<ul class="tags" id="_tags"' in client.get("/posts/many/").text


@pytest.mark.parametrize("path", ["/", "/posts/a-post/", "/archive/", "/tags/", "/categories/"])
def test_pages_for_readers_do_not_vary_by_cookie(client, make_post, path):
    make_post()
    response = client.get(path)
    assert "Cookie" not in response.get("Vary", "")
    assert not response.cookies
