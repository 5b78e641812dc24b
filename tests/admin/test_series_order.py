"""The order of a series."""

import pytest
from django.urls import reverse
from django.utils import timezone

from posts.models import Post, RevisionKind, Series


@pytest.fixture
def series(make_post):
    series = Series.objects.create(name="One")
    for title in ("A", "B", "C"):
        make_post(title, series=series, source="text")
    make_post("In the trash", series=series, published_at=None, binned_at=timezone.now())
    return series


def order_url(series):
    return reverse("admin:posts_series_order", args=[series.pk])


def read_order():
    posts = Post.objects.filter(binned_at=None).in_series_order()
    return [(post.title, post.series_order) for post in posts]


def fill_numbers(page, **numbers):
    """Return what the form sends with `numbers` typed, by title."""
    posts = {post.title: post.pk for post in page.context["posts"]}
    typed = {f"post-{posts[title]}-order": number for title, number in numbers.items()}
    return {"version": page.context["order_version"], **typed}


def test_numbers_put_the_posts_in_order_and_are_recorded(editor_client, editor, series):
    page = editor_client.get(order_url(series))
    assert [post.title for post in page.context["posts"]] == ["A", "B", "C"]
    response = editor_client.post(order_url(series), fill_numbers(page, A=3, B=2, C=1))
    assert response.url == order_url(series)
    assert read_order() == [("C", 1), ("B", 2), ("A", 3)]
    assert [post.title for post in editor_client.get(series.get_absolute_url()).context["posts"]] == [
        "C",
        "B",
        "A",
    ]
    revision = Post.objects.get(title="A").revisions.first()
    assert (revision.kind, revision.editor, revision.version) == (RevisionKind.CHANGED, editor, 2)

    # The same again is no change.
    page = editor_client.get(order_url(series))
    editor_client.post(order_url(series), fill_numbers(page, C=1, B=2, A=3))
    assert Post.objects.get(title="A").version == 2


@pytest.mark.parametrize("change", ["move", "add", "remove"])
def test_who_comes_second_is_shown_the_order_of_the_first(editor_client, series, make_post, change):
    sent = fill_numbers(editor_client.get(order_url(series)), A=3, B=2, C=1)
    if change == "move":
        Post.objects.filter(title="B").update(series_order=9)
    elif change == "add":
        make_post("D", series=series)
    else:
        Post.objects.filter(title="C").update(series=None)
    before = read_order()
    page = editor_client.post(order_url(series), sent)
    assert "changed meanwhile" in page.text
    assert read_order() == before


@pytest.mark.parametrize("typed", ["", "-1", "x", "9" * 30, "²"])
def test_what_is_no_number_stays_at_the_end(editor_client, series, typed):
    page = editor_client.get(order_url(series))
    editor_client.post(order_url(series), fill_numbers(page, A=typed, B=2, C=1))
    assert read_order() == [("C", 1), ("B", 2), ("A", 3)]


def test_who_may_not_change_all_of_them_may_look(client, sign_in, series):
    sign_in("someone", "Author")
    page = client.get(order_url(series))
    assert page.status_code == 200
    assert 'type="submit"' not in page.text.split("changelist-form")[1]
    before = read_order()
    assert client.post(order_url(series), fill_numbers(page, A=3, B=2, C=1)).status_code == 403
    assert read_order() == before


def test_the_list_and_the_form_lead_to_it(editor_client, series):
    for name, args in (("changelist", []), ("change", [series.pk])):
        assert order_url(series) in editor_client.get(reverse(f"admin:posts_series_{name}", args=args)).text
    assert editor_client.get(reverse("admin:posts_series_add")).status_code == 200
