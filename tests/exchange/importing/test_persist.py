"""Posts that were imported before: what was decided here about them stays."""

from pathlib import Path

import pytest

from posts.exchange.importing import persist
from posts.exchange.importing.records.record import PostRecord
from posts.models import Post, PostState
from tests.support.source_sites import make_note

DRAFT = "---\ntitle: One\n---\ntext\n"


@pytest.mark.parametrize("state", ["submitted_at", "archived_at"])
def test_a_draft_that_was_submitted_or_archived_here_stays_so_when_its_file_gets_a_date(state, import_files):
    import_files({"a.md": DRAFT})
    post = Post.objects.get()
    post.set_state(state)
    post.save()

    assert import_files({"a.md": make_note("One", "new")}).outcomes == {"updated": 1}

    post.refresh_from_db()
    assert getattr(post, state)
    assert (post.source, post.published_at) == ("new\n", None)


def test_a_post_in_the_trash_is_left_there_when_its_file_changed(import_files):
    import_files({"a.md": DRAFT})
    post = Post.objects.get()
    post.set_state("binned_at")
    post.save()

    summary = import_files({"a.md": make_note("One", "new")})

    assert summary.reasons["skipped"] == ["a.md: the post is in the trash here"]
    assert Post.objects.get().state == PostState.TRASHED


def test_no_record_takes_the_id_that_feeds_have_for_another_post(make_post):
    uid = make_post("Other").uid
    for feed_id, kept in ((uid.urn, ""), (f"{{{uid}}}", ""), (uid.hex, ""), ("urn:uuid:x", "urn:uuid:x")):
        record = PostRecord(origin="x", path=Path("x.md"), slug="x", feed_id=feed_id)
        assert persist.make_post(record).feed_id == kept
