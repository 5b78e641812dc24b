"""Onto an empty machine: the same pages, byte for byte, and the same people get in; or nothing at all."""

import os
from contextlib import contextmanager

import pyrage
import pytest
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError
from django.test import Client, override_settings

from posts.exchange.backup import BackupError, make_backup, restore_backup, restoring, verify_backup
from posts.exchange.backup.restoring import MARKER_NAME, SAFETY_FOLDER
from posts.exchange.database.tables import ensure_migrated
from posts.models import Post, Tag
from posts.models.machine_slots import take_slot
from tests.support.accounts import enter_code, is_signed_in, make_code, sign_in_by_password
from tests.support.databases import create_postgresql_database, on_sqlite, requires_postgresql
from tests.support.migrations import create_database, migrate_posts
from tests.support.proofs import scale
from tests.support.s3_server import S3_KEYS, serve_s3
from tests.support.site_backups import change_backup, crawl_site, use_machine

OLDER = "0021_drafts"


def restore(path, **options):
    return restore_backup(path, **{"collect_static": False, **options})


def read_folder(folder):
    """Return the content of all files below `folder`, but for what only locks."""
    paths = [path for path in folder.rglob("*") if path.is_file() and not is_lock(path)]
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


def is_lock(path):
    return path.parent.name == "locks" or path.name.endswith("-shm")


