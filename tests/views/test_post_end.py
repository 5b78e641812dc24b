"""What stands at the end of a post: what a reader may do with it, and how to cite it."""

from datetime import UTC, datetime

import pytest

from posts.models import SiteSettings


@pytest.fixture
def post(make_post):
    # In Shanghai it is the next day already.
    published = datetime(2026, 1, 10, 20, tzinfo=UTC)
    return make_post(
        "A note & more", slug="note", byline="Ada Lovelace、林默", published_at=published, language="en"
    )


def read(client, post):
    return client.get(post.get_absolute_url()).text


def test_it_is_cited_by_its_date_here_and_its_one_address(client, post, settings):
    settings.SITE_URL = "https://example.org"
    page = read(client, post)
    assert "LOVELACE A, 林默. A note &amp; more[EB/OL]. (2026-01-11)" in page
    assert "Lovelace, A., &amp; 林默. (2026, January 11). A note &amp; more." in page
    assert "@misc{lovelace2026note," in page
    assert 'data-url="https://example.org/posts/note/"' in page


def test_the_licence_is_that_of_the_site(client, post):
    assert 'rel="license"' not in read(client, post)
    SiteSettings.objects.create(license_name="CC BY 4.0", license_url="https://example.org/by")
    assert '<a rel="license" href="https://example.org/by">CC BY 4.0</a>' in read(client, post)


def test_a_post_that_is_not_live_is_neither_shared_nor_cited(editor_client, make_post):
    page = read(editor_client, make_post(published_at=None))
    assert "share-button" not in page
    assert "[EB/OL]" not in page


def test_the_feeds_stand_at_its_end_but_not_of_an_unlisted_one(client, post, make_post):
    end = read(client, post).partition('class="post-footer"')[2].partition("</footer>")[0]
    assert "/feeds/atom.xml" in end
    unlisted = read(client, make_post(slug="hidden", is_unlisted=True))
    assert "/feeds/atom.xml" not in unlisted.partition('class="post-footer"')[2].partition("</footer>")[0]
