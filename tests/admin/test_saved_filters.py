"""Saved filters of the list of posts."""

import pytest
from django.contrib.admin import site
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from posts.admin.saved_filters import FILTER_PARAMETERS, normalize_query
from posts.models import Category, Post, SavedFilter

LIST = reverse("admin:posts_post_changelist")
KEEP = reverse("admin:posts_post_save_filter")


def remove(view):
    return reverse("admin:posts_post_delete_filter", args=[view.pk])


def shown(response):
    return {view.name: view for view in response.context["saved_filters"]}


def titles(response):
    return {post.title for post in response.context["cl"].result_list}


@pytest.fixture
def posts(make_post, editor):
    make_post("Bad", source="$\\frac{1$")
    make_post("Good", source="$x$", category=Category.objects.create(name="c"))
    make_post("Own", author=editor, source="text")


class TestOfEverybody:
    @pytest.mark.parametrize(
        ("name", "found"),
        [("Mine", {"Own"}), ("With warnings", {"Bad"}), ("Without category", {"Bad", "Own"})],
    )
    def test_they_narrow_the_list(self, editor_client, posts, name, found):
        view = shown(editor_client.get(LIST))[name]
        response = editor_client.get(f"{LIST}?{view.query}")
        assert titles(response) == found
        assert [one.name for one in response.context["saved_filters"] if one.is_current] == [name]
        assert f'<a href="?{view.query}" aria-current="page">{name}</a>' in response.content.decode()

    def test_posts_without_warnings_can_be_asked_for(self, editor_client, posts):
        assert titles(editor_client.get(LIST, {"warnings": "without"})) == {"Good", "Own"}


class TestOwn:
    def test_one_is_kept_under_a_name_and_removed(self, editor_client, posts, editor):
        page = editor_client.get(LIST, {"q": "Good", "state": "live", "p": "1"}).content.decode()
        assert "Save this filter as" in page
        editor_client.post(KEEP, {"name": "坏的", "query": "state=live&q=Good&p=1"})
        view = SavedFilter.objects.get()
        assert (view.owner, view.query) == (editor, "q=Good&state=live")
        response = editor_client.get(LIST, {"state": "live", "q": "Good"})
        assert shown(response)["坏的"].is_current
        assert "Save this filter as" not in response.content.decode()
        editor_client.post(remove(view), {"query": view.query})
        assert not SavedFilter.objects.exists()

    def test_one_returns_to_where_one_was(self, editor_client):
        assert editor_client.post(KEEP, {"name": "x", "query": "q=a b&evil=1"})["Location"] == f"{LIST}?q=a+b"

    def test_a_name_that_is_there_gets_the_new_view(self, editor_client):
        for query in ("state=live", "state=draft"):
            editor_client.post(KEEP, {"name": "x", "query": query})
        assert SavedFilter.objects.get().query == "state=draft"

    @pytest.mark.parametrize(
        ("name", "query"),
        [("", "q=a"), ("x", ""), ("x", "evil=1&password=2"), ("x" * 61, "q=a"), ("x", f"q={'a' * 2000}")],
    )
    def test_an_invalid_filter_is_not_saved(self, editor_client, name, query):
        page = editor_client.post(KEEP, {"name": name, "query": query}, follow=True).content.decode()
        assert not SavedFilter.objects.exists()
        assert "Filter or search the list" in page

    def test_they_are_private(self, client, editor_client, editor):
        editor_client.post(KEEP, {"name": "secret", "query": "q=a"})
        view = SavedFilter.objects.get()
        client.force_login(User.objects.create_superuser("another"))
        assert "secret" not in shown(client.get(LIST))
        assert client.post(remove(view)).status_code == 404
        client.post(KEEP, {"name": "secret", "query": "q=b"})
        assert SavedFilter.objects.count() == 2

    @pytest.mark.parametrize(("group", "status"), [(None, 302), ("", 403), ("Author", 302), ("Editor", 302)])
    def test_they_are_for_those_who_see_the_list(self, client, db, group, status):
        if group is not None:
            user = User.objects.create_user("someone", is_staff=True)
            user.groups.set(Group.objects.filter(name=group))
            client.force_login(user)
        assert client.post(KEEP, {"name": "x", "query": "q=a"}).status_code == status
        assert SavedFilter.objects.count() == (group in {"Author", "Editor"})

    @pytest.mark.parametrize("address", [KEEP, "/admin/posts/post/views/1/remove/"])
    def test_looking_does_nothing(self, editor_client, address):
        assert editor_client.get(address).status_code == 405

    def test_a_name_does_no_harm(self, editor_client):
        editor_client.post(KEEP, {"name": "<script>alert(1)</script>", "query": "q=a"})
        assert "<script>alert" not in editor_client.get(LIST).content.decode()

    def test_it_takes_one_question_however_many_there_are(
        self, editor_client, editor, django_assert_num_queries
    ):
        with CaptureQueriesContext(connection) as few:
            editor_client.get(LIST)
        for number in range(9):
            SavedFilter.objects.create(owner=editor, name=f"v{number}", query=f"q={number}")
        with django_assert_num_queries(len(few)):
            editor_client.get(LIST)


