"""The command import_posts: its summary, progress and exit status."""

import os
from io import BytesIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError
from PIL import Image

from posts.exchange.importing.importer import NothingFoundError, import_folder
from posts.management.commands import import_posts
from tests.support.source_sites import make_image_file, make_note

pytestmark = pytest.mark.usefixtures("empty_media")


def test_the_command_prints_the_summary(write_site, capsys):
    call_command("import_posts", write_site({"a.md": make_note()}))

    assert capsys.readouterr().out.startswith("created        1\nupdated        0\n")


def test_a_dry_run_is_named_before_it_begins(write_site, capsys, monkeypatch):
    said = []

    def listen(*args, **options):
        said.append(capsys.readouterr().out)
        raise NothingFoundError

    monkeypatch.setattr(import_posts, "import_folder", listen)
    with pytest.raises(CommandError):
        call_command("import_posts", write_site({"a.md": make_note()}), "--dry-run")

    assert said == ["Dry run: nothing is written.\n\n"]


def test_progress_is_shown_for_reading_and_importing(write_site):
    calls = []

    def progress(things, doing):
        calls.append((doing, len(things)))
        return things

    import_folder(write_site({"a.md": make_note(), "b.md": b"\0"}), progress=progress)

    assert calls == [("Reading", 2), ("Importing", 1)]


def test_a_log_holds_no_bars(write_site, capsys):
    call_command("import_posts", write_site({"a.md": make_note()}))

    assert capsys.readouterr().err == ""


def test_pictures_that_came_in_one_size_are_named_with_what_to_do_once(write_site, capsys):
    buffer = BytesIO()
    Image.effect_noise((200, 200), 90).save(buffer, "PNG")
    root = write_site(
        {"a.md": make_note(), "a.png": buffer.getvalue(), "b.md": "![](b.png)", "b.png": make_image_file()}
    )
    call_command("import_posts", root)
    first = capsys.readouterr().out
    call_command("import_posts", root)

    assert "\npictures in one size only so far: 1\nRun manage.py make_variants, " in first
    assert "make_variants" not in capsys.readouterr().out


def test_a_failure_is_the_exit_status(write_site, capsys):
    with pytest.raises(SystemExit) as stop:
        call_command("import_posts", write_site({"a.md": b"\0"}))

    assert stop.value.code == 1
    assert "a.md: the file is binary" in capsys.readouterr().out


@pytest.mark.parametrize("path", ["/nowhere/at/all", os.devnull])
def test_a_path_that_is_nothing_is_said(db, path):
    with pytest.raises(CommandError):
        call_command("import_posts", Path(path))


def test_the_summary_speaks_one_language(write_site, capsys):
    call_command("import_posts", write_site({"a.md": "![x](a.png)", "a.png": b""}))

    assert "a.md:1: a.png: The file is empty." in capsys.readouterr().out


def test_long_lists_of_notes_are_cut_unless_asked_for(write_site, capsys):
    root = write_site({f"{number}.md": make_note() for number in range(12)})
    call_command("import_posts", root, "--dry-run", verbosity=1)
    short = capsys.readouterr().out
    call_command("import_posts", root, "--dry-run", verbosity=2)

    assert "more (--verbosity 2 shows all)" in short
    assert "shows all" not in capsys.readouterr().out


def test_a_database_that_is_not_set_up_is_said_with_what_to_do(tmp_path, monkeypatch):
    def fail(*args, **options):
        raise OperationalError("no such table: posts_imported")

    monkeypatch.setattr(import_posts, "import_folder", fail)
    with pytest.raises(CommandError, match=r"run manage\.py migrate first"):
        call_command("import_posts", tmp_path)
