"""Undoing: the site is as it was before the import; what was changed since is kept."""

import pytest

from posts.exchange.import_jobs import actions, undoing
from posts.exchange.import_jobs.running import work_on_job
from posts.models import ImportRecord, ImportStatus, Post, PostState, Revision, RevisionKind
from posts.revisions.snapshots import take_snapshot
from tests.support.import_jobs import begin, undo, work
from tests.support.source_sites import make_image_file, make_note

BLOG = {"one.md": make_note("One"), "two.md": make_note("Two", "[one](one.md)"), "a.png": make_image_file()}
CHANGED = {
    **BLOG,
    "two.md": "---\ntitle: 二\nauthor: 别人\ndate: 2020-02-02\nlastmod: 2021-01-01\n"
    "tags: [c]\ncategories: d\nseries: s\nslug: other\ncover: b.png\ndescription: sum\n---\n新\n",
    "b.png": make_image_file("red"),
}
UNCHANGED_FIELDS = [
    *(field.attname for field in Post._meta.concrete_fields if field.name not in {"version", "rendered_at"})
]


def read_posts():
    """Return everything that is stored of each post but its version, with its tags."""
    return {
        post.pk: ({name: getattr(post, name) for name in UNCHANGED_FIELDS}, take_snapshot(post)["tags"])
        for post in Post.objects.all()
    }


def read_records():
    return {*ImportRecord.objects.values_list("origin", "post", "file_digest", "post_digest")}


def test_new_posts_go_to_the_trash(run_job):
    job = undo(run_job(BLOG))
    assert job.status == ImportStatus.UNDONE
    assert [post.state for post in Post.objects.all()] == [PostState.TRASHED] * 2
    assert {*job.items.values_list("undone", flat=True)} == {"trashed"}
    assert {*Revision.objects.values_list("kind", flat=True)} == {RevisionKind.IMPORTED, RevisionKind.TRASHED}


@pytest.mark.parametrize("is_draft", [False, True])
def test_updated_posts_are_in_everything_what_they_were(is_draft, run_job):
    run_job(BLOG, as_drafts=is_draft)
    posts, records = read_posts(), read_records()

    job = run_job(CHANGED)
    assert job.report["outcomes"] == {"unchanged": 1, "updated": 1}
    assert read_posts() != posts
    undo(job)

    assert read_posts() == posts
    assert read_records() == records
    assert job.items.get(title="二").undone == "restored"


def test_the_same_archive_can_be_imported_again(run_job):
    undo(run_job(BLOG))
    job = run_job(BLOG)
    assert job.report["outcomes"] == {"created": 2}
    assert {post.slug: post.state for post in Post.objects.all()} == {
        "one": PostState.LIVE,
        "two": PostState.LIVE,
    }
    undo(job)
    assert {post.state for post in Post.objects.all()} == {PostState.TRASHED}


def test_an_update_that_was_undone_can_be_imported_again(run_job):
    run_job(BLOG)
    undo(run_job(CHANGED))
    assert run_job(CHANGED).report["outcomes"]["updated"] == 1


def test_posts_changed_since_are_kept(run_job):
    job = run_job(BLOG)
    post = Post.objects.get(title="One")
    post.summary = "edited"
    post.save()
    undo(job)
    states = {post.title: post.state for post in Post.objects.all()}
    assert states == {"One": PostState.LIVE, "Two": PostState.TRASHED}
    kept = job.items.get(title="One")
    assert (kept.undone, kept.message) == ("kept", "The post was changed since the import.")


@pytest.mark.parametrize("state", ["archived_at", ""])
def test_posts_whose_state_was_changed_since_are_kept(state, run_job):
    job = run_job(BLOG)
    post = Post.objects.get(title="One")
    post.set_state(state)
    post.save()
    undo(job)
    assert job.items.get(title="One").undone == "kept"
    assert Post.objects.get(title="One").state == post.state


def test_a_post_that_is_in_the_trash_already_stays_there(run_job):
    job = run_job(BLOG)
    post = Post.objects.get(title="One")
    post.set_state("binned_at")
    post.save()
    undo(job)
    assert {*job.items.values_list("undone", flat=True)} == {"trashed"}


def test_a_post_that_was_deleted_is_said(run_job):
    job = run_job(BLOG)
    Post.objects.get(title="One").delete()
    undo(job)
    assert job.items.get(title="One").message == "The post was deleted."


def test_posts_of_a_later_import_are_kept(run_job):
    first = run_job(BLOG)
    later = run_job(CHANGED)
    undo(first)
    assert {item.title: item.undone for item in first.items.all()} == {"One": "trashed", "Two": "kept"}
    undo(later)
    assert later.items.get(title="二").undone == "restored"


def test_an_import_that_broke_off_can_be_undone(plan_job, monkeypatch):
    job = plan_job(BLOG)
    begin(job)
    with monkeypatch.context() as patch:
        patch.setattr("posts.exchange.import_jobs.running.add_variants", interrupt)
        with pytest.raises(KeyboardInterrupt):
            work_on_job(job.pk)
    job.refresh_from_db()
    undo(job)
    assert {post.state for post in Post.objects.all()} == {PostState.TRASHED}


def interrupt(*args):
    raise KeyboardInterrupt


def test_an_undoing_that_was_killed_ends_right_when_it_is_run_again(run_job, monkeypatch):
    job = run_job(BLOG)
    assert actions.begin_undo(job)
    undo_item = undoing.undo_item

    def undo_or_stop(item, editor):
        return undo_item(item, editor) if item.title == "Two" else interrupt()

    with monkeypatch.context() as patch:
        patch.setattr(undoing, "undo_item", undo_or_stop)
        with pytest.raises(KeyboardInterrupt):
            work_on_job(job.pk)
    assert {post.title: post.state for post in Post.objects.all()}["One"] == PostState.LIVE
    assert work(job).status == ImportStatus.UNDONE
    assert {post.state for post in Post.objects.all()} == {PostState.TRASHED}
    assert Revision.objects.filter(kind=RevisionKind.TRASHED).count() == 2


def test_an_import_is_undone_once(run_job):
    job = undo(run_job(BLOG))
    assert not actions.begin_undo(job)


def test_what_did_nothing_cannot_be_undone(run_job):
    run_job(BLOG)
    assert not actions.can_undo(run_job(BLOG, chosen=[]))
