"""Archives of feeds: every listed post in one of them, at addresses that keep what they have."""

import json
from datetime import timedelta

import pytest
from lxml import etree

from posts.indexing.index import remove_posts
from posts.models import Category, Post, Series, Tag, TaggedPost
from tests.support.dates import LONG_AGO

NAMES = {
    "atom": "http://www.w3.org/2005/Atom",
    "fh": "http://purl.org/syndication/history/1.0",
}
FEEDS = ("rss.xml", "atom.xml", "feed.json")


@pytest.fixture
def make_posts(author):
    """Return a function that saves posts, an hour apart and the oldest first, of which all are listed."""

    def make(numbers, **fields):
        return Post.objects.bulk_create(
            Post(
                title=f"Post {number}",
                slug=f"post-{number}",
                author=author,
                published_at=LONG_AGO + timedelta(hours=number),
                html="<p>x</p>",
                **fields,
            )
            for number in numbers
        )

    return make


def read(client, address):
    """Return the numbers of the posts in a feed, and the address of each document that it links to."""
    response = client.get(address)
    assert response.status_code == 200, address
    if address.endswith(".json"):
        feed = json.loads(response.content)
        titles, links = [item["title"] for item in feed["items"]], {"prev-archive": feed.get("next_url", "")}
    else:
        root = etree.fromstring(response.content)
        found = root.iterfind("{*}title/..") if root.tag == "rss" else root.iterfind("atom:entry", NAMES)
        items = list(root.iter("item")) or list(found)
        titles = [item.findtext("title") or item.findtext("atom:title", namespaces=NAMES) for item in items]
        head = root if root.find("channel") is None else root.find("channel")
        links = {link.get("rel"): link.get("href") for link in head.iterfind("atom:link", NAMES)}
        for mark in ("archive", "complete"):
            if head.find(f"fh:{mark}", NAMES) is not None:
                links[mark] = True
    return [int(title.split()[1]) for title in titles], links


def walk(client, address):
    """Return the numbers of the posts of each archive of a feed by its address, the newest archive first."""
    found = {}
    _, links = read(client, address)
    while address := links.get("prev-archive"):
        address = address.removeprefix("http://testserver")
        assert address not in found
        found[address], links = read(client, address)
    return found


@pytest.mark.parametrize("name", FEEDS)
def test_a_feed_and_its_archives_have_every_post(client, make_posts, name):
    make_posts(range(67))
    newest, links = read(client, f"/feeds/{name}")
    archives = walk(client, f"/feeds/{name}")
    assert newest == list(range(66, 46, -1))
    # Archives are full, and counted from the oldest: the first seven of the feed are in none so far.
    assert list(archives.values()) == [list(range(end, end - 20, -1)) for end in (59, 39, 19)]
    if name == "feed.json":
        return
    assert links["self"] == f"http://testserver/feeds/{name}"
    assert links.keys().isdisjoint({"archive", "complete", "current", "next-archive"})
    addresses = [f"http://testserver{address}" for address in archives]
    for place, address in enumerate(archives):
        _, links = read(client, address)
        assert links["archive"]
        assert links["self"] == addresses[place]
        assert links["current"] == f"http://testserver/feeds/{name}"
        assert links.get("next-archive") == (addresses[place - 1] if place else None)


def test_an_archive_keeps_its_posts_when_others_come_and_go(client, make_posts):
    make_posts(range(45))
    archives = walk(client, "/feeds/atom.xml")
    assert len(archives) == 2
    make_posts(range(45, 80))
    assert {address: read(client, address)[0] for address in archives} == archives
    later = walk(client, "/feeds/atom.xml")
    assert len(later) == 3
    assert later | archives == later
    keys = list(Post.objects.filter(slug__in=["post-3", "post-39"]).values_list("pk", flat=True))
    Post.objects.filter(pk__in=keys).delete()
    remove_posts(keys)
    kept = {
        address: [number for number in numbers if number not in {3, 39}]
        for address, numbers in archives.items()
    }
    # An archive loses what was deleted, its own first and last post too, and nothing else.
    assert {address: read(client, address)[0] for address in archives} == kept
    found = {number for numbers in walk(client, "/feeds/atom.xml").values() for number in numbers}
    assert found | set(read(client, "/feeds/atom.xml")[0]) == set(range(80)) - {3, 39}


def test_what_the_feed_has_itself_is_in_no_archive_of_its_own(client, make_posts):
    number = 0
    for total, archives in ((20, []), (21, [20]), (40, [20]), (41, [20, 20])):
        make_posts(range(number, total))
        number = total
        assert [len(numbers) for numbers in walk(client, "/feeds/rss.xml").values()] == archives
        assert ("complete" in read(client, "/feeds/rss.xml")[1]) is (not archives)


def test_posts_of_one_moment_are_told_apart(client, author, make_posts):
    posts = make_posts(range(50))
    Post.objects.update(published_at=LONG_AGO)
    archives = walk(client, "/feeds/feed.json")
    assert [len(set(numbers)) for numbers in archives.values()] == [20, 20]
    assert len({number for numbers in archives.values() for number in numbers}) == 40
    assert len(posts) == 50


def test_every_list_has_archives(client, author, profile, make_posts):
    category = Category.objects.create(name="Models")
    below = Category.objects.create(name="Small", parent=category)
    series = Series.objects.create(name="Course")
    posts = make_posts(range(30), category=below, series=series)
    tag = Tag.objects.create(name="Rust")
    TaggedPost.objects.bulk_create(TaggedPost(content_object=post, tag=tag) for post in posts)
    make_posts(range(30, 60))
    for path in ("categories/models", "tags/rust", "series/course"):
        assert list(walk(client, f"/{path}/feeds/rss.xml").values()) == [list(range(19, -1, -1))]
    assert len(walk(client, f"{profile.get_absolute_url()}feeds/atom.xml")) == 2


def test_made_up_addresses_lead_nowhere(client, make_posts):
    make_posts(range(70))
    day, key = "20250111T120000000000", "9" * 19
    for address in (
        f"{day}.1-{day}.1",  # no post
        f"00010101T000000000000.0-99991231T235959000000.{key}",  # more than an archive has
        f"20261341T120000000000.1-{day}.1",  # no date
        f"{day}.2-{day}.1",
        f"{day}.0-{day}.9{key}",
        f"{day}.0000-{day}.00{key[2:]}",  # an archive has one address
        "1",
    ):
        assert client.get(f"/feeds/archive/{address}/rss.xml").status_code == 404
    assert client.get(f"/tags/nothing/feeds/archive/{day}.1-{day}.1/rss.xml").status_code == 404


def test_drafts_and_unlisted_posts_are_in_no_archive(client, make_posts):
    make_posts(range(45))
    Post.objects.filter(slug="post-5").update(is_unlisted=True)
    Post.objects.filter(slug="post-6").update(published_at=None)
    found = [number for numbers in walk(client, "/feeds/atom.xml").values() for number in numbers]
    assert found
    assert not {5, 6}.intersection(found)


def test_an_archive_takes_always_the_same_queries(client, make_posts, django_assert_num_queries):
    for numbers in (range(45), range(45, 90)):
        make_posts(numbers)
        address = [*walk(client, "/feeds/atom.xml")][-2]
        with django_assert_num_queries(5):
            client.get(address)
