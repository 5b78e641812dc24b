"""The admin of what sorts posts: categories, tags, series, redirects and authors."""

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from posts.models import Category, Redirect, Series, Tag

LIST = reverse("admin:posts_post_changelist")


@pytest.mark.parametrize(
    ("model", "lookup", "count"), [(Category, "category", 1), (Series, "series", 1), (Tag, "tags", 3)]
)
def test_it_counts_posts_and_leads_to_them(model, lookup, count, desk, make_post):
    for number in range(3):
        category, series = (kind.objects.create(name=f"N{number}") for kind in (Category, Series))
        make_post(f"A{number}", tags=["t"], category=category, series=series)
    page = desk.get(reverse(f"admin:posts_{model._meta.model_name}_changelist")).content.decode()
    address = f"{LIST}?{lookup}__id__exact={model.objects.first().pk}"
    assert f'<a href="{address}">{count}</a>' in page
    assert desk.get(address).context["cl"].result_count == count


def test_categories_are_shown_as_a_tree_each_below_its_parent(desk, django_assert_num_queries):
    outer, other = (Category.objects.create(name=name, order=order) for name, order in (("B", 1), ("A", 2)))
    inner = Category.objects.create(name="D", order=1, parent=outer)
    Category.objects.create(name="C", order=2, parent=outer)
    Category.objects.create(name="E", parent=inner)
    address = reverse("admin:posts_category_changelist")
    with CaptureQueriesContext(connection) as few:
        response = desk.get(address)
    rows, count = response.context["cl"].result_list, len(few)
    assert [(row.name, row.depth) for row in rows] == [("B", 0), ("D", 1), ("E", 2), ("C", 1), ("A", 0)]
    assert [row.name for row in desk.get(address, {"o": "1"}).context["cl"].result_list] == list("ABCDE")
    for number in range(5):
        Category.objects.create(name=f"F{number}", parent=other)
    with django_assert_num_queries(count):
        desk.get(address)


def test_it_counts_them_all_in_one_query(desk, make_post, django_assert_num_queries):
    make_post(tags=["one"])
    address = reverse("admin:posts_tag_changelist")
    with CaptureQueriesContext(connection) as few:
        desk.get(address)
    make_post("Another", tags=[f"t{number}" for number in range(20)])
    with django_assert_num_queries(len(few)):
        desk.get(address)


def test_a_new_tag_and_a_new_category_get_a_slug(desk):
    desk.post(reverse("admin:posts_tag_add"), {"name": "C++"})
    desk.post(reverse("admin:posts_category_add"), {"name": "数学基础", "slug": "", "order": 0})
    assert Tag.objects.get().slug == "c-plus-plus"
    assert Category.objects.get().slug == "shu-xue-ji-chu"


@pytest.mark.parametrize("model", [Category, Series, Tag])
def test_deleting_it_says_how_many_posts_lose_their_place(model, desk, make_post):
    post = make_post(
        tags=["t"], category=Category.objects.create(name="c"), series=Series.objects.create(name="s")
    )
    address = reverse(f"admin:posts_{model._meta.model_name}_delete", args=[model.objects.get().pk])
    assert "1 post remains, without it." in desk.get(address).content.decode()
    desk.post(address, {"post": "yes"})
    post.refresh_from_db()
    assert not model.objects.exists()


def test_redirects_are_looked_at_and_deleted_but_never_typed(desk, make_post):
    Redirect.add_redirect("/2020/old.html", make_post())
    assert "/2020/old.html/" in desk.get(reverse("admin:posts_redirect_changelist")).content.decode()
    assert desk.get(reverse("admin:posts_redirect_add")).status_code == 403
    redirect = Redirect.objects.get()
    desk.post(reverse("admin:posts_redirect_delete", args=[redirect.pk]), {"post": "yes"})
    assert not Redirect.objects.exists()


def test_an_author_with_posts_is_kept_and_the_posts_are_named(desk, make_post, author):
    make_post("守住这一篇")
    address = reverse("admin:auth_user_delete", args=[author.pk])
    assert "守住这一篇" in desk.get(address).content.decode()
    desk.post(address, {"post": "yes"})
    assert User.objects.filter(pk=author.pk).exists()
