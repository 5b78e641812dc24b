"""The archive: years, months and days."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.utils import timezone

from posts.models import Post


def test_the_archive_lists_months_as_time_goes_and_years_the_newest_first(read_page, make_post):
    for year, month in ((2022, 3), (2026, 1), (2026, 11)):
        make_post(published_at=datetime(year, month, 5, tzinfo=UTC))
    page = read_page("/archive/")
    months = ["/archive/2026/01/", "/archive/2026/11/", "/archive/2022/03/"]
    assert re.findall(r'href="(/archive/\d+/\d+/)"', page) == months
    assert re.findall(r'"month-name">(\w+)<', page) == ["January", "November", "March"]
    assert "2023–2025" in page
    assert page.count('class="year-wave"') == 3


START = datetime(2026, 1, 11, 12, tzinfo=UTC)


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York", "UTC"])
def test_months_are_those_of_the_clock_that_is_in_force(zone, make_post):
    borders = [datetime(2025, month, 1, tzinfo=ZoneInfo(zone)) for month in (1, 3, 4, 11, 12)]
    for number, border in enumerate(borders):
        for side in (timedelta(), -timedelta(microseconds=1)):
            make_post(f"{number} {side}", published_at=border + side)
    make_post("A draft", published_at=None)
    make_post("Scheduled", published_at=timezone.now() + timedelta(days=40))
    with timezone.override(zone):
        by_month = Post.objects.live().order_by().values(date=TruncMonth("published_at"))
        expected = [*by_month.annotate(count=Count("pk")).order_by("-date")]
        assert Post.objects.count_by_month(until=timezone.now()) == expected
        assert Post.objects.live().count_by_month() == expected


def test_without_posts_there_are_no_months(db):
    assert Post.objects.count_by_month(until=timezone.now()) == []


def test_a_post_that_is_published_this_very_moment_is_in_its_month(make_post):
    make_post(published_at=START)
    assert [month["count"] for month in Post.objects.count_by_month(until=START)] == [1]


def test_times_are_shown_in_the_zone_of_the_site(client, make_post):
    make_post("Night", published_at=datetime(2026, 1, 11, 23, 30, tzinfo=UTC))
    assert 'datetime="2026-01-12' in client.get("/posts/night/").content.decode()
    assert client.get("/archive/2026/01/12/").status_code == 200
    assert client.get("/archive/2026/01/11/").status_code == 404


def test_the_archive_counts_years_and_months(client, make_post):
    for day, title in (
        (datetime(2025, 12, 31, 15, 59, tzinfo=UTC), "Last minute"),
        (datetime(2025, 12, 31, 16, tzinfo=UTC), "First minute"),
    ):
        make_post(title, published_at=day)
    years = client.get("/archive/").context["years"]
    assert [
        (year["date"].year, year["count"], [month["date"].month for month in year["months"]])
        for year in years
    ] == [
        (2026, 1, [1]),
        (2025, 1, [12]),
    ]
    assert [post.title for post in client.get("/archive/2026/").context["posts"]] == ["First minute"]
    assert [post.title for post in client.get("/archive/2025/12/").context["posts"]] == ["Last minute"]


def test_a_page_of_a_period_is_only_of_that_period(client, make_post):
    make_post("January", published_at=datetime(2026, 1, 5, tzinfo=UTC))
    make_post("February", published_at=datetime(2026, 2, 5, tzinfo=UTC))
    assert [post.title for post in client.get("/archive/2026/02/").context["posts"]] == ["February"]


def test_a_month_that_goes_on_holds_what_is_live(client, make_post, time_machine):
    for day in (10, 20):
        make_post(f"On the {day}th", published_at=datetime(2026, 1, day, tzinfo=UTC))
    for today, titles in {15: ["On the 10th"], 25: ["On the 20th", "On the 10th"]}.items():
        time_machine.move_to(datetime(2026, 1, today, tzinfo=UTC))
        assert [post.title for post in client.get("/archive/2026/01/").context["posts"]] == titles


def test_the_archive_knows_its_fullest_month_and_its_silent_years(client, make_post):
    for year, month in ((2020, 5), (2023, 12), (2025, 1), (2026, 2), (2026, 2)):
        make_post(published_at=datetime(year, month, 10, tzinfo=UTC))
    context = client.get("/archive/").context
    assert context["peak"] == 2
    gaps = {year["date"].year: list(year.get("gap", [])) for year in context["years"]}
    assert gaps == {2026: [], 2025: [], 2023: [2024], 2020: [2021, 2022]}


@pytest.mark.parametrize("zone", ["Asia/Shanghai", "America/New_York", "UTC"])
@pytest.mark.parametrize("period", ["0000", "0001", "0001/01", "0001/01/01", "9999", "9999/12", "9999/12/31"])
def test_no_year_is_too_early_or_too_late_to_ask_for(zone, period, client, db):
    with timezone.override(zone):
        assert client.get(f"/archive/{period}/").status_code == 404
