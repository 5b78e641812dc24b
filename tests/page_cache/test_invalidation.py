"""Whatever changes what readers see makes a new site version, once it is committed; nothing else does."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from posts.models import Category, Draft, Post, Profile, RevisionKind, Tag
from posts.publishing import bulk, tag_merge
from posts.revisions import recording
from tests.support.large_site import LARGE_SITE_PATHS


@pytest.fixture
def changes_version(site_version, committing):
    """Return a function that says whether `change` makes a new site version."""

    def changes_version(change):
        before = site_version.get_version()
        with committing():
            change()
        return site_version.get_version() != before

    return changes_version


@pytest.fixture
def post(make_post):
    return make_post("One", tags=["maths"])


def rename(thing):
    thing.name = "Another"
    thing.save()


CHANGES = {
    "a text that is edited": lambda post, editor: post.save(),
    "a bulk update": lambda post, editor: Post.objects.update(title="Two"),
    "a post that is scheduled": lambda post, editor: bulk.schedule_posts(
        [post.pk], [timezone.now() + timedelta(days=1)], editor
    ),
    "a post that is withdrawn": lambda post, editor: bulk.revert_posts_to_draft([post.pk], editor),
    "a post that is pinned": lambda post, editor: bulk.pin_posts([post.pk], editor),
    "a post that is unlisted": lambda post, editor: bulk.unlist_posts([post.pk], editor),
    "a series that is put in order": lambda post, editor: bulk.order_series([post.pk], editor),
    "a post that is deleted": lambda post, editor: post.delete(),
    "tags that are added": lambda post, editor: post.tags.add("physics"),
    "tags that are taken off": lambda post, editor: post.tags.clear(),
    "a tag that is renamed": lambda post, editor: rename(Tag.objects.get()),
    "tags that are merged": lambda post, editor: tag_merge.merge_tags(
        Tag.objects.get(), [Tag.objects.create(name="mathematics")], editor
    ),
    "a category that is renamed": lambda post, editor: rename(Category.objects.create(name="Models")),
    "a page of an author": lambda post, editor: Profile.objects.create(user=editor, name="E"),
    "an author who is renamed": lambda post, editor: type(editor).objects.update(first_name="E"),
    "rows that are put in around the models": lambda post, editor: Tag.objects.bulk_create(
        [Tag(name="x", slug="x")]
    ),
    "SQL by hand": lambda post, editor: connection.cursor().execute("UPDATE posts_post SET title = 'Two'"),
    "SQL that is not understood": lambda post, editor: connection.cursor().execute(
        "WITH one AS (SELECT 1) DELETE FROM posts_nearness"
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_makes_a_new_version(name, changes_version, post, editor):
    assert changes_version(lambda: CHANGES[name](post, editor))


HARMLESS = {
    "reading": lambda post, editor, client: [client.get(path) for path in LARGE_SITE_PATHS.values()],
    "a draft": lambda post, editor, client: Draft.objects.create(post=post, editor=editor, fields={}),
    "a revision": lambda post, editor, client: recording.record_revision(post, RevisionKind.CHANGED, editor),
    "the index of search": lambda post, editor, client: post.update_search_index(),
    "a session": lambda post, editor, client: client.session.save(),
    "a wrong password": lambda post, editor, client: client.login(username="editor", password="wrong"),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_anything_else_keeps_the_version(name, changes_version, post, editor, client):
    assert not changes_version(lambda: HARMLESS[name](post, editor, client))


@pytest.mark.django_db(transaction=True)
class TestTransaction:
    def test_the_version_changes_at_commit_and_not_before(self, site_version):
        before = site_version.get_version()
        with transaction.atomic():
            Tag.objects.create(name="x")
            assert site_version.get_version() == before
        assert site_version.get_version() != before

    def test_many_changes_in_a_transaction_make_one_new_version(self, site_version, monkeypatch):
        invalidations = []
        monkeypatch.setattr(site_version, "invalidate", lambda: invalidations.append(1))
        with transaction.atomic():
            for name in "abc":
                Tag.objects.create(name=name)
        assert len(invalidations) == 1

    def test_a_rollback_keeps_the_version(self, site_version):
        before = site_version.get_version()
        with transaction.atomic():
            Tag.objects.create(name="x")
            transaction.set_rollback(True)
        assert site_version.get_version() == before
