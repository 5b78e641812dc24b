"""The calendar of posts."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from posts.models import Post, PostState
from tests.support.admin_forms import fill_form

URL = reverse("admin:posts_post_calendar")


def month_url(year, month):
    return reverse("admin:posts_post_calendar_month", args=[year, month])


def show(client, url):
    """Return the titles of the days that have posts."""
    weeks = client.get(url).context["weeks"]
    assert {len(week) for week in weeks} == {7}
    return {
        f"{day.date:%m-%d}": [post.title for post in day.posts] for week in weeks for day in week if day.posts
    }


def test_posts_stand_on_their_day_in_the_sites_time_zone(editor_client, make_post, settings):
    settings.TIME_ZONE = "Asia/Shanghai"
    make_post("Last of October", published_at=datetime(2026, 10, 31, 15, 59, tzinfo=UTC))
    make_post("First of November", published_at=datetime(2026, 10, 31, 16, 0, tzinfo=UTC))
    make_post("Scheduled", published_at=datetime(2026, 11, 30, 15, 59, tzinfo=UTC))
    make_post("Of January", published_at=datetime(2027, 1, 1, tzinfo=UTC))
    assert show(editor_client, month_url(2026, 11)) == {
        "11-01": ["First of November"],
        "11-30": ["Scheduled"],
    }
    # The first week of November begins in it, and that of December in November.
    assert show(editor_client, month_url(2026, 12)) == {"11-30": ["Scheduled"], "01-01": ["Of January"]}


@pytest.mark.parametrize(("language", "first"), [("en", date(2026, 11, 1)), ("zh-hans", date(2026, 10, 26))])
def test_weeks_begin_as_the_language_has_it(editor_client, settings, language, first):
    settings.LANGUAGE_CODE = language
    translation.activate(language)
    assert editor_client.get(month_url(2026, 11)).context["weeks"][0][0].date == first


def test_it_opens_at_this_month_and_leads_to_any_other(editor_client, db):
    page = editor_client.get(URL)
    assert page.context["month"] == timezone.localdate().replace(day=1)
    assert page.context["this_month"] == ""
    page = editor_client.get(month_url(2026, 12))
    assert (page.context["previous"], page.context["next"]) == (month_url(2026, 11), month_url(2027, 1))
    assert editor_client.get(URL, {"month": "2031-02"}).url == month_url(2031, 2)
    for month in ("", "x", "0001-01", "2026-13"):
        assert editor_client.get(URL, {"month": month}).status_code == 200
    for path in ("2026/13/", "9999/12/", "1/1/"):
        assert editor_client.get(f"{URL}{path}").status_code == 404


def test_what_has_no_date_stands_beside_it_and_gets_one(editor_client, make_post):
    draft = make_post("Draft", published_at=None, source="text")
    make_post("In review", published_at=None, submitted_at=timezone.now())
    make_post("Archived", published_at=None, archived_at=timezone.now())
    page = editor_client.get(month_url(2099, 5))
    assert [post.title for post in page.context["drafts"]] == ["In review", "Draft"]
    edit = f"{reverse('admin:posts_post_quick_edit', args=[draft.pk])}?next={month_url(2099, 5)}"
    assert edit in page.text
    typed = fill_form(draft, published_at_0="2099-05-04", published_at_1="09:00", version=draft.version)
    response = editor_client.post(edit, {**typed, "_schedule": "1"})
    assert response.url == month_url(2099, 5)
    assert show(editor_client, response.url) == {"05-04": ["Draft"]}
    assert Post.objects.get(title="Draft").state is PostState.SCHEDULED
    outside = edit.replace("next=/", "next=//example.org/")
    assert editor_client.post(outside, {"version": 0}).get("Location", "").find("example.org") == -1


def test_everybody_sees_what_the_list_shows_them(client, sign_in, make_post):
    make_post("Others'", published_at=datetime(2026, 11, 3, tzinfo=UTC))
    author = sign_in("someone", "Author")
    make_post("Own", published_at=datetime(2026, 11, 3, tzinfo=UTC), author=author)
    assert show(client, month_url(2026, 11)) == {"11-03": ["Own"]}
    sign_in("clerk", "Owners")
    assert client.get(URL).status_code == 403


def test_a_full_day_names_the_first_and_the_list_of_all(editor_client, make_post):
    with CaptureQueriesContext(connection) as few:
        editor_client.get(month_url(2026, 11))
    for number in range(8):
        make_post(f"Post {number}", published_at=datetime(2026, 11, 3, number, tzinfo=UTC))
    with CaptureQueriesContext(connection) as many:
        page = editor_client.get(month_url(2026, 11))
    assert len(many) == len(few)
    assert "2 more" in page.text
    assert "?published_at__year=2026&amp;published_at__month=11&amp;published_at__day=3" in page.text
