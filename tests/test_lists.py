"""What the pages say that lead to posts: lists, indexes, search, the page of the feeds."""

import re
from datetime import UTC, datetime

import pytest

from posts.models import Category, Series, Tag
from posts.templatetags.charts import MONTH_WIDTH, year_wave

FORMATS = ["rss.xml", "atom.xml", "feed.json"]


@pytest.fixture
def text(client):
    """Return a function that fetches an address and gives the page's source."""
    return lambda path: client.get(path).content.decode()


def months(*counts):
    """Return rows as the archive has them: January holds the first of `counts`."""
    return [{"date": datetime(2026, n, 1, tzinfo=UTC), "count": count} for n, count in enumerate(counts, 1)]


def highest(drawing):
    """Return how high the largest swing of a wave goes, in the drawing's units."""
    return max(float(swing) for swing in re.findall(r"q[\d.]+ (\d+)", drawing)) / 2


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
def test_the_header_marks_where_one_is(text, make_post, path, link):
    make_post("Archive", slug="archive", tags=["Rust"])
    assert link in text(path)


def test_a_page_shows_the_way_to_it(text, make_post):
    make_post(
        category=Category.objects.create(name="Attention", parent=Category.objects.create(name="Models"))
    )
    trail = re.search(r'<nav class="eyebrow".*?</nav>', text("/categories/attention/"), re.DOTALL)[0]
    assert re.findall(r'href="(.*?)"', trail) == ["/categories/", "/categories/models/"]
    assert 'class="eyebrow"' not in text("/")


@pytest.mark.parametrize("shelf", ["/categories/models/", "/tags/rust/"])
def test_a_shelf_says_what_it_is_and_offers_its_feeds(text, make_post, shelf):
    category = Category.objects.create(name="Models", description="What it holds.")
    Tag.objects.create(name="Rust", description="What it holds.")
    make_post(category=category, tags=["Rust"])
    page = text(shelf)
    head, body = page.split("</head>")
    assert '<meta name="description" content="What it holds.">' in head
    assert "What it holds." in body
    for name in FORMATS:
        assert f'href="{shelf}feeds/{name}"' in head
        assert f'href="{shelf}feeds/{name}"' in body


def test_the_parts_of_a_series_are_numbered_through_its_pages(text, make_post):
    series = Series.objects.create(name="From scratch", description="In small steps.")
    for number in range(1, 15):
        make_post(f"Part {number}", series=series, series_order=10 * number)
    assert "In small steps." in text("/series/from-scratch/")
    ordinals = re.findall(r'class="series-number">(\d+)<', text("/series/from-scratch/?page=2"))
    assert ordinals == ["13", "14"]


def test_posts_outside_a_series_page_have_no_number(text, make_post):
    make_post(series=Series.objects.create(name="From scratch"), series_order=1)
    assert "series-number" not in text("/")


def test_few_tags_are_one_table(text, make_post):
    make_post(tags=["Rust", "注意力"])
    Tag.objects.filter(name="Rust").update(description="A language.")
    page = text("/tags/")
    assert "A language." in page
    assert "alphabet-index" not in page


def test_many_tags_are_found_by_their_first_letter_in_pinyin(text, make_post):
    make_post(tags=["注意力", "Zig", *(f"tag {number}" for number in range(48))])
    page = text("/tags/")
    index = page[page.index('<dl class="alphabet-index">') :]
    assert re.findall(r'<dt id="_(.)">', index) == ["T", "Z"]
    assert index.index("注意力") < index.index("Zig")
    assert page.count("tag-grid") == 1


def test_the_archive_lists_months_as_time_goes_and_years_the_newest_first(text, make_post):
    for year, month in ((2022, 3), (2026, 1), (2026, 11)):
        make_post(published_at=datetime(year, month, 5, tzinfo=UTC))
    page = text("/archive/")
    months = ["/archive/2026/01/", "/archive/2026/11/", "/archive/2022/03/"]
    assert re.findall(r'href="(/archive/\d+/\d+/)"', page) == months
    assert re.findall(r'"month-name">(\w+)<', page) == ["January", "November", "March"]
    assert "2023–2025" in page
    assert page.count('class="year-wave"') == 3


def test_a_month_without_posts_is_the_bare_carrier():
    assert year_wave([], 0).count(f"h{MONTH_WIDTH}") == 12
    assert year_wave(months(1), 9).count(f"h{MONTH_WIDTH}") == 11


@pytest.mark.parametrize(("count", "peak", "height"), [(9, 9, 40), (4, 16, 20), (1, 1, 20), (4, 4, 40)])
def test_the_power_of_a_burst_is_its_number_of_posts(count, peak, height):
    assert highest(year_wave(months(count), peak)) == pytest.approx(height, abs=1)


def test_the_smallest_month_beside_the_largest_is_still_seen():
    assert highest(year_wave(months(1), 60)) >= 4


def test_a_search_keeps_its_words_and_counts_its_posts(text, make_post):
    make_post("Attention is all")
    make_post("Something else")
    page = text("/search/?q=attention")
    assert 'value="attention"' in page
    assert "1 post with “attention”" in page
    assert "Something else" not in page


@pytest.mark.parametrize(
    ("query", "words"),
    [("", "LISTENING"), ("?q=", "LISTENING"), ("?q=%3Cb%3E", "Nothing found for “&lt;b&gt;”")],
)
def test_a_search_without_posts_leads_on(text, db, query, words):
    page = text(f"/search/{query}")
    assert words in page
    main = page[page.index("<main") :]
    for way in ("/archive/", "/categories/", "/tags/"):
        assert f'href="{way}"' in main


@pytest.mark.parametrize("path", ["/search/", "/search/?q=a"])
def test_search_engines_keep_no_search(text, make_post, path):
    make_post()
    page = text(path)
    assert '<meta name="robots" content="noindex">' in page
    assert 'rel="canonical"' not in page


def test_the_pages_of_a_search_keep_the_query(text, make_post):
    for number in range(13):
        make_post(f"Attention {number}")
    assert 'href="?q=attention&amp;page=2"' in text("/search/?q=attention")


def test_the_feeds_are_at_the_address_of_the_site(text, db, settings):
    settings.SITE_URL = "https://example.org"
    assert "<code>https://example.org/feeds/rss.xml</code>" in text("/feeds/")


def test_the_page_of_the_feeds_gives_whole_addresses(text, make_post):
    make_post(category=Category.objects.create(name="Models"), tags=["Rust"])
    page = text("/feeds/")
    for name in FORMATS:
        assert f"<code>http://testserver/feeds/{name}</code>" in page
        assert f'href="/categories/models/feeds/{name}"' in page
        assert f'href="/tags/rust/feeds/{name}"' in page
