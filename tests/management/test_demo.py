"""The command demo, but for the server, which .ci/run starts."""

import socket
import stat
from contextlib import nullcontext
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.contrib.staticfiles.finders import get_finder
from django.core.management import CommandError, call_command
from PIL import Image

from posts.indexing.index import clear_index
from posts.indexing.query import parse_query
from posts.management.commands import demo
from posts.models import Picture, Post
from posts.search.finding import search_posts
from posts.tasks.worker import Worker

SAMPLES = demo.SAMPLES_FOLDER


@pytest.fixture
def run(db, settings, tmp_path, monkeypatch):
    """Return a function that runs the command on a free port and returns what it printed."""
    settings.DATA_DIR = tmp_path
    samples = tmp_path / "samples"
    samples.mkdir()
    for name in ("one", "two"):
        samples.joinpath("authors.yaml").write_text("林默: 写模型的人。")
        samples.joinpath(f"{name}.md").write_text(f"---\ntitle: {name}\ndate: 2026-01-11\n---\nText.")
    monkeypatch.setattr(demo, "SAMPLES_FOLDER", samples)
    monkeypatch.setattr(demo, "run_server", lambda host, port, is_loaded: None)
    monkeypatch.setattr(demo, "ensure_port_free", lambda host, port: None)
    monkeypatch.setattr(demo, "collect_static_files", nullcontext)

    def run_demo(**options):
        out = StringIO()
        call_command("demo", stdout=out, **{"no_variants": True, **options})
        return out.getvalue().splitlines()[-1]

    return run_demo


def test_it_prints_where_the_site_is_and_how_to_enter(run, tmp_path):
    line = run(host="127.0.0.1", port=8000)
    password = (tmp_path / "editor-password").read_text()
    assert "http://127.0.0.1:8000/ " in line
    assert line.endswith(f"as editor, password {password}")
    assert User.objects.get(username="editor").check_password(password)
    assert Post.objects.live().count() == 2


def test_the_samples_that_come_with_it_are_all_imported(run, monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr(demo, "SAMPLES_FOLDER", SAMPLES)
    # Links to posts that are imported later are set by a task behind the import.
    with django_capture_on_commit_callbacks(execute=True):
        run()
    assert Post.objects.live().count() == len(list(SAMPLES.glob("*.md"))) >= 16
    assert not [post.title for post in Post.objects.all() if post.warnings]
    assert not [post.author for post in Post.objects.all() if not post.author_profile]


def test_pictures_are_made_smaller_unless_told_otherwise(run, tmp_path):
    samples = tmp_path / "samples"
    Image.effect_noise((600, 400), 90).convert("RGB").save(samples / "noise.jpg", quality=95)
    samples.joinpath("three.md").write_text("---\ntitle: three\n---\n![Noise](noise.jpg)")
    run()
    assert Picture.objects.get().widths == []
    Post.objects.update(renderer_version=0)
    run(no_variants=False)
    assert Picture.objects.get().widths


def test_pictures_are_left_to_the_worker_that_is_started_with_the_server(
    run, tmp_path, task_queue, django_capture_on_commit_callbacks, settings
):
    settings.TASKS_MODE = "local"
    Image.effect_noise((600, 400), 90).convert("RGB").save(tmp_path / "samples" / "noise.jpg", quality=95)
    (tmp_path / "samples" / "three.md").write_text("---\ntitle: three\n---\n![Noise](noise.jpg)")
    with django_capture_on_commit_callbacks(execute=True):
        run(no_variants=False)
    picture = Picture.objects.get()
    assert picture.widths == []
    assert Worker().run_next("default")
    picture.refresh_from_db()
    assert picture.widths
    assert f"{picture.widths[0]}.webp" in Post.objects.get(title="three").html


def test_static_files_are_collected_again_only_when_they_changed(tmp_path, settings, monkeypatch):
    static = tmp_path / "files"
    static.mkdir()
    (static / "a.css").write_text("a")
    settings.DATA_DIR, settings.STATIC_ROOT = tmp_path, tmp_path / "built"
    settings.STATICFILES_DIRS = [static]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    get_finder.cache_clear()
    lines, codes = [], [0, 1, 0]

    class Collecting(nullcontext):
        def __init__(self, command):
            super().__init__(self)
            self.returncode = codes.pop(0)

    monkeypatch.setattr(demo.subprocess, "Popen", Collecting)

    def collect():
        with demo.collect_static_files(lines.append):
            pass
        return len(lines)

    assert (collect(), collect()) == (1, 1)
    (static / "a.css").write_text("ab")
    with pytest.raises(CommandError, match="could not be collected"):
        collect()
    assert (collect(), collect()) == (3, 3)
    get_finder.cache_clear()


def test_the_password_is_for_the_owner_alone(run, tmp_path):
    run()
    assert stat.S_IMODE((tmp_path / "editor-password").stat().st_mode) == 0o600


def test_the_second_time_it_keeps_what_was_written(run):
    first = run()
    Post.objects.all()[0].delete()
    left = set(Post.objects.values_list("pk", flat=True))
    assert run() == first
    assert set(Post.objects.values_list("pk", flat=True)) == left


def test_posts_of_an_older_version_are_brought_up_to_date(run):
    run()
    clear_index()
    Post.objects.update(renderer_version=0, html="as it was")
    run()
    assert not Post.objects.filter(html="as it was").exists()
    assert search_posts(parse_query("text"), Post.objects.live()).count() == 2


def test_it_never_shows_a_password_the_editor_chose(run):
    run()
    editor = User.objects.get(username="editor")
    editor.set_password("secret of mine")
    editor.save()
    assert run().endswith("password (the one you chose)")


@pytest.mark.parametrize(
    ("host", "address"),
    [
        (demo.WILDCARD_ADDRESS, "http://127.0.0.1:80/"),
        ("::1", "http://[::1]:80/"),
        ("example.org", "http://example.org:80/"),
    ],
)
def test_the_printed_address_can_be_opened(run, host, address):
    assert f"{address} " in run(host=host, port=80)


def test_the_samples_do_not_come_into_a_real_site(run, settings):
    settings.ENV_FILE = "/etc/transmission.env"
    with pytest.raises(CommandError, match="in a clone of its own"):
        run()


def test_a_number_that_is_no_port_is_refused():
    with pytest.raises(CommandError, match="99999 is no port"):
        demo.ensure_port_free("127.0.0.1", 99999)


@pytest.mark.enable_socket
def test_a_port_in_use_is_said_with_what_to_do():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(CommandError, match="Try: make demo PORT=8001"):
            demo.ensure_port_free("127.0.0.1", other.getsockname()[1])


def test_the_second_time_the_server_is_forked_from_what_is_loaded(run, monkeypatch):
    calls = []
    monkeypatch.setattr(demo, "run_server", lambda host, port, is_loaded: calls.append(is_loaded))
    monkeypatch.setattr(demo, "count_missing_migrations", lambda _: 0)
    run()
    run()
    Post.objects.update(renderer_version=0)
    run()
    assert calls == [False, True, False]


def test_the_second_time_no_password_is_hashed(run, monkeypatch):
    first = run()
    monkeypatch.setattr(User, "check_password", None)
    assert run() == first
