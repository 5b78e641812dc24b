"""Importing again: what changed, moved, was edited or deleted since."""

import pytest
from django.contrib.auth.models import User
from django.core.files.storage import default_storage

from posts.exchange.importing.digests import compute_post_digest
from posts.exchange.importing.importer import import_folder
from posts.models import Category, ImportRecord, Post, Redirect, Tag
from tests.support.source_sites import make_image_file, make_note


def count_rows():
    """Return how many rows of each kind there are."""
    return [model.objects.count() for model in (Post, Tag, Category, Redirect, User, ImportRecord)]


def list_imported_files():
    return sorted(default_storage.listdir("imported")[1])


def test_the_second_time_nothing_changes(write_site):
    root = write_site({"one.md": make_note(), "two.md": make_note("Two"), "a.png": make_image_file()})
    import_folder(root)
    before, files = count_rows(), list_imported_files()
    moments = list(Post.objects.values_list("updated_at", "source"))

    summary = import_folder(root)

    assert summary.outcomes == {"unchanged": 2}
    assert (count_rows(), list_imported_files()) == (before, files)
    assert list(Post.objects.values_list("updated_at", "source")) == moments


def test_a_file_that_changed_updates_its_post(write_site):
    root = write_site({"one.md": make_note(), "a.png": make_image_file()})
    import_folder(root)
    uid = Post.objects.get().uid

    summary = import_folder(write_site({"one.md": make_note("New title", "New text")}))
    post = Post.objects.get()

    assert summary.outcomes == {"updated": 1}
    assert (post.title, post.source, post.slug, post.uid) == ("New title", "New text\n", "one", uid)


@pytest.mark.parametrize(
    ("line", "lists"),
    [
        ("", (False, False)),
        ("pinned: true", (True, False)),
        ("sticky: 100", (True, False)),
        ("top: false", (False, False)),
        ("unlisted: true", (False, True)),
        ("hidden: true", (False, True)),
        ("build: {list: never}", (False, True)),
        ("_build: {list: false}", (False, True)),
        ("build: {render: always}", (False, False)),
    ],
)
def test_what_a_file_says_of_lists_is_kept_and_watched(write_site, line, lists):
    root = write_site({"one.md": f"---\ntitle: One\ndate: 2026-01-02\n{line}\n---\n\ntext\n"})
    import_folder(root)
    post = Post.objects.get()
    assert (post.is_pinned, post.is_unlisted) == lists
    assert import_folder(root).outcomes == {"unchanged": 1}
    post.is_unlisted = not post.is_unlisted
    post.save()
    (root / "one.md").write_text("---\ntitle: Other\ndate: 2026-01-02\n---\n\ntext\n")
    assert import_folder(root).outcomes == {"skipped": 1}


def test_a_post_that_was_edited_here_is_left_alone(write_site):
    import_folder(write_site({"one.md": make_note()}))
    post = Post.objects.get()
    post.source = "Edited here"
    post.save()

    summary = import_folder(write_site({"one.md": make_note("New title")}))

    assert summary.reasons["skipped"] == ["one.md: the post was edited here since it was imported"]
    assert Post.objects.get().source == "Edited here"


def test_a_post_that_was_edited_here_stays_while_its_file_does(write_site):
    root = write_site({"one.md": make_note()})
    import_folder(root)
    Post.objects.get().tags.add("new")

    assert import_folder(root).outcomes == {"unchanged": 1}


def test_a_picture_that_comes_later_is_brought_then(write_site):
    root = write_site({"one.md": make_note()})
    import_folder(root)

    assert import_folder(write_site({"a.png": make_image_file()})).outcomes == {"updated": 1}
    assert "/media/imported/" in Post.objects.get().source
    assert import_folder(root).outcomes == {"unchanged": 1}


def test_a_dry_run_writes_nothing_and_tells_the_same(write_site):
    root = write_site({"one.md": make_note(), "bad.md": b"\0", "a.png": make_image_file()})
    dry = list(import_folder(root, dry_run=True).format_lines())

    assert count_rows() == [0] * 6
    assert not default_storage.exists("imported")
    assert list(import_folder(root).format_lines()) == dry


