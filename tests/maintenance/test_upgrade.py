"""`manage.py upgrade`: each step once, and the same end wherever the power went."""

import json
import stat
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError

from posts.exchange.backup import BackupError
from posts.indexing.index import clear_index
from posts.indexing.query import parse_query
from posts.maintenance import upgrade
from posts.maintenance.upgrade import UPGRADE_STEPS, UpgradeStep
from posts.maintenance.upgrade_record import find_commit_before, get_upgrade_record_path, read_upgrade_record
from posts.management.commands import upgrade as command
from posts.models import Post
from posts.models.machine_slots import take_slot
from posts.search.finding import search_posts

STEPS = [step.name for step in UPGRADE_STEPS]


class PowerCut(BaseException):
    """Ends a process at once: nothing catches it."""


@pytest.fixture
def site(db, settings, tmp_path, make_post, monkeypatch):
    """A site of an older version: a post that it rendered, and nothing collected or indexed."""
    settings.DATA_DIR, settings.LOCKS_DIR = tmp_path, tmp_path / "locks"
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATICFILES_DIRS = [tmp_path / "source"]
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "site.css").write_text("")
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "posts.media.storage.static.BundledStaticFilesStorage"}
    }
    post = make_post("Old", source="Diffusion")
    Post.objects.filter(pk=post.pk).update(renderer_version=0, html="as it was")
    clear_index()
    monkeypatch.setattr(upgrade, "make_backup", make_small_backup)
    monkeypatch.setattr(upgrade, "find_missing_parts", dict)
    return tmp_path


def make_small_backup(folder, keep):
    path = Path(folder) / f"backup-{len(list(Path(folder).iterdir()))}.tar"
    path.write_text("")
    return type("Made", (), {"path": path})


def run(*options):
    out = StringIO()
    call_command("upgrade", "--no-reload", *options, stdout=out, no_color=True)
    return out.getvalue()


def is_upgraded(site):
    post = Post.objects.get()
    found = search_posts(parse_query("diffusion"), Post.objects.live()).count()
    has_files = (site / "static" / "staticfiles.json").exists()
    return post.html != "as it was" and found == 1 and has_files and read_upgrade_record().is_finished


def test_each_step_is_told_in_a_line_with_its_time(site):
    lines = run().splitlines()
    assert [line.partition(":")[0] for line in lines[1:-1]] == STEPS
    assert all(line.endswith(" s)") for line in lines[1:-1])
    assert lines[-1] == "Upgraded."
    assert is_upgraded(site)


def test_the_second_time_there_is_nothing_to_do(site):
    run()
    assert run().count("nothing to do") == 4


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("name", STEPS)
def test_stopped_by_power_in_any_step_it_ends_right_when_run_again(name, moment, site, monkeypatch):
    def cut(step):
        def run_step(record):
            if moment == "after":
                step.run(record)
            raise PowerCut

        return UpgradeStep(step.name, run_step)

    steps = [cut(step) if step.name == name else step for step in UPGRADE_STEPS]
    with monkeypatch.context() as patch:
        patch.setattr(command, "UPGRADE_STEPS", steps)
        with pytest.raises(PowerCut):
            run()
    out = run()
    assert "goes on with it" in out
    assert is_upgraded(site)
    # The one from before the first step is the one that leads back.
    assert len(list((site / "before-upgrade").iterdir())) == 1


def test_a_render_that_was_cut_is_followed_by_a_new_index(site, monkeypatch):
    def render_and_cut(record):
        upgrade.render_outdated_posts(record)
        clear_index()
        raise PowerCut

    steps = [
        UpgradeStep("render posts", render_and_cut) if s.name == "render posts" else s for s in UPGRADE_STEPS
    ]
    with monkeypatch.context() as patch:
        patch.setattr(command, "UPGRADE_STEPS", steps)
        with pytest.raises(PowerCut):
            run()
    run()
    assert is_upgraded(site)


@pytest.mark.parametrize(
    ("name", "error", "message"),
    [
        ("back up", BackupError("The disk is full."), "back up failed: The disk is full."),
        ("migrate", OperationalError("database is\nlocked"), "migrate failed: database is locked"),
        ("collect static files", PermissionError(13, "Permission denied"), "collect static files failed"),
        ("check", upgrade.UpgradeError("tables: missing: x"), "check failed: tables: missing: x"),
    ],
)
def test_a_step_that_fails_says_why_and_how_to_go_back(name, error, message, site, monkeypatch):
    def fail(record):
        raise error

    steps = [UpgradeStep(name, fail) if step.name == name else step for step in UPGRADE_STEPS]
    monkeypatch.setattr(command, "UPGRADE_STEPS", steps)
    monkeypatch.setattr(upgrade, "has_file_at", lambda commit, path: True)
    monkeypatch.setattr(upgrade, "read_last_migrations", lambda: {"posts": "0099_new"})
    with pytest.raises(CommandError) as told:
        run()
    text = str(told.value)
    assert text.startswith(message)
    assert "run manage.py upgrade again: it goes on here" in text
    assert "git checkout " in text
    assert ("manage.py restore " in text) is (name != "back up")


