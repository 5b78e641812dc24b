"""Notebooks among the files of a site, imported."""

import json

import pytest
from django.core.management import call_command

from posts.exchange.importing.importer import import_folder
from posts.models import Picture, Post
from tests.support.import_jobs import begin, import_folder_of_jobs, store_job, work
from tests.support.notebooks import code, make_notebook, make_png, markdown, result, stream
from tests.support.source_sites import make_note

__all__ = ["import_folder_of_jobs"]
pytestmark = pytest.mark.usefixtures("empty_media")

FRONT = "---\ntitle: 笔记\ndate: 2026-01-11\ntags: [a, b]\n---"
NOTEBOOK = make_notebook(
    markdown(FRONT, "See [the note](note.md)."),
    code("plot()", stream("text"), result(image_png=make_png(), text_plain="<Figure>")),
)


def test_notebooks_and_markdown_of_a_folder_become_posts(write_site):
    root = write_site(
        {
            "note.md": make_note("Note", "See [the notebook](book.ipynb)."),
            "book.ipynb": NOTEBOOK,
            "paired.md": make_note("Paired"),
            "paired.ipynb": NOTEBOOK,
            ".ipynb_checkpoints/book-checkpoint.ipynb": NOTEBOOK,
        }
    )
    first, second = import_folder(root), import_folder(root)

    assert first.outcomes == {"created": 3}
    assert second.outcomes == {"unchanged": 3}
    post = Post.objects.get(title="笔记")
    assert list(post.tags.names()) == ["a", "b"]
    assert "[the note](/posts/note/)" in post.source
    assert f"/posts/{post.slug}/" in Post.objects.get(title="Note").source
    picture = Picture.objects.get()
    assert f"![](/media/{picture.name})" in post.source


def test_an_output_that_changed_updates_the_post(write_site):
    root = write_site({"book.ipynb": NOTEBOOK})
    import_folder(root)
    write_site({"book.ipynb": NOTEBOOK.replace('"text": "text"', '"text": "other"')})
    assert import_folder(root / "book.ipynb").outcomes == {"updated": 1}
    assert "other" in Post.objects.get().source


def test_a_notebook_by_any_name_is_known_by_its_content(write_site, capsys):
    root = write_site({"export.json": NOTEBOOK})
    call_command("import_posts", root / "export.json", "--no-outputs")
    post = Post.objects.get()
    assert "plot()" in post.source
    assert "```text" not in post.source
    assert not Picture.objects.exists()


def test_sites_of_generators_keep_their_notebooks_as_files(write_site):
    root = write_site(
        {
            "hugo.toml": "",
            "content/posts/a/index.md": make_note("A", "[nb](book.ipynb)"),
            "content/posts/a/book.ipynb": NOTEBOOK,
            "content/posts/b.ipynb": NOTEBOOK,
        }
    )
    summary = import_folder(root)
    assert summary.outcomes == {"created": 1}
    assert summary.reasons["files not read"][0].startswith("content/posts/b.ipynb: a notebook")


@pytest.mark.parametrize("content", [NOTEBOOK[:300], "", "{}", json.dumps({"nbformat": 4, "cells": 5})])
def test_a_damaged_notebook_fails_and_the_others_come_in(write_site, content):
    summary = import_folder(write_site({"a.ipynb": content, "b.md": make_note()}))
    assert summary.outcomes["created"] == 1
    assert summary.outcomes["failed"] + summary.outcomes["skipped"] == 1


@pytest.mark.usefixtures("import_folder_of_jobs")
def test_a_notebook_is_uploaded_in_the_admin(admin_user):
    job = store_job(admin_user, NOTEBOOK.encode(), "book.ipynb")
    work(job)
    begin(job)
    work(job)
    assert Post.objects.get().title == "笔记"
    assert Picture.objects.count() == 1


def test_a_link_to_a_notebook_that_is_a_draft_leads_to_its_file(write_site):
    import_folder(
        write_site({"a.md": make_note("A", "[nb](b.ipynb)"), "b.ipynb": make_notebook(markdown("x"))})
    )
    assert Post.objects.get(title="b").published_at is None
    assert "-b.ipynb)" in Post.objects.get(title="A").source


def test_notes_name_no_lines_of_a_notebook(write_site):
    summary = import_folder(write_site({"b.ipynb": make_notebook(markdown("![](none.png)"))}))
    assert summary.reasons["picture or file missing"] == ["b.ipynb: none.png"]