MANAGE = reverse("admin:posts_post_manage_filters")


def fill_formset(*saved, **typed):
    """Return what the page of the filters sends for `saved`, in their order, with `typed` over the first."""
    data = {"form-TOTAL_FORMS": len(saved), "form-INITIAL_FORMS": len(saved)}
    for index, one in enumerate(saved):
        fields = {"id": one.pk, "name": one.name, "order": one.order}
        data |= {f"form-{index}-{name}": value for name, value in fields.items()}
    return data | {f"form-0-{name}": value for name, value in typed.items()}


class TestManaging:
    @pytest.fixture
    def saved(self, editor):
        return [SavedFilter.objects.create(owner=editor, name=name, query="q=a", order=1) for name in "ab"]

    def test_one_is_renamed_moved_shared_and_deleted(self, client, editor_client, saved, posts):
        first, second = saved
        editor_client.post(MANAGE, fill_formset(*saved, name="c", order=9, is_shared="on"))
        assert [*SavedFilter.objects.values_list("name", "order", "is_shared")] == [
            ("b", 1, False),
            ("c", 9, True),
        ]
        client.force_login(User.objects.create_superuser("another"))
        link = shown(client.get(LIST))["c"]
        assert (link.owner, link.filter_id) == ("editor", None)
        assert client.post(remove(first)).status_code == 404
        client.post(MANAGE, fill_formset(second, name="mine"))
        assert sorted(SavedFilter.objects.values_list("name", flat=True)) == ["b", "c"]
        client.force_login(second.owner)
        client.post(MANAGE, fill_formset(second, first, DELETE="on"))
        assert SavedFilter.objects.get() == first

    @pytest.mark.parametrize("typed", [{"name": "b"}, {"name": ""}, {"order": -1}, {"order": "x"}])
    def test_what_cannot_be_comes_back_with_its_error(self, editor_client, saved, typed):
        page = editor_client.post(MANAGE, fill_formset(*saved, **typed))
        assert 'class="errorlist' in page.text
        assert [*SavedFilter.objects.values_list("name", flat=True)] == ["a", "b"]

    def test_authors_keep_theirs_to_themselves(self, client, db, sign_in):
        author = sign_in("someone", "Author")
        own = SavedFilter.objects.create(owner=author, name="a", query="q=a")
        client.post(MANAGE, fill_formset(own, is_shared="on"))
        assert not SavedFilter.objects.get().is_shared
        sign_in("clerk", "Owners")
        assert client.get(MANAGE).status_code == 403

    def test_they_are_counted(self, editor_client, editor, posts):
        for order, query in enumerate(("q=Good", "state=draft", "category__id__exact=x", "o=9.9")):
            SavedFilter.objects.create(owner=editor, name=query, query=query, order=order)
        counts = editor_client.get(reverse("admin:posts_post_count_filters")).json()["counts"]
        assert counts == [1, 1, 2, 1, 0, None, 3]


def test_every_filter_of_the_list_can_be_kept(editor, posts):
    request = RequestFactory().get(LIST)
    request.user = editor
    changes = site.get_model_admin(Post).get_changelist_instance(request)
    asked = {name for spec in changes.filter_specs for name in spec.expected_parameters() if name}
    assert asked - {"author__isnull", "language__isnull"} <= set(FILTER_PARAMETERS)


def test_what_is_kept_is_written_in_one_way():
    assert normalize_query("state=live&q=%E5%9D%8F&state=draft") == normalize_query("q=坏&state=draft")
