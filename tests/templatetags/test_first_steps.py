"""The first steps of a new site."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from posts.exchange.backup.record import LastBackup, write_record
from posts.models import Invitation
from posts.templatetags.first_steps import DISMISSED_COOKIE, MAX_POSTS_OF_NEW_SITE

INDEX = reverse("admin:index")


@pytest.fixture(autouse=True)
def empty_folder(settings, tmp_path):
    """A site without a backup."""
    settings.DATA_DIR = tmp_path
    settings.SITE_NAME = "Transmission"


def read_steps(client):
    """Return whether each step that is shown is done, by its title."""
    steps = client.get(INDEX).context["steps"]
    return {step.title: step.is_done for step in steps}


def test_each_is_ticked_off_by_fact_and_all_are_gone_when_done(editor_client, make_post, settings):
    expected = dict.fromkeys(
        [
            "Write the first post",
            "Publish it",
            "Import the posts you have",
            "Name the site",
            "Set up backups",
            "Invite others",
        ],
        False,
    )
    assert read_steps(editor_client) == expected
    post = make_post(published_at=None)
    assert read_steps(editor_client) == {**expected, "Write the first post": True}
    post.published_at = timezone.now()
    post.save()
    settings.SITE_NAME = "Long Wave"
    Invitation.objects.create(email="a@example.org", expires_at=timezone.now() + timedelta(days=1))
    done = {**dict.fromkeys(expected, True), "Import the posts you have": False, "Set up backups": False}
    assert read_steps(editor_client) == done
    write_record(LastBackup(succeeded_at=timezone.now()))
    assert read_steps(editor_client) == {}


def test_a_site_with_posts_is_not_new(editor_client, make_post):
    for number in range(MAX_POSTS_OF_NEW_SITE + 1):
        make_post(f"Post {number}")
    assert read_steps(editor_client) == {}


@pytest.mark.parametrize(
    ("group", "titles"),
    [
        ("Author", {"Write the first post"}),
        ("Editor", {"Write the first post", "Publish it", "Import the posts you have"}),
        ("Owners", {"Name the site", "Set up backups", "Invite others"}),
    ],
)
def test_everybody_is_shown_what_they_may_do(client, db, sign_in, group, titles):
    sign_in("someone", group)
    assert {*read_steps(client)} == titles
    for step in client.get(INDEX).context["steps"]:
        assert not step.url or client.get(step.url).status_code == 200


def test_they_can_be_dismissed(editor_client):
    address = reverse("admin_dismiss_first_steps")
    assert address in editor_client.get(INDEX).text
    assert editor_client.get(address).status_code == 405
    assert editor_client.post(address).url == INDEX
    assert editor_client.cookies[DISMISSED_COOKIE]["path"] == INDEX
    assert read_steps(editor_client) == {}
