"""The palette: what it finds, for whom, and with how many queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from posts.models import Category, Picture, Post, Series, Tag
from tests.support.admin_forms import ADD_URL, LIST_URL, change_url

URL = reverse("admin_palette")


def find(client, typed="", **query):
    """Return the addresses that are found, by kind and title."""
    groups = client.get(URL, {"q": typed, **query}).json()["groups"]
    return {
        group["name"]: {item["title"]: item["url"] or item["button"] for item in group["items"]}
        for group in groups
    }


@pytest.fixture
def things(make_post):
    """One thing of each kind that `扩散` finds."""
    Category.objects.create(name="扩散与流")
    Series.objects.create(name="读懂扩散")
    Picture.objects.create(name="a.png", title="扩散.png", width=4, height=3)
    return make_post("扩散模型", tags=[Tag.objects.create(name="扩散")], source="加噪")


@pytest.mark.parametrize("typed", ["扩散", "kuosan", "kuo san"])
def test_names_are_found_in_part_and_in_pinyin(editor_client, things, typed):
    found = find(editor_client, typed)
    assert found["Posts"] == {"扩散模型": change_url(things)}
    names = {"Categories": "扩散与流", "Tags": "扩散", "Series": "读懂扩散"}
    assert {kind: next(iter(found[kind])) for kind in names} == names
    assert ("Pictures" in found) is (typed == "扩散")


def test_posts_are_found_by_their_text_whatever_their_state(editor_client, make_post):
    make_post("Archived", source="加噪", published_at=None, archived_at=timezone.now())
    make_post("Trashed", source="加噪", published_at=None, binned_at=timezone.now())
    assert list(find(editor_client, "加噪")["Posts"]) == ["Archived"]


def test_pages_commands_and_accounts_are_found(editor_client, editor):
    assert find(editor_client, "new p")["Commands"] == {"New post": ADD_URL}
    assert find(editor_client, "state")["Pages"] == {"State of the site": reverse("site_state")}
    assert find(editor_client, "post")["Pages"]["Posts"] == LIST_URL
    assert find(editor_client, "edito")["Accounts"] == {
        "editor": reverse("admin:auth_user_change", args=[editor.pk])
    }


def test_empty_it_shows_what_changed_last_and_all_commands(editor_client, make_post):
    old, new = (make_post(title, updated_at=timezone.now()) for title in ("Old", "New"))
    assert list(find(editor_client)["Recent posts"]) == [new.title, old.title]
    assert len(find(editor_client)["Commands"]) >= 4


def test_for_an_open_post_it_offers_what_its_buttons_do(editor_client, draft):
    commands = find(editor_client, post=draft.pk)["Commands"]
    assert {"_publish", "_bin", reverse("admin:posts_post_history", args=[draft.pk])} <= {*commands.values()}
    for key in ("x", "9" * 30, "-1", "999"):
        assert "_publish" not in find(editor_client, post=key)["Commands"].values()


def test_an_author_finds_own_posts_and_no_accounts(client, sign_in, things):
    author = sign_in("someone", "Author")
    own = Post.objects.create(title="扩散草稿", author=author)
    found = find(client, "扩散")
    assert found["Posts"] == {"扩散草稿": change_url(own)}
    assert found["Tags"] == {"扩散": reverse("admin:posts_tag_change", args=[Tag.objects.get().pk])}
    assert "Accounts" not in find(client, "someone")
    assert find(client, "import") == {}
    assert list(find(client)["Recent posts"]) == ["扩散草稿"]
    assert "_publish" not in find(client, post=things.pk)["Commands"].values()


@pytest.mark.parametrize("group", [None, "staff"])
def test_strangers_get_nothing(client, django_user_model, group):
    if group:
        client.force_login(django_user_model.objects.create_user("clerk", is_staff=True))
    response = client.get(URL, {"q": "扩散"})
    assert response.status_code == (200 if group else 403)
    assert not group or response.json() == {"groups": []}


@pytest.mark.parametrize("typed", ["\0", '"', "%", "-a", "tag:", "$\\frac{1$", "a" * 5000, "ﷺ"])
def test_whatever_is_typed_is_answered(editor_client, make_post, typed):
    make_post()
    assert editor_client.get(URL, {"q": typed}).status_code == 200


@pytest.mark.parametrize("typed", ["", "扩散"])
def test_it_makes_the_same_queries_however_much_there_is(editor_client, things, make_post, typed):
    with CaptureQueriesContext(connection) as few:
        find(editor_client, typed, post=things.pk)
    for number in range(9):
        make_post(
            f"扩散 {number}", tags=[f"扩散 {number}"], category=Category.objects.create(name=f"扩散{number}")
        )
    with CaptureQueriesContext(connection) as many:
        find(editor_client, typed, post=things.pk)
    assert len(many) == len(few) <= 26
