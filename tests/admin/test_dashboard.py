"""The front page of the admin: what waits for whoever came in."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.urls import reverse
from django.utils import timezone


def test_the_site_is_named_and_the_unused_tags_of_taggit_are_gone(editor_client):
    page = editor_client.get(reverse("admin:index")).content.decode()
    assert "Transmission" in page
    assert "/admin/taggit/" not in page


INDEX = reverse("admin:index")


@pytest.fixture
def get_queues(client):
    """Return a function that gives the titles on each queue of a user, by the queue's name."""

    def get_queues(user):
        client.force_login(user)
        response = client.get(INDEX)
        return {queue.name: [post.title for post in queue.posts] for queue in response.context["queues"]}

    return get_queues


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


def test_an_editor_sees_the_posts_of_everybody_by_queue(get_queues, posts, editor):
    assert get_queues(editor) == {
        "In review": ["Submitted"],
        "Drafts": ["Broken", "Draft"],
        "Scheduled": ["Scheduled"],
        "With warnings": ["Broken"],
        "Recently published": ["Live"],
    }


def test_an_author_sees_only_their_own_posts(get_queues, posts, make_post):
    user = User.objects.create_user("writer", is_staff=True)
    user.groups.add(Group.objects.get(name="Author"))
    make_post("Mine", author=user, published_at=None)
    found = get_queues(user)
    assert found.pop("Drafts") == ["Mine"]
    assert set(map(tuple, found.values())) == {()}


def test_staff_without_permission_sees_only_the_list_of_apps(client, posts):
    client.force_login(User.objects.create_user("clerk", is_staff=True))
    page = client.get(INDEX)
    assert page.context["queues"] == []
    assert "Draft" not in page.content.decode()


def test_a_long_queue_links_to_all_of_it(editor_client, make_post):
    for number in range(9):
        make_post(f"D{number}", published_at=None)
    page = editor_client.get(INDEX).content.decode()
    assert page.count('<a href="/admin/posts/post/?state=draft">') == 2
    assert "D8" in page
    assert "D0" not in page


def test_every_queue_links_to_a_list_of_the_same_posts(editor_client, posts):
    for queue in editor_client.get(INDEX).context["queues"]:
        listed = editor_client.get(queue.url).context["cl"].result_list
        assert {post.pk for post in listed} == {post.pk for post in queue.posts}, queue.name


def test_the_number_of_queries_does_not_depend_on_the_number_of_posts(
    editor_client, make_post, django_assert_num_queries, django_assert_max_num_queries
):
    make_post("One", published_at=None)
    with django_assert_max_num_queries(12) as few:
        editor_client.get(INDEX)
    for number in range(20):
        make_post(f"D{number}", published_at=None, author=User.objects.create_user(f"u{number}"))
    with django_assert_num_queries(len(few)):
        editor_client.get(INDEX)