def test_without_restore_in_the_old_version_the_migrations_lead_back(site, monkeypatch):
    monkeypatch.setattr(upgrade, "has_file_at", lambda commit, path: False)
    record = read_upgrade_record()
    record.from_migrations = {"posts": "0012_desk_indexes"}
    monkeypatch.setattr(upgrade, "read_last_migrations", lambda: {"posts": "0099_new"})
    assert (
        next(upgrade.list_ways_back(record)) == ".venv/bin/python manage.py migrate posts 0012_desk_indexes"
    )


def test_a_second_upgrade_says_that_one_is_running_and_does_nothing(site):
    with take_slot("upgrade"), pytest.raises(CommandError, match="Another upgrade is running") as told:
        run()
    assert told.value.returncode == 1
    assert not get_upgrade_record_path().exists()


def test_a_post_that_cannot_be_rendered_is_named_and_stops_nothing(site, monkeypatch):
    def fail(name, stderr, **options):
        stderr.write("1 Old: too deep\n")
        raise SystemExit(1)

    monkeypatch.setattr(upgrade, "call_command", fail)
    assert upgrade.render_outdated_posts(read_upgrade_record()) == "1 posts, but not: 1 Old: too deep"


def test_a_record_that_cannot_be_read_is_as_none(site):
    get_upgrade_record_path().write_text("{")
    assert read_upgrade_record().is_finished
    run()
    assert json.loads(get_upgrade_record_path().read_text())["is_finished"] is True
    assert stat.S_IMODE(get_upgrade_record_path().stat().st_mode) == 0o600


def test_the_way_back_is_that_of_the_last_upgrade_to_another_commit(site, monkeypatch):
    record = read_upgrade_record()
    record.commit, record.from_commit = "bbbbbbb", "aaaaaaa"
    monkeypatch.setattr("posts.maintenance.upgrade_record.find_head", lambda: "ccccccc")
    assert find_commit_before(record) == "bbbbbbb"
    monkeypatch.setattr("posts.maintenance.upgrade_record.find_head", lambda: "bbbbbbb")
    assert find_commit_before(record) == "aaaaaaa"


@pytest.fixture
def systemctl(monkeypatch):
    """Return a function that puts a systemctl in place which answers with these statuses; gives its calls."""
    calls = []

    def install(is_active, reload=0):
        def call(arguments, **options):
            calls.append(arguments[1:])
            status = reload if arguments[1] == "reload-or-restart" else 0 if arguments[-1] in is_active else 3
            return type("Result", (), {"returncode": status})

        monkeypatch.setattr(upgrade.shutil, "which", lambda name: f"/bin/{name}")
        monkeypatch.setattr(upgrade.subprocess, "run", call)
        return calls

    return install


def test_the_server_is_reloaded_where_systemd_runs_it(systemctl):
    calls = systemctl({"transmission"})
    assert upgrade.reload_server() == "Reloaded: transmission."
    assert calls[-1] == ["reload-or-restart", "transmission"]


@pytest.mark.parametrize(
    ("active", "status", "said"),
    [
        (set(), 0, "Reload the server: kill -HUP"),
        ({"transmission"}, 1, "as root: systemctl reload-or-restart"),
    ],
)
def test_where_it_cannot_it_says_how(active, status, said, systemctl):
    systemctl(active, status)
    assert said in upgrade.reload_server()


def test_root_has_the_steps_done_by_the_owner_of_the_data(site, monkeypatch):
    ran = []
    monkeypatch.setattr(command.os, "geteuid", lambda: 0)
    monkeypatch.setattr(command, "find_path_owner", lambda path: "nobody")
    monkeypatch.setattr(
        command.subprocess,
        "run",
        lambda *args, **options: ran.append(options) or type("R", (), {"returncode": 3}),
    )
    with pytest.raises(SystemExit) as end:
        run()
    assert end.value.code == 3
    assert ran[0]["umask"] == 0o027
    assert ran[0]["user"] > 0