@contextmanager
def stopped_at(monkeypatch, name):
    """Have the restore stopped before its function `name` does anything, as by a kill."""

    def stop(*args, **kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(restoring, name, stop)
        with pytest.raises(KeyboardInterrupt):
            yield


class TestEmptyMachine:
    @pytest.mark.proof
    def test_pages_are_the_same_byte_for_byte(self, site, new_machine):
        restored = restore(site.plain)
        assert crawl_site() == site.pages
        assert len(site.pages) > scale(15, 150)
        assert restored.media_written == restored.manifest.media_count
        ensure_migrated("default")

    @on_sqlite
    def test_people_sign_in_with_their_codes_where_the_backup_has_the_keys(self, site, new_machine):
        restore(site.encrypted, identities=[site.identity])
        client = Client()
        sign_in_by_password(client)
        enter_code(client, make_code())
        assert is_signed_in(client)
        assert (new_machine / "factor-key").read_text() == (site.folder / "factor-key").read_text()

    @on_sqlite
    def test_a_plain_backup_says_what_it_lacks(self, site, new_machine):
        notes = " ".join(restore(site.plain).notes)
        assert "everybody signs in again" in notes
        assert "factor-key" in notes

    @on_sqlite
    def test_settings_that_are_missing_are_named(self, at_site, tmp_path, monkeypatch):
        monkeypatch.setenv("SITE_NAME", "Night Shift")
        monkeypatch.setenv("EMAIL_URL", "smtps://wang:secret@mail.example.org")
        backup = make_backup(tmp_path / "with-settings.tar").path
        monkeypatch.delenv("SITE_NAME")
        monkeypatch.delenv("EMAIL_URL")
        notes = restoring.list_next_steps(verify_backup(backup), has_keys=True)
        assert {
            "SITE_NAME was set to 'Night Shift', and is not here.",
            "EMAIL_URL was set, and is not here.",
        } <= {*notes}
        assert b"secret@" not in backup.read_bytes()

    @on_sqlite
    def test_names_of_files_may_be_anything_that_a_disk_takes(self, site, db, tmp_path):
        names = [b"a\nb.png", b"\xff.png", "字".encode() * 80, b"a" * 120 + b"/" + b"b" * 200]
        media = tmp_path / "old" / "media"
        for name in map(os.fsdecode, names):
            (media / name).parent.mkdir(parents=True, exist_ok=True)
            (media / name).write_text("content")
        with use_machine(tmp_path / "old", site.address):
            backup = make_backup(tmp_path / "odd.tar").path
        with use_machine(tmp_path / "new") as folder:
            restore(backup)
            assert all((folder / "media" / os.fsdecode(name)).read_text() == "content" for name in names)

    @on_sqlite
    def test_new_rows_get_keys_of_their_own(self, site, new_machine):
        restore(site.plain)
        before = {*Tag.objects.values_list("pk", flat=True)}
        assert Tag.objects.create(name="new").pk not in before

    @on_sqlite
    def test_nothing_of_the_work_is_left(self, site, new_machine):
        restore(site.plain)
        names = {path.name.removesuffix("-wal").removesuffix("-shm") for path in new_machine.iterdir()}
        assert names == {"db.sqlite3", "media", "locks"}

    @on_sqlite
    def test_only_the_owner_can_read_database_and_keys(self, site, new_machine):
        restore(site.encrypted, identities=[site.identity])
        modes = {path.name: path.stat().st_mode & 0o777 for path in new_machine.iterdir()}
        assert modes["db.sqlite3"] == modes["secret-key"] == modes["factor-key"] == 0o600

    @on_sqlite
    @pytest.mark.skipif(os.geteuid() != 0, reason="only root makes files of others")
    def test_all_belongs_to_the_user_of_the_site_whoever_restores(self, site, db, tmp_path):
        folder = tmp_path / "new"
        folder.mkdir()
        os.chown(folder, 12345, 12345)
        with use_machine(folder):
            restore(site.encrypted, identities=[site.identity])
            assert Post.objects.exists()
            assert {path.lstat().st_uid for path in folder.rglob("*")} == {12345}

    @on_sqlite
    def test_static_files_are_collected(self, site, new_machine, tmp_path):
        (tmp_path / "source").mkdir()
        (tmp_path / "source" / "one.css").write_text("a {}")
        finders = ["django.contrib.staticfiles.finders.FileSystemFinder"]
        with override_settings(STATICFILES_DIRS=[tmp_path / "source"], STATICFILES_FINDERS=finders):
            restore(site.plain, collect_static=True)
        assert [path.name for path in (new_machine / "static").iterdir()] == ["one.css"]

    @on_sqlite
    def test_a_folder_of_static_files_that_cannot_be_written_is_said(self, site, new_machine):
        (new_machine / "static").write_text("a file")
        notes = restore(site.plain, collect_static=True).notes
        assert any(note.startswith("Static files were not collected: ") for note in notes)

    @pytest.mark.variation  # of tests/migrations, which take such a site to today's tables
    @on_sqlite
    def test_an_older_site_is_brought_up_to_date(self, site, db, tmp_path):
        with create_database(tmp_path, site.address) as address:
            with use_machine(tmp_path / "old", address):
                migrate_posts(OLDER)
                backup = make_backup(tmp_path / "old.tar").path
            with use_machine(tmp_path / "new"):
                restore(backup)
                ensure_migrated("default")
                assert Post.objects.count() == 3

    @on_sqlite
    @pytest.mark.allow_hosts(["127.0.0.1"])
    def test_media_go_into_a_store_and_come_out_of_it(self, site, db, tmp_path, monkeypatch):
        for name, value in S3_KEYS.items():
            monkeypatch.setenv(name, value)
        with serve_s3() as address:
            with use_machine(tmp_path / "new", media=address):
                restore(site.plain)
                backup = make_backup(tmp_path / "again.tar").path
            with use_machine(tmp_path / "newer"):
                restore(backup)
                assert crawl_site() == site.pages


@on_sqlite
class TestSiteThatIsNotEmpty:
    @pytest.fixture
    def used_machine(self, new_machine, site):
        """A machine with another site."""
        restore(site.plain)
        Post.objects.all().delete()
        User.objects.create_superuser("zhao")
        default_storage.delete("imported/notes.pdf")
        default_storage.save("imported/notes.pdf", ContentFile(b"other notes"))
        return new_machine

    def test_it_stays_as_it_is(self, site, used_machine):
        before = read_folder(used_machine)
        with pytest.raises(BackupError, match=r"not empty, and nothing was written.*--replace"):
            restore(site.plain)
        assert read_folder(used_machine) == before

    def test_it_is_replaced_where_that_is_asked_for_and_can_be_had_back(self, site, used_machine, tmp_path):
        restored = restore(site.plain, replace=True)
        assert crawl_site() == site.pages
        assert not User.objects.filter(username="zhao").exists()
        assert restored.safety_copy.parent == used_machine / SAFETY_FOLDER
        restore(restored.safety_copy, replace=True)
        assert User.objects.filter(username="zhao").exists()
        assert (used_machine / "media" / "imported" / "notes.pdf").read_bytes() == b"other notes"

    def test_it_stays_where_what_is_there_cannot_be_backed_up(self, site, used_machine, monkeypatch):
        def fail(*args, **kwargs):
            raise OSError(28, "No space left on device")

        before = read_folder(used_machine)
        monkeypatch.setattr(restoring, "write_backup", fail)
        with pytest.raises(BackupError, match="No space left on device"):
            restore(site.plain, replace=True)
        assert read_folder(used_machine) == before

    def test_files_of_another_content_count_and_those_of_the_same_do_not(self, site, new_machine):
        same = default_storage.save("imported/notes.pdf", ContentFile(b"%PDF-1.4"))
        other = default_storage.save("uploads/图 1.png", ContentFile(b"mine"))
        with pytest.raises(BackupError, match=f"1 other files under the same names, first '{other}'"):
            restore(site.plain)
        default_storage.delete(other)
        assert restore(site.plain).media_written == 1
        assert default_storage.exists(same)

    def test_keys_that_were_there_are_kept_beside_the_new_ones(self, site, used_machine):
        (used_machine / "factor-key").write_text("old")
        restore(site.encrypted, identities=[site.identity], replace=True)
        assert (used_machine / "factor-key-before-restore").read_text() == "old"
        assert (used_machine / "factor-key").read_text() == (site.folder / "factor-key").read_text()


@on_sqlite
class TestStopped:
    @pytest.mark.parametrize(
        "step",
        [
            pytest.param("restore_media", marks=pytest.mark.variation),  # which the next test stops at
            "write_into_site",
            pytest.param("give_all_to_site", marks=pytest.mark.variation),  # as that after it
        ],
    )
    def test_run_again_it_ends_as_if_it_had_not_been(self, site, new_machine, monkeypatch, step):
        with stopped_at(monkeypatch, step):
            restore(site.encrypted, identities=[site.identity])
        restore(site.encrypted, identities=[site.identity])
        assert crawl_site() == site.pages
        assert not (new_machine / MARKER_NAME).exists()
        with pytest.raises(BackupError, match="not empty"):
            restore(site.plain)

    def test_a_file_that_was_written_by_half_is_written_again(self, site, new_machine, monkeypatch):
        with stopped_at(monkeypatch, "restore_media"):
            restore(site.plain)
        default_storage.save("uploads/图 1.png", ContentFile(b"half"))
        restore(site.plain)
        assert crawl_site() == site.pages

    def test_what_was_written_after_it_is_not_overwritten(self, site, new_machine, monkeypatch):
        with stopped_at(monkeypatch, "give_all_to_site"):
            restore(site.plain)
        Tag.objects.create(name="written since")
        restore(site.plain)
        assert Tag.objects.filter(name="written since").exists()

    def test_replacing_is_asked_for_again(self, site, new_machine, monkeypatch):
        restore(site.plain)
        User.objects.create_superuser("zhao")
        with stopped_at(monkeypatch, "write_into_site"):
            restore(site.plain, replace=True)
        with pytest.raises(BackupError, match="not empty"):
            restore(site.plain)
        restore(site.plain, replace=True)
        assert not User.objects.filter(username="zhao").exists()

    def test_a_database_that_refuses_leaves_the_site_empty(self, site, new_machine, monkeypatch):
        def refuse(path):
            raise DatabaseError("disk I/O error")

        monkeypatch.setattr(restoring, "write_into_site", refuse)
        with pytest.raises(BackupError, match=r"disk I/O error\. Run the same command again"):
            restore(site.plain)
        monkeypatch.undo()
        restore(site.plain)
        assert crawl_site() == site.pages


@on_sqlite
class TestRefused:
    @pytest.mark.parametrize(
        ("change", "reason"),
        [
            (lambda backup: backup.headers.update({"TRANSMISSION.format": "9"}), "newer version"),
            (lambda backup: backup.headers.clear(), "no backup of this site"),
            (lambda backup: backup.add("../../etc/cron.d/x"), "'../../etc/cron.d/x', which no backup"),
            (lambda backup: backup.add("media/../../x", b"x"), "which no backup"),
            (lambda backup: backup.add("/etc/passwd", b"x"), "which no backup"),
            (lambda backup: backup.add("media//etc/passwd", b"x"), "which no backup"),
            (lambda backup: backup.add("media/x", type=b"2", linkname="/etc/passwd"), "which no backup"),
            (lambda backup: backup.add("media/x", type=b"1", linkname="media/y"), "which no backup"),
            (lambda backup: backup.add("media/x", type=b"3"), "which no backup"),
            (lambda backup: backup.add("media", type=b"5"), "which no backup"),
            (lambda backup: backup.add("secret-key", b"x"), "which no backup"),
            (lambda backup: backup.add("media/extra.png", b"x"), "1 files are not what"),
            (lambda backup: backup.add("imported/notes.pdf", b"x"), "which no backup"),
            (lambda backup: backup.add("media/imported/notes.pdf", b"x"), "twice"),
        ],
    )
    def test_what_no_backup_of_ours_has(self, site, new_machine, tmp_path, change, reason):
        changed = change_backup(site.plain, tmp_path / "changed.tar", change)
        with pytest.raises(BackupError, match=reason):
            restore(changed)
        assert read_folder(new_machine) == {}
        assert not (tmp_path / "etc").exists()

    def test_a_newer_version(self, site, new_machine, tmp_path):
        def add_migration(manifest):
            manifest["migrations"]["posts"].append("9999_later")
            manifest["version"] = "99.0"

        newer = change_backup(site.plain, tmp_path / "n.tar", lambda b: b.change_manifest(add_migration))
        with pytest.raises(
            BackupError, match=r"newer version \(99\.0; .*posts\.9999_later.*Install that version"
        ):
            restore(newer)
        assert read_folder(new_machine) == {}

    def test_an_app_that_this_site_does_not_have_is_no_newer_version(self, site, new_machine, tmp_path):
        def add_app(manifest):
            manifest["migrations"]["other_app"] = ["0001_initial"]

        restore(change_backup(site.plain, tmp_path / "o.tar", lambda b: b.change_manifest(add_app)))
        assert crawl_site() == site.pages

    def test_encrypted_without_its_key(self, site, new_machine):
        with pytest.raises(BackupError, match="--identity FILE"):
            restore(site.encrypted)
        with pytest.raises(BackupError, match="encrypted to another one"):
            restore(site.encrypted, identities=[pyrage.x25519.Identity.generate()])
        assert read_folder(new_machine) == {}

    def test_while_another_one_is_under_way(self, site, new_machine):
        with take_slot("backup"), pytest.raises(BackupError, match="is under way"):
            restore(site.plain)


@requires_postgresql
@pytest.mark.allow_hosts(["127.0.0.1"])
class TestPostgreSQL:
    """In the other tests the site is on PostgreSQL, too, and is restored into SQLite."""

    @pytest.fixture
    def server_machine(self, db, site, tmp_path):
        """A new machine with an empty database on the server."""
        with (
            create_postgresql_database("template1") as address,
            use_machine(tmp_path / "pg", address) as folder,
        ):
            yield folder

    def test_from_one_to_the_other(self, site, server_machine):
        restore(site.plain)
        assert crawl_site() == site.pages
        assert Tag.objects.create(name="new").pk > max(
            Tag.objects.values_list("pk", flat=True).exclude(name="new")
        )

    def test_from_sqlite(self, site, tmp_path, db):
        with use_machine(tmp_path / "file"):
            restore(site.plain)
            backup = make_backup(tmp_path / "sqlite.tar").path
        with create_postgresql_database("template1") as address, use_machine(tmp_path / "pg", address):
            restore(backup)
            assert crawl_site() == site.pages
            Tag.objects.create(name="mine")
            with pytest.raises(BackupError, match="not empty"):
                restore(backup)
            restore(backup, replace=True)
            assert crawl_site() == site.pages
            assert not Tag.objects.filter(name="mine").exists()

    def test_rows_that_the_server_refuses_leave_it_empty(self, site, server_machine, monkeypatch):
        def refuse(*args, **kwargs):
            raise DatabaseError("out of shared memory")

        monkeypatch.setattr("posts.exchange.backup.portable.copy_database", refuse)
        with pytest.raises(BackupError, match="out of shared memory"):
            restore(site.plain)
        assert not User.objects.exists()
