"""Categories, tags and series in the admin."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from posts.models import Category, Series, Tag


@pytest.mark.parametrize("kind", ["category", "tag", "series"])
def test_the_count_of_a_taxonomy_is_that_of_its_list(editor_client, make_post, kind):
    sorted_by = {
        "category": Category.objects.create(name="Signals"),
        "series": Series.objects.create(name="Signals"),
        "tags": ["Signals"],
    }
    make_post("Live", **sorted_by)
    make_post("A draft", published_at=None, **sorted_by)
    for moment in ("archived_at", "binned_at"):
        make_post(moment, published_at=None, **{moment: timezone.now()}, **sorted_by)
    make_post("Elsewhere")
    page = editor_client.get(reverse(f"admin:posts_{kind}_changelist")).content.decode()
    field = "tags" if kind == "tag" else kind
    assert re.findall(rf"{field}__id__exact=\d+\">(\d+)</a>", page) == ["2"]


LIST = reverse("admin:posts_post_changelist")


@pytest.mark.parametrize(
    ("model", "lookup", "count"), [(Category, "category", 1), (Series, "series", 1), (Tag, "tags", 3)]
)
def test_posts_are_counted_and_linked(model, lookup, count, editor_client, make_post):
    for number in range(3):
        category, series = (kind.objects.create(name=f"N{number}") for kind in (Category, Series))
        make_post(f"A{number}", tags=["t"], category=category, series=series)
    page = editor_client.get(reverse(f"admin:posts_{model._meta.model_name}_changelist")).content.decode()
    address = f"{LIST}?{lookup}__id__exact={model.objects.first().pk}"
    assert f'<a href="{address}">{count}</a>' in page
    assert editor_client.get(address).context["cl"].result_count == count


def test_categories_are_shown_as_a_tree_each_below_its_parent(editor_client, django_assert_num_queries):
    outer, other = (Category.objects.create(name=name, order=order) for name, order in (("B", 1), ("A", 2)))
    inner = Category.objects.create(name="D", order=1, parent=outer)
    Category.objects.create(name="C", order=2, parent=outer)
    Category.objects.create(name="E", parent=inner)
    address = reverse("admin:posts_category_changelist")
    with CaptureQueriesContext(connection) as few:
        response = editor_client.get(address)
    rows, count = response.context["cl"].result_list, len(few)
    assert [(row.name, row.depth) for row in rows] == [("B", 0), ("D", 1), ("E", 2), ("C", 1), ("A", 0)]
    assert [row.name for row in editor_client.get(address, {"o": "1"}).context["cl"].result_list] == list(
        "ABCDE"
    )
    for number in range(5):
        Category.objects.create(name=f"F{number}", parent=other)
    with django_assert_num_queries(count):
        editor_client.get(address)


def test_all_posts_are_counted_in_one_query(editor_client, make_post, django_assert_num_queries):
    make_post(tags=["one"])
    address = reverse("admin:posts_tag_changelist")
    with CaptureQueriesContext(connection) as few:
        editor_client.get(address)
    make_post("Another", tags=[f"t{number}" for number in range(20)])
    with django_assert_num_queries(len(few)):
        editor_client.get(address)


def test_a_new_tag_and_a_new_category_get_a_slug(editor_client):
    editor_client.post(reverse("admin:posts_tag_add"), {"name": "C++"})
    editor_client.post(reverse("admin:posts_category_add"), {"name": "数学基础", "slug": "", "order": 0})
    assert Tag.objects.get().slug == "c-plus-plus"
    assert Category.objects.get().slug == "shu-xue-ji-chu"


@pytest.mark.parametrize("model", [Category, Series, Tag])
def test_deleting_a_taxonomy_says_how_many_posts_lose_it(model, editor_client, make_post):
    post = make_post(
        tags=["t"], category=Category.objects.create(name="c"), series=Series.objects.create(name="s")
    )
    address = reverse(f"admin:posts_{model._meta.model_name}_delete", args=[model.objects.get().pk])
    assert "1 post remains, without it." in editor_client.get(address).content.decode()
    editor_client.post(address, {"post": "yes"})
    post.refresh_from_db()
    assert not model.objects.exists()


def test_a_series_is_numbered_as_the_site_or_in_its_own_way(editor_client):
    address = reverse("admin:posts_series_add")
    assert b'<option value="" selected>as in the site settings</option>' in editor_client.get(address).content
    editor_client.post(address, {"name": "A", "slug": "a", "description": "", "numbering": "series"})
    editor_client.post(address, {"name": "B", "slug": "b", "description": "", "numbering": ""})
    assert [*Series.objects.values_list("slug", "numbering")] == [("a", "series"), ("b", "")]
