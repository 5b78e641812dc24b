"""The command `sync`: its exit status, its user, and commits of what the site wrote."""

import subprocess

import pytest
from django.core.management import CommandError, call_command

from posts.models import AuditEntry, Post, SyncedFile
from posts.publishing.bulk import trash_posts
from tests.support.image_files import make_graphic


@pytest.fixture
def folder(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "site-media"
    return tmp_path / "blog"


def run(folder, *options):
    """Return the exit status."""
    try:
        call_command("sync", str(folder), *options, verbosity=0)
    except SystemExit as end:
        return end.code
    return 0


def git(folder, *arguments):
    settings = ["-c", "user.name=Mei", "-c", "user.email=mei@example.org"]
    command = ["git", "-C", str(folder), *settings, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603


def test_it_tells_by_its_status_what_is_left_to_people(folder, make_post, editor):
    post = make_post("One", source="a\n")
    assert run(folder) == 0
    (folder / "posts/one.md").unlink()
    assert run(folder) == 1
    assert run(folder, "--delete") == 0
    assert Post.objects.get(pk=post.pk).binned_at


def test_a_new_file_comes_with_its_pictures(folder, editor):
    folder.mkdir()
    assert run(folder) == 0
    (folder / "posts/图.png").write_bytes(make_graphic())
    (folder / "posts/new.md").write_text("---\ntitle: New\ndate: 2026-01-01\n---\n\n![a](图.png)\n")
    assert run(folder) == 0
    source = Post.objects.get().source
    assert source.startswith("![a](/media/imported/")
    assert (folder / "posts/new.md").read_text().endswith(source)
    assert len([*(folder / "media/imported").iterdir()]) == 1
    assert AuditEntry.objects.get(action="imported").actor == editor


def test_what_the_site_wrote_is_committed_and_nothing_else(folder, make_post, editor, monkeypatch):
    folder.mkdir()
    with pytest.raises(CommandError, match="no git repository"):
        run(folder, "--commit")
    for name in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{name}_NAME", "Mei")
        monkeypatch.setenv(f"GIT_{name}_EMAIL", "mei@example.org")
    git(folder, "init", "--quiet")
    one, two = make_post("一", source="a\n"), make_post("Two", source="b\n")
    (folder / "README.md").write_text("mine")
    git(folder, "add", "README.md")
    assert run(folder, "--commit") == 0
    listed = git(folder, "-c", "core.quotePath=off", "show", "--name-only", "--format=%s")
    assert listed.split("\n")[0] == "Update 2 posts from Transmission"
    assert {*listed.split()[-3:]} == {f"posts/{one.slug}.md", "posts/two.md", "transmission.json"}
    assert git(folder, "status", "--porcelain") == "A  README.md\n"
    head = git(folder, "rev-parse", "HEAD")
    assert run(folder, "--commit") == 0
    assert git(folder, "rev-parse", "HEAD") == head
    # Killed after writing: the next run commits it.
    two.source = "c\n"
    two.save()
    trash_posts([one.pk], editor)
    assert run(folder, "--delete") == 0
    assert SyncedFile.objects.get(awaits_commit=True).path == "posts/two.md"
    assert run(folder, "--commit") == 0
    assert git(folder, "status", "--porcelain") == "A  README.md\n"


def test_somebody_must_be_there_to_merge_conflicts(folder, db):
    with pytest.raises(CommandError, match="no superuser"):
        run(folder)
    with pytest.raises(CommandError, match="no user nobody"):
        run(folder, "--user", "nobody")
