"""What the views hand to their templates, and who gets it."""

from datetime import UTC, datetime

import pytest

from posts.models import Category, Series

CHANGE = "/admin/posts/post/{}/change/"


def names(trail):
    return [crumb.name for crumb in trail]


def test_the_trail_of_a_post_is_its_line_of_categories(client, make_post):
    models = Category.objects.create(name="Models")
    attention = Category.objects.create(name="Attention", parent=models)
    post = make_post(category=attention)
    assert names(client.get(post.get_absolute_url()).context["breadcrumbs"]) == ["Models", "Attention"]


@pytest.mark.parametrize(
    ("path", "trail"),
    [
        ("/archive/2026/", ["Archive"]),
        ("/archive/2026/01/", ["Archive", "2026"]),
        ("/archive/2026/01/11/", ["Archive", "2026", "January"]),
        ("/categories/attention/", ["Categories", "Models"]),
        ("/tags/rust/", ["Tags"]),
        ("/", []),
    ],
)
def test_a_page_knows_what_it_lies_below(client, make_post, path, trail):
    models = Category.objects.create(name="Models")
    make_post(category=Category.objects.create(name="Attention", parent=models), tags=["Rust"])
    assert names(client.get(path, headers={"accept-language": "en"}).context["breadcrumbs"]) == trail


def test_every_step_of_a_trail_leads_to_a_page(client, make_post):
    models = Category.objects.create(name="Models")
    make_post(category=Category.objects.create(name="Attention", parent=models))
    for path in ("/archive/2026/01/11/", "/categories/attention/"):
        for crumb in client.get(path).context["breadcrumbs"]:
            assert client.get(crumb.url).status_code == 200


def test_an_editor_finds_the_way_to_the_desk_and_nobody_keeps_the_page(desk, make_post):
    post = make_post()
    response = desk.get(post.get_absolute_url())
    assert CHANGE.format(post.pk) in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]


def test_readers_get_a_page_without_the_way_to_the_desk(client, make_post):
    post = make_post()
    response = client.get(post.get_absolute_url())
    assert CHANGE.format(post.pk) not in response.content.decode()
    assert "Cookie" not in response.get("Vary", "")


def test_a_series_is_listed_in_the_order_it_is_read(client, make_post):
    series = Series.objects.create(name="Attention", description="From the dictionary to the kernel.")
    second = make_post("Second", series=series, series_order=2)
    first = make_post("First", series=series, series_order=1, published_at=datetime(2026, 5, 1, tzinfo=UTC))
    make_post("Third", series=series, series_order=3, published_at=None)
    response = client.get("/series/attention/")
    assert list(response.context["posts"]) == [first, second]
    assert "From the dictionary to the kernel." in response.content.decode()


def test_the_archive_knows_its_fullest_month_and_its_silent_years(client, make_post):
    for year, month in ((2020, 5), (2023, 12), (2025, 1), (2026, 2), (2026, 2)):
        make_post(published_at=datetime(year, month, 10, tzinfo=UTC))
    context = client.get("/archive/").context
    assert context["peak"] == 2
    gaps = {year["date"].year: list(year.get("gap", [])) for year in context["years"]}
    assert gaps == {2026: [], 2025: [], 2023: [2024], 2020: [2021, 2022]}


def test_search_results_are_not_for_search_engines(client, db):
    assert 'name="robots" content="noindex' in client.get("/search/?q=x").content.decode()


def test_what_was_searched_for_cannot_write_into_the_page(client, db):
    page = client.get("/search/", {"q": '"><script>alert(1)</script>'}).content.decode()
    assert "<script>alert" not in page
