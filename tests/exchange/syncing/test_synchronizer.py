"""A folder and the site follow each other, and nothing that was written is lost."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from posts.exchange.importing.importer import import_folder
from posts.exchange.syncing.folder import SyncError
from posts.models import Category, Draft, ImportRecord, Post, SyncedFile
from posts.publishing.bulk import trash_posts
from posts.revisions.drafts import delete_draft
from posts.revisions.recording import record_revision
from tests.support.source_sites import make_image_file, make_note


def change_post(post, **fields):
    post.refresh_from_db()
    for name, value in fields.items():
        setattr(post, name, value)
    post.save()
    record_revision(post, "saved")


def replace_in(path, old, new):
    """Replace the last `old` in a file; a uid above may end with any digit."""
    before, found, after = path.read_text().rpartition(old)
    assert found
    path.write_text(f"{before}{new}{after}")


def test_a_new_folder_gets_all_posts_and_a_second_run_changes_nothing(sync, folder, make_post, make_picture):
    picture = make_picture()
    make_post("One", source=f"![a]({picture.url})\n", tags=["噪声"])
    make_post("Draft", published_at=None)
    make_post("About", kind="page")
    trashed = make_post("Gone")
    trash_posts([trashed.pk], None)
    assert sync() == {"FILE_WRITTEN": ["pages/about.md", "posts/draft.md", "posts/one.md"]}
    assert (folder / "media" / picture.name).read_bytes()
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    versions = [*Post.objects.values_list("version", flat=True)]
    assert sync() == sync(dry_run=True) == {}
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    assert [*Post.objects.values_list("version", flat=True)] == versions


def test_what_changed_on_one_side_goes_to_the_other(sync, folder, make_post, editor):
    one, two = make_post("One", source="a\n"), make_post("Two", source="b\n")
    # Files tell the second of the last change.
    Post.objects.update(updated_at=timezone.now() - timedelta(hours=1))
    sync()
    change_post(one, source="a\n\nsite\n")
    replace_in(folder / "posts/two.md", "b\n", "b\n\nfile\n")
    assert sync(dry_run=True) == {"FILE_WRITTEN": ["posts/one.md"], "POST_UPDATED": ["posts/two.md"]}
    assert "site" not in (folder / "posts/one.md").read_text()
    assert sync() == {"FILE_WRITTEN": ["posts/one.md", "posts/two.md"], "POST_UPDATED": ["posts/two.md"]}
    two.refresh_from_db()
    assert "site" in (folder / "posts/one.md").read_text()
    assert two.source == "b\n\nfile\n"
    assert two.revisions.first().editor == editor
    assert sync() == {}


def test_changes_in_different_places_are_merged(sync, folder, make_post):
    post = make_post("One", source="a\n\nb\n\nc\n", tags=["x"])
    sync()
    change_post(post, source="A\n\nb\n\nc\n")
    path = folder / "posts/one.md"
    replace_in(path, "\nc\n", "\nC\n")
    replace_in(path, "- x\n", "- x\n- y\n")
    assert sync()["MERGED"] == ["posts/one.md"]
    post.refresh_from_db()
    assert (post.source, [*post.tags.names()]) == ("A\n\nb\n\nC\n", ["x", "y"])
    assert path.read_text().endswith("A\n\nb\n\nC\n")
    assert sync() == {}


def test_a_conflict_waits_in_the_writing_room(sync, folder, make_post, editor):
    post = make_post("One", source="words\n")
    sync()
    change_post(post, source="words of the site\n")
    path = folder / "posts/one.md"
    replace_in(path, "words\n", "words of the file\n")
    text = path.read_text()
    for _ in range(2):
        assert sync() == {"CONFLICT": ["posts/one.md"]}
    draft = Draft.objects.get()
    assert (draft.post, draft.editor, draft.fields["source"]) == (post, editor, "words of the file\n")
    assert draft.base_version < Post.objects.get().version
    assert (Post.objects.get().source, path.read_text()) == ("words of the site\n", text)
    # The editor merges both.
    change_post(post, source="words of both\n")
    delete_draft(draft, keep=False)
    assert sync() == {"FILE_WRITTEN": ["posts/one.md"]}
    assert path.read_text().endswith("words of both\n")
    assert sync() == {}


def test_a_new_file_becomes_a_post_that_is_known_from_then_on(sync, folder, make_post):
    make_post("One")
    sync()
    path = folder / "posts/notes/new.md"
    path.parent.mkdir()
    path.write_text("---\ntitle: New\ndate: 2026-01-01\nmood: calm\n---\n\n[One](../one.md)\n")
    (folder / "posts/broken.md").write_text("---\ntitle: Broken\ndate: 2026-01-01\n---\n\n$$\n\\frac{1}{\n")
    found = sync()
    assert found["POST_CREATED"] == ["posts/broken.md", "posts/notes/new.md"]
    new, broken = Post.objects.get(title="New"), Post.objects.get(title="Broken")
    assert (new.is_live, broken.is_live) == (True, False)
    assert new.source == "[One](/posts/one/)\n"
    assert any("draft because of errors" in note for note in sync_notes(found, sync))
    text = path.read_text()
    assert (f"uid: {new.uid}" in text, "mood: calm" in text) == (True, True)
    assert sync() == {}
    path.rename(folder / "posts/renamed.md")
    replace_in(folder / "posts/renamed.md", "slug: new\n", "slug: newer\n")
    assert sync()["RENAMED"] == ["posts/renamed.md"]
    new.refresh_from_db()
    assert (new.slug, Post.objects.count()) == ("newer", 3)
    assert sync() == {}
    # Another post where that one was.
    path.write_text("---\ntitle: Other\n---\n\nOther\n")
    assert sync()["POST_CREATED"] == ["posts/notes/new.md"]
    assert Post.objects.get(pk=new.pk).title == "New"


def sync_notes(found, sync):
    return ["draft because of errors"] if found.get("NOTE") else []


def test_a_live_post_is_not_changed_to_what_has_errors(sync, folder, make_post):
    post = make_post("One", source="words\n")
    sync()
    replace_in(folder / "posts/one.md", "words\n", "$$\n\\frac{1}{\n")
    assert sync() == sync() == {"LEFT": ["posts/one.md"]}
    assert Post.objects.get(pk=post.pk).source == "words\n"


def test_a_deletion_is_told_and_followed_only_where_that_is_asked_for(sync, folder, make_post):
    posts = [make_post(title, source="a\n") for title in ("One", "Two", "Three", "Four")]
    sync()
    for name in ("one", "two"):
        (folder / f"posts/{name}.md").unlink()
    change_post(posts[1], source="changed\n")
    trash_posts([posts[2].pk], None)
    Post.objects.get(title="Four").delete()
    listed = {"FILE_GONE": ["posts/one.md", "posts/two.md"], "POST_GONE": ["posts/four.md", "posts/three.md"]}
    assert sync() == sync() == listed
    replace_in(folder / "posts/three.md", "a\n", "changed\n")
    assert sync(deletes=True) == {
        "POST_TRASHED": ["posts/one.md"],
        "FILE_REMOVED": ["posts/four.md"],
        "FILE_GONE": ["posts/two.md"],
        "POST_GONE": ["posts/three.md"],
    }
    assert Post.objects.get(title="One").binned_at
    assert (folder / ".transmission/removed/posts/four.md").read_text().endswith("a\n")
    assert (folder / "posts/three.md").read_text().endswith("changed\n")


@pytest.mark.variation
def test_two_files_of_one_post_are_told(sync, folder, make_post):
    post = make_post("One", source="a\n")
    sync()
    copy = folder / "posts/copy.md"
    copy.write_text((folder / "posts/one.md").read_text())
    replace_in(copy, "a\n", "b\n")
    assert sync() == {"LEFT": ["posts/copy.md"]}
    assert Post.objects.get().source == post.source


def test_a_file_without_its_uid_is_still_the_post(sync, folder, make_post):
    post = make_post("One", source="a\n")
    sync()
    path = folder / "posts/one.md"
    path.write_text("---\ntitle: Renamed\nslug: one\ndate: 2026-01-11\n---\n\nb\n")
    sync()
    post.refresh_from_db()
    assert (post.title, post.source, Post.objects.count()) == ("Renamed", "b\n", 1)
    assert f"uid: {post.uid}" in path.read_text()


@pytest.mark.variation
def test_an_export_and_a_folder_that_was_moved_are_known(sync, folder, make_post):
    # Files tell the second of the last change.
    fields = {"source": "a\n", "updated_at": timezone.now() - timedelta(hours=1)}
    one, two = make_post("One", **fields), make_post("Two", **fields)
    sync()
    SyncedFile.objects.all().delete()
    replace_in(folder / "posts/one.md", "a\n", "b\n")
    assert sync() == {"POST_UPDATED": ["posts/one.md"], "FILE_WRITTEN": ["posts/one.md"]}
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.source, two.version) == ("b\n", 1)


@pytest.mark.variation
def test_files_that_cannot_be_read_are_told(sync, folder, make_post):
    make_post("One", source="a\n")
    sync()
    (folder / "posts/bytes.md").write_bytes(b"\xff\x00\xfe")
    (folder / "posts/link.md").symlink_to("/etc/passwd")
    assert sync() == {"LEFT": ["posts/bytes.md", "posts/link.md"]}
    assert Post.objects.get().title == "One"


def test_a_folder_of_something_else_is_refused(sync, folder):
    folder.mkdir()
    (folder / "config.toml").write_text("")
    with pytest.raises(SyncError, match="is no export"):
        sync()
    (folder / "config.toml").rename(folder / "README.md")
    assert sync() == {}


@pytest.mark.variation
def test_another_file_of_the_same_title_is_another_post(sync, folder, make_post):
    make_post("One", category=Category.objects.create(name="模型"), source="a\n")
    sync()
    (folder / "posts/again.md").write_text("---\ntitle: One\n---\n\nb\n")
    sync()
    assert sorted(Post.objects.values_list("slug", "source")) == [("one", "a\n"), ("one-2", "b\n")]
    assert ImportRecord.objects.exclude(post=None).count() == 2


def test_an_export_with_pictures_beside_its_posts_is_followed(sync, folder, tmp_path, db):
    blog = tmp_path / "old"
    blog.mkdir()
    (blog / "one.md").write_text(make_note("One"))
    (blog / "a.png").write_bytes(make_image_file())
    import_folder(blog)
    call_command("export_posts", folder, verbosity=0)
    before = [*Post.objects.values_list("version", "source", "cover")]
    assert "](a.png)" in (folder / "posts/one/index.md").read_text()
    # The file says what the site says: a picture has its address in media.
    assert sync() == {"FILE_WRITTEN": ["posts/one/index.md"]}
    assert sync() == {}
    assert [*Post.objects.values_list("version", "source", "cover")] == before
    assert "](/media/imported/" in (folder / "posts/one/index.md").read_text()
    assert (folder / "posts/one/a.png").is_file()
