"""The front page of the admin: what waits for whoever came in."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.urls import reverse
from django.utils import timezone

from posts.exchange.backup.record import LastBackup, write_record
from posts.templatetags.first_steps import MAX_POSTS_OF_NEW_SITE


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
    # A site that is no longer new has no first steps.
    for number in range(MAX_POSTS_OF_NEW_SITE + 1):
        make_post(f"P{number}", published_at=None)
    with django_assert_max_num_queries(13) as few:
        editor_client.get(INDEX)
    for number in range(20):
        make_post(f"D{number}", published_at=None, author=User.objects.create_user(f"u{number}"))
    with django_assert_num_queries(len(few)):
        editor_client.get(INDEX)


class TestBackupReminder:
    @pytest.fixture
    def read_reminder(self, client, settings, tmp_path):
        """Return a function that gives the reminder's heading on the page of a user who joined long ago."""
        settings.DATA_DIR = tmp_path
        settings.BACKUP_REMINDER_DAYS = 7

        def read_reminder(user, days_since_joined=100):
            user.date_joined = timezone.now() - timedelta(days=days_since_joined)
            user.save()
            client.force_login(user)
            found = re.search(r'id="dashboard-backup">([^<]+)<', client.get(INDEX).content.decode())
            return found[1] if found else ""

        return read_reminder

    @pytest.fixture
    def owner(self, db):
        user = User.objects.create_user("owner", is_staff=True)
        user.groups.add(Group.objects.get(name="Owners"))
        return user

    def record(self, **days):
        dates = {name: timezone.now() - timedelta(days=each) for name, each in days.items()}
        write_record(LastBackup(reason="No space left on <device>", **dates))

    def test_who_runs_the_site_is_reminded_and_nobody_else(self, read_reminder, editor, owner, author):
        author.is_staff = True
        author.groups.add(Group.objects.get(name="Editor"))
        assert [read_reminder(user) for user in (editor, owner, author)] == [
            *["This site has no backup yet"] * 2,
            "",
        ]

    def test_a_new_site_need_not_have_one(self, read_reminder, editor):
        assert read_reminder(editor, days_since_joined=6) == ""

    @pytest.mark.parametrize(
        ("days", "heading"), [(1, ""), (6.9, ""), (7, "7 days old"), (400.5, "400 days old")]
    )
    def test_an_old_one_is_said_with_its_age(self, read_reminder, editor, days, heading):
        self.record(succeeded_at=days)
        assert read_reminder(editor).removeprefix("The last backup is ") == heading

    def test_one_that_failed_is_said_at_once_with_the_reason(self, read_reminder, editor, client):
        self.record(succeeded_at=2, failed_at=1)
        assert read_reminder(editor) == "The last backup failed"
        assert "No space left on &lt;device&gt;" in client.get(INDEX).content.decode()

    def test_it_can_be_turned_off(self, read_reminder, editor, settings):
        settings.BACKUP_REMINDER_DAYS = 0
        self.record(failed_at=1)
        assert read_reminder(editor) == ""
