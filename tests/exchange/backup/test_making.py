"""A backup is complete under its name or not there, is its owner's alone, and says what it does not hold."""

import os
import re
from datetime import UTC, datetime

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from posts.accounts.encryption import get_key_path
from posts.exchange.backup import BackupError, contents, get_last_backup, make_backup, verify_backup
from posts.exchange.backup.archive import ArchiveWriter
from posts.exchange.backup.manifest import OPEN_SETTINGS, SECRET_SETTINGS
from posts.exchange.backup.site_keys import FACTOR_KEY_FILE
from posts.models import Picture
from posts.models.machine_slots import take_slot
from tests.support.databases import on_sqlite
from tests.support.demo_site import ROOT
from tests.support.site_backups import read_backup, use_machine

pytestmark = on_sqlite


@pytest.fixture
def backups(tmp_path):
    """An empty folder for backups."""
    folder = tmp_path / "backups"
    folder.mkdir()
    return folder


class TestFile:
    def test_only_its_owner_can_read_it_whatever_the_umask(self, at_site, backups):
        before = os.umask(0)
        try:
            assert make_backup(backups).path.stat().st_mode & 0o777 == 0o600
        finally:
            os.umask(before)

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root makes files of others")
    def test_it_belongs_to_the_user_of_the_site_whoever_makes_it(self, site, db, tmp_path, backups):
        data = tmp_path / "data"
        data.mkdir()
        os.chown(data, 12345, 23456)
        with use_machine(data, site.address):
            made = make_backup(backups / "a.tar").path
            assert (made.stat().st_uid, made.stat().st_gid) == (12345, 23456)
            paths = [data / "locks", data / "locks" / "backup-0", data / "last-backup.json"]
            assert {path.stat().st_uid for path in paths} == {12345}

    def test_in_a_folder_it_is_named_after_site_and_time(self, at_site, backups, settings):
        settings.SITE_URL = "https://example.org"
        with time_machine.travel(datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), tick=False):
            names = [make_backup(backups).path.name for _ in range(2)]
        assert names == [
            "transmission-example.org-20260102T030405Z.tar",
            "transmission-example.org-20260102T030405Z-1.tar",
        ]

    def test_a_backup_of_the_same_name_is_replaced_and_anything_else_is_not(self, at_site, backups):
        target = backups / "site.tar"
        make_backup(target)
        first = target.stat().st_ino
        make_backup(target)
        assert target.stat().st_ino != first
        target.write_text("my thesis")
        with pytest.raises(BackupError, match="is no backup: nothing was written over it"):
            make_backup(target)
        assert target.read_text() == "my thesis"

    def test_a_folder_that_is_not_there_is_named(self, at_site, backups):
        with pytest.raises(BackupError, match="There is no folder"):
            make_backup(backups / "not" / "there.tar")

    @pytest.mark.parametrize("folder", ["media", "static"])
    def test_readers_must_not_get_it(self, at_site, folder):
        (at_site.folder / folder).mkdir(exist_ok=True)
        with pytest.raises(BackupError, match="Readers can fetch"):
            make_backup(at_site.folder / folder)

    def test_a_wrong_data_folder_is_said(self, db, tmp_path, backups):
        with (
            use_machine(tmp_path / "wrong"),
            pytest.raises(BackupError, match="Is DATA_DIR that of the site"),
        ):
            make_backup(backups)


