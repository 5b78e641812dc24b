"""Citable versions are what readers saw, whatever becomes of the post; and corrections."""

from datetime import timedelta

import pytest
from django.utils import timezone

from posts.media.library import find_picture_usage
from posts.models import AuditEntry, CitableVersion, Post, PostKind, Revision, RevisionKind
from posts.publishing.versions import (
    VersionError,
    add_correction,
    list_live_versions,
    mark_citable,
    revoke_version,
)
from posts.revisions.recording import record_revision
from tests.support.dates import LONG_AGO


@pytest.fixture
def post(make_post):
    post = make_post("On $x^2$", source="It is $x^2$.", slug="x")
    record_revision(post, RevisionKind.PUBLISHED)
    return post


def change(post, **fields):
    for name, value in fields.items():
        setattr(post, name, value)
    post.save()
    record_revision(post, RevisionKind.SAVED)


def test_a_version_keeps_what_readers_saw_to_the_byte(post, editor):
    html, title = post.html, post.title_html
    version = mark_citable(post, editor)
    change(post, source="Now it is $x^3$.", title="Other")
    Post.objects.filter(pk=post.pk).update(html="<p>of a newer renderer</p>")
    version.refresh_from_db()
    assert (version.html, version.title_html, version.number) == (html, title, 1)
    assert (version.author_name, version.editor, version.published_at) == ("林默", editor, LONG_AGO)
    assert not version.is_current(post)


def test_marking_and_revoking_may_be_repeated_and_the_post_knows_its_newest(post, editor):
    first = mark_citable(post, editor)
    assert mark_citable(post, editor) == first
    change(post, source="Two")
    second = mark_citable(post, editor)
    post.refresh_from_db()
    assert post.latest_citable == second.number == 2
    revoke_version(second, editor)
    post.refresh_from_db()
    assert post.latest_citable == 1
    again = mark_citable(post, editor)
    assert (again, again.revoked_at, CitableVersion.objects.count()) == (second, None, 2)
    actions = (
        AuditEntry.objects.filter(action__contains="version").order_by("pk").values_list("action", flat=True)
    )
    assert list(actions) == ["version_marked", "version_marked", "version_revoked", "version_marked"]


def test_an_earlier_revision_is_cited_as_it_was(post, editor):
    change(post, source="Two", title="Second")
    version = mark_citable(post, editor, post.revisions.get(version=1))
    assert (version.number, version.source, version.title) == (1, "It is $x^2$.", "On $x^2$")
    assert "<math>" in version.html
    post.refresh_from_db()
    assert (post.title, post.source, post.version) == ("Second", "Two", 2)


def test_what_no_reader_saw_cannot_be_cited(post, editor, author):
    change(post, published_at=None)
    with pytest.raises(VersionError):
        mark_citable(post, editor)
    change(post, source="Secret draft")
    change(post, published_at=timezone.now() + timedelta(days=1))
    with pytest.raises(VersionError):
        mark_citable(post, editor)
    change(post, published_at=timezone.now())
    assert list_live_versions(post) == {1, 5}
    with pytest.raises(VersionError):
        mark_citable(post, editor, post.revisions.get(version=3))
    page = Post.objects.create(author=author, title="P", kind=PostKind.PAGE, published_at=LONG_AGO)
    with pytest.raises(VersionError):
        mark_citable(page, editor)
    assert not CitableVersion.objects.exists()


def test_a_version_of_a_post_without_revisions_has_the_number_of_the_one_that_is_recorded(make_post, editor):
    post = make_post(version=7)
    version = mark_citable(post, editor)
    assert version.number == Revision.objects.get(post=post).version == 7


def test_a_correction_moves_the_date_of_feeds_and_nothing_else(post, editor):
    before = post.updated_at, post.version
    correction = add_correction(post, "In (1), $x^2$\x00 is  <b>$x^3$</b>.", editor)
    post.refresh_from_db()
    assert (post.updated_at, post.version) == before
    assert post.notable_at == correction.created_at
    assert correction.text == "In (1), $x^2$ is <b>$x^3$</b>."
    assert "&lt;b&gt;<math>" in correction.words
    assert correction.plain_words == "In (1), x² is <b>x³</b>."


def test_a_picture_that_a_version_shows_is_in_use_until_that_is_revoked(make_post, make_picture, editor):
    picture = make_picture()
    post = make_post(source=f"![a]({picture.url})")
    version = mark_citable(post, editor)
    change(post, source="Without")
    assert find_picture_usage(picture).versions == [version]
    revoke_version(version, editor)
    assert not find_picture_usage(picture)
