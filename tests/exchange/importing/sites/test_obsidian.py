"""An Obsidian vault: its settings, what is published, templates, and files of several names."""

import pytest

from posts.models import Post
from tests.support.source_sites import make_image_file, make_note

APP = '{"attachmentFolderPath": "%s"}'


def test_templates_of_the_vault_are_left_out(import_files):
    summary = import_files(
        {
            ".obsidian/templates.json": '{"folder": "Templates/"}',
            ".obsidian/plugins/templater-obsidian/data.json": '{"templates_folder": "Other"}',
            "Templates/daily.md": "# {{title}}",
            "Other/x.md": "# <% tp.file.title %>",
            "a.md": make_note("A", "text"),
        }
    )

    assert summary.outcomes == {"created": 1, "skipped": 2}
    assert summary.reasons["skipped"][0].endswith(": a template of the vault")


@pytest.mark.parametrize(("folder", "place"), [("files", "files"), ("./files", "notes/files"), ("/", "")])
def test_files_are_first_looked_for_where_the_vault_keeps_them(import_files, folder, place):
    path = f"{place}/x.png".lstrip("/")
    import_files(
        {
            ".obsidian/app.json": APP % folder,
            path: make_image_file("red"),
            "elsewhere/x.png": make_image_file(),
            "notes/n.md": make_note("N", "![[x.png]]").replace("cover: a.png", "cover: ''"),
        }
    )

    assert "](/media/imported/" in Post.objects.get().source


def test_settings_that_cannot_be_read_are_none(import_files):
    summary = import_files({".obsidian/app.json": "[1", ".obsidian/templates.json": "[]", "a.md": "# A\n\nx"})

    assert summary.outcomes == {"created": 1}


@pytest.mark.parametrize("key", ["publish", "dg-publish"])
def test_where_notes_say_that_they_are_published_the_others_are_drafts(import_files, key):
    head = "---\ndate: 2026-01-11\n{}---\n\nText.\n"
    import_files(
        {
            ".obsidian/app.json": "{}",
            "a.md": head.format(f"{key}: true\n"),
            "b.md": head.format(""),
            "c.md": head.format(f"{key}: false\n"),
        }
    )

    assert list(Post.objects.exclude(published_at=None).values_list("title", flat=True)) == ["a"]


def test_drawings_boards_and_bases_are_named(import_files):
    summary = import_files(
        {"a.md": "# A\n\nx", "b.canvas": "{}", "c.base": "x", "d.excalidraw.md": "# d", "e.excalidraw": "{}"}
    )

    assert [line.split(": ")[1] for line in summary.reasons["files not read"]] == [
        "a canvas of Obsidian",
        "a base of Obsidian",
        "a drawing of Excalidraw",
    ]
    assert summary.reasons["skipped"] == ["d.excalidraw.md: a drawing of Excalidraw"]
