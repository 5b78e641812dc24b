"""The front page of the admin: what waits for whoever came in."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.urls import reverse
from django.utils import timezone

INDEX = reverse("admin:index")


@pytest.fixture
def piles(client):
    """Return a function that gives the titles on each pile of a user, by the pile's name."""

    def piles(user):
        client.force_login(user)
        response = client.get(INDEX)
        return {pile.name: [post.title for post in pile.posts] for pile in response.context["queues"]}

    return piles


@pytest.fixture
def posts(make_post):
    now = timezone.now()
    make_post("Live")
    make_post("Draft", published_at=None)
    make_post("Broken", published_at=None, source="$\\frac{1$")
    make_post("Scheduled", published_at=now + timedelta(days=1))
    make_post("Submitted", published_at=None, submitted_at=now)
    make_post("Archived", published_at=None, archived_at=now)
    make_post("Binned", published_at=None, binned_at=now, source="$\\frac{1$")


def test_an_editor_finds_everybodys_posts_by_what_they_wait_for(piles, posts, editor):
    assert piles(editor) == {
        "In review": ["Submitted"],
        "Drafts": ["Broken", "Draft"],
        "Scheduled": ["Scheduled"],
        "With warnings": ["Broken"],
        "Recently published": ["Live"],
    }


def test_an_author_finds_only_their_own(piles, posts, make_post):
    user = User.objects.create_user("writer", is_staff=True)
    user.groups.add(Group.objects.get(name="Author"))
    make_post("Mine", author=user, published_at=None)
    found = piles(user)
    assert found.pop("Drafts") == ["Mine"]
    assert set(map(tuple, found.values())) == {()}


def test_staff_that_may_not_look_at_posts_finds_the_list_of_apps_alone(client, posts):
    client.force_login(User.objects.create_user("clerk", is_staff=True))
    page = client.get(INDEX)
    assert page.context["queues"] == []
    assert "Draft" not in page.content.decode()


def test_a_long_pile_leads_to_all_of_it(desk, make_post):
    for number in range(9):
        make_post(f"D{number}", published_at=None)
    page = desk.get(INDEX).content.decode()
    assert page.count('<a href="/admin/posts/post/?state=draft">') == 2
    assert "D8" in page
    assert "D0" not in page


def test_every_pile_leads_to_a_list_of_the_same_posts(desk, posts):
    for pile in desk.get(INDEX).context["queues"]:
        listed = desk.get(pile.url).context["cl"].result_list
        assert {post.pk for post in listed} == {post.pk for post in pile.posts}, pile.name


def test_it_asks_the_same_few_questions_however_much_waits(
    desk, make_post, django_assert_num_queries, django_assert_max_num_queries
):
    make_post("One", published_at=None)
    with django_assert_max_num_queries(12) as few:
        desk.get(INDEX)
    for number in range(20):
        make_post(f"D{number}", published_at=None, author=User.objects.create_user(f"u{number}"))
    with django_assert_num_queries(len(few)):
        desk.get(INDEX)
