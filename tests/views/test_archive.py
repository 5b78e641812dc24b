"""The archive: years, months and days."""

import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.utils import timezone

from posts.models import Post
from posts.views import ArchivePeriodView


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
        assert Post.objects.count_by_month(until_now=True) == expected
        assert Post.objects.live().count_by_month() == expected


def test_without_posts_there_are_no_months(db):
    assert Post.objects.count_by_month(until_now=True) == []


def test_a_post_that_is_published_this_very_moment_is_in_its_month(make_post):
    make_post(published_at=START)
    with time_machine.travel(START, tick=False):
        assert [month["count"] for month in Post.objects.count_by_month(until_now=True)] == [1]


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


def test_a_year_lists_its_titles_by_month_on_one_page(client, make_post):
    for month, day in [(1, 5), *((3, day) for day in range(1, 16)), (11, 30)]:
        make_post(f"On {month}-{day}", published_at=datetime(2025, month, day, tzinfo=UTC))
    response = client.get("/archive/2025/")
    page = response.content.decode()
    assert [(month["name"], month["count"]) for month in response.context["months"]] == [
        ("November", 1), ("March", 15), ("January", 1),
    ]  # fmt: skip
    shown = [f"On {post.published_at:%-m-%-d}" for post in response.context["posts"]]
    assert shown == ["On 11-30", *(f"On 3-{day}" for day in range(15, 0, -1)), "On 1-5"]
    assert re.findall(r'<h2 id="_\d+"><a href="(.*?)">', page) == [
        f"/archive/2025/{month:02}/" for month in (11, 3, 1)
    ]
    assert 'class="year-wave"' in page
    assert 'class="pagination"' not in page


@pytest.mark.parametrize("path", ["/archive/2025/", "/archive/2025/03/", "/archive/2025/03/05/"])
def test_addresses_of_later_pages_lead_to_the_one_page(client, make_post, path):
    for number in range(25):
        make_post(f"Post {number}", published_at=datetime(2025, 3, 5, tzinfo=UTC))
    for number in (2, 3):
        response = client.get(f"{path}?page={number}")
        assert (response.status_code, response["Location"]) == (301, path)
    assert client.get(f"{path}?page=1").status_code == 200
    # Where there never was a page.
    for number in ("4", "0", "-1", "x", "9" * 5000):
        assert client.get(f"{path}?page={number}").status_code == 404


def test_a_year_of_very_many_posts_has_several_pages(client, make_post, monkeypatch):
    monkeypatch.setattr(ArchivePeriodView, "paginate_by", 10)
    for number in range(25):
        make_post(f"Post {number}", published_at=datetime(2025, 1 + number // 3, 5, tzinfo=UTC))
    pages = [client.get(f"/archive/2025/?page={number}") for number in (1, 2, 3)]
    assert [len(page.context["posts"]) for page in pages] == [10, 10, 5]
    assert 'class="pagination"' in pages[1].content.decode()
    assert "year-wave" not in pages[1].content.decode()


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