def test_pictures_of_the_same_content_and_name_are_stored_once(write_site):
    import_folder(
        write_site(
            {
                "x/one.md": make_note(),
                "y/two.md": make_note(),
                "x/a.png": make_image_file(),
                "y/a.png": make_image_file(),
            }
        )
    )

    assert len(list_imported_files()) == 1


def test_a_post_that_was_deleted_here_does_not_come_back(write_site):
    root = write_site({"one.md": make_note(body="[two](two.md)"), "two.md": make_note("Two")})
    import_folder(root)
    Post.objects.get(slug="two").delete()

    summary = import_folder(root)

    assert summary.reasons["skipped"][0].startswith("two.md: the post was deleted here")
    assert summary.outcomes == {"updated": 1, "skipped": 1}
    assert Post.objects.get().source == "[two](two.md)\n"


def test_a_deleted_post_comes_back_when_its_file_is_named(write_site):
    root = write_site({"_config.yml": "", "source/_posts/one.md": make_note()})
    import_folder(root)
    Post.objects.get().delete()

    assert import_folder(root / "source/_posts/one.md").outcomes == {"created": 1}
    assert import_folder(root).outcomes == {"unchanged": 1}


@pytest.mark.parametrize(
    ("before", "after"),
    [("one.md", "renamed.md"), ("one.md", "below/one.md"), ("one.md", "one.markdown")],
)
def test_a_file_that_was_moved_keeps_its_post(write_site, before, after):
    root = write_site({before: make_note()})
    import_folder(root)
    post = Post.objects.get()
    (root / before).unlink()

    summary = import_folder(write_site({after: make_note(body="Changed")}))

    assert summary.outcomes == {"updated": 1}
    assert summary.reasons["file moved"] == [f"{after}: it was blog/{before}"]
    assert (Post.objects.get().uid, Post.objects.get().slug) == (post.uid, post.slug)


def test_a_folder_that_was_renamed_is_the_same_site(write_site):
    root = write_site({"one.md": "# One\n\nx", "two.md": make_note("Two"), "three/two.md": make_note("Two")})
    import_folder(root)

    summary = import_folder(root.rename(root.with_name("new")))

    assert summary.outcomes == {"unchanged": 3}
    assert Post.objects.count() == 3


def test_a_post_of_another_site_is_not_taken_for_a_moved_one(write_site):
    root = write_site({"one.md": make_note()})
    import_folder(root)
    (root / "one.md").unlink()

    summary = import_folder(write_site({"two/one.md": make_note().replace("01-11", "02-22")}))

    assert summary.outcomes == {"created": 1}


def test_a_copy_of_a_file_is_a_post_of_its_own(write_site):
    import_folder(write_site({"one.md": make_note()}))

    assert import_folder(write_site({"copy.md": make_note()})).outcomes == {"unchanged": 1, "created": 1}


def test_a_file_by_itself_still_leads_to_the_other_posts(write_site):
    root = write_site(
        {"_config.yml": "", "source/_posts/a.md": "{% post_link b %} [c](c.md)", "source/_posts/b.md": "x"}
    )
    import_folder(root)

    assert import_folder(root / "source/_posts/a.md").outcomes == {"unchanged": 1}
    assert Post.objects.get(slug="a").source == "[b](/posts/b/) [c](c.md)\n"


def test_a_changed_order_of_tags_is_an_edit(write_site):
    root = write_site({"one.md": make_note(body="x")})
    import_folder(root)
    post = Post.objects.get()
    post.tags.set(["b", "a"])
    (root / "one.md").write_text(make_note(body="changed"))

    summary = import_folder(root)

    assert summary.reasons["skipped"] == ["one.md: the post was edited here since it was imported"]


def test_a_digest_that_sorts_tags_is_still_known(write_site):
    root = write_site({"one.md": make_note(body="x")})
    import_folder(root)
    old = compute_post_digest(Post.objects.get(), knows_tag_order=False)
    ImportRecord.objects.update(post_digest=old)
    (root / "one.md").write_text(make_note(body="changed"))

    assert import_folder(root).outcomes == {"updated": 1}