class TestContent:
    def test_without_encryption_it_holds_no_secret_and_says_so(self, at_site, backups):
        made = make_backup(backups)
        found = b"".join(member.content for member in read_backup(made.path).members)
        assert get_key_path().read_bytes() not in found
        assert "keys.json" not in made.manifest.files
        assert [note.split(":")[1].strip() for note in made.notes] == ["SECRET_KEY", str(get_key_path())]

    def test_encrypted_it_holds_the_keys_and_shows_nothing(self, at_site):
        content = at_site.encrypted.read_bytes()
        assert content.startswith(b"age-encryption.org/v1")
        assert b"manifest" not in content
        assert "keys.json" in verify_backup(at_site.encrypted, [at_site.identity]).files

    def test_the_key_of_second_factors_is_where_accounts_keep_it(self, at_site):
        assert get_key_path() == at_site.folder / FACTOR_KEY_FILE

    def test_each_setting_of_the_site_is_open_or_secret(self):
        known = {*re.findall(r"^\| `([A-Z_]+)`", (ROOT / "docs" / "settings.md").read_text(), re.M)}
        assert {*OPEN_SETTINGS, *SECRET_SETTINGS} - {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"} == known

    def test_media_that_a_row_names_and_nobody_has_are_named(self, at_site, backups):
        picture = Picture.objects.create(name="uploads/gone.png")
        try:
            notes = make_backup(backups).notes
        finally:
            picture.delete()
        assert "Not in it: uploads/gone.png, which a row names and media does not have." in notes

    def test_what_comes_while_the_database_is_copied_is_in_it(self, at_site, backups, monkeypatch):
        def upload_then_copy(target):
            default_storage.save("uploads/late.png", ContentFile(b"late"))
            Picture.objects.create(name="uploads/late.png")
            write_snapshot(target)

        write_snapshot = contents.write_snapshot
        monkeypatch.setattr(contents, "write_snapshot", upload_then_copy)
        made = make_backup(backups)
        Picture.objects.get(name="uploads/late.png").delete()
        default_storage.delete("uploads/late.png")
        assert "media/uploads/late.png" in made.manifest.files
        assert made.manifest.missing_media == []

    def test_what_is_deleted_before_it_is_read_is_left_out(self, at_site, backups, monkeypatch):
        monkeypatch.setattr(contents, "iter_file_names", lambda storage: ["gone.png", "imported/notes.pdf"])
        names = make_backup(backups).manifest.files
        assert {name for name in names if name.startswith("media/")} == {"media/imported/notes.pdf"}


class TestKeep:
    def test_older_ones_of_this_site_are_removed_and_nothing_else(self, at_site, backups):
        old = [f"transmission-site-2025010{day}T000000Z.tar" for day in range(1, 5)]
        others = [
            "transmission-example.org-20250101T000000Z.tar",
            "transmission-site-20250101T000000Z.tar.old",
            "transmission-site-before-upgrade.tar",
            "photos.tar",
        ]
        for name in [*old, *others]:
            (backups / name).touch()
        (backups / "transmission-site-20240101T000000Z.tar").symlink_to(backups / "photos.tar")
        made = make_backup(backups, keep=3)
        left = {path.name for path in backups.iterdir()}
        assert left == {made.path.name, *old[2:], *others, "transmission-site-20240101T000000Z.tar"}
        assert {path.name for path in made.removed} == {*old[:2]}

    def test_the_new_one_stays_also_where_the_clock_went_back(self, at_site, backups):
        (backups / "transmission-site-20990101T000000Z.tar").touch()
        made = make_backup(backups, keep=1)
        assert list(backups.iterdir()) == [made.path]

    @pytest.mark.parametrize("keep", [0, -1])
    def test_none_would_be_no_backup(self, at_site, backups, keep):
        with pytest.raises(BackupError, match="--keep takes 1 or more"):
            make_backup(backups, keep=keep)

    def test_it_needs_a_folder(self, at_site, backups):
        with pytest.raises(BackupError, match="needs a folder"):
            make_backup(backups / "a.tar", keep=2)


class TestFailure:
    @pytest.mark.parametrize("recipients", [False, True])
    @pytest.mark.parametrize("member", ["media/imported/notes.pdf", "database.sqlite3.gz", "manifest.json"])
    def test_a_disk_that_fills_leaves_nothing(self, at_site, backups, monkeypatch, member, recipients):
        def add_file(writer, name, file, size):
            if name == member:
                raise OSError(28, "No space left on device")
            original(writer, name, file, size)

        original = ArchiveWriter.add_file
        monkeypatch.setattr(ArchiveWriter, "add_file", add_file)
        (backups / "transmission-site-20250101T000000Z.tar").touch()
        keys = [str(at_site.identity.to_public())] if recipients else []
        with pytest.raises(BackupError, match="No space left on device"):
            make_backup(backups, keep=1, recipients=keys)
        assert [path.name for path in backups.iterdir()] == ["transmission-site-20250101T000000Z.tar"]
        assert not list(at_site.folder.glob(".backup-*"))
        assert get_last_backup().reason == "No backup was made: No space left on device."

    def test_a_disk_without_room_is_said_before_anything_is_written(self, at_site, backups, monkeypatch):
        monkeypatch.setattr("posts.exchange.backup.work_folder.SPARE_BYTES", 10**15)
        with pytest.raises(BackupError, match=r"MB free, and .* MB are needed\. Make room"):
            make_backup(backups)

    def test_two_at_once(self, at_site, backups):
        with take_slot("backup"), pytest.raises(BackupError, match="is under way"):
            make_backup(backups)
        make_backup(backups)

    def test_the_next_one_removes_what_a_killed_one_left(self, at_site, backups):
        (at_site.folder / ".backup-dead").mkdir()
        (at_site.folder / ".backup-dead" / "database.sqlite3").touch()
        draft = backups / ".transmission-site-20250101T000000Z.tar.abc.part"
        draft.touch()
        os.utime(draft, (0, 0))
        made = make_backup(backups)
        assert [*backups.iterdir()] == [made.path]
        assert not list(at_site.folder.glob(".backup-*"))

    def test_it_is_recorded_with_the_last_success(self, at_site, backups):
        made = make_backup(backups)
        with pytest.raises(BackupError):
            make_backup(backups / "not" / "there.tar")
        last = get_last_backup()
        assert (last.path, last.size, last.is_encrypted) == (str(made.path), made.path.stat().st_size, False)
        assert last.failed_at > last.succeeded_at
        assert "There is no folder" in last.reason
        make_backup(backups)
        assert get_last_backup().failed_at is None

    @pytest.mark.parametrize("content", ["", "[]", "{", '{"succeeded_at": "yesterday", "failed_at": null}'])
    def test_a_record_that_cannot_be_read_is_none(self, at_site, content):
        (at_site.folder / "last-backup.json").write_text(content)
        assert get_last_backup().succeeded_at is None
