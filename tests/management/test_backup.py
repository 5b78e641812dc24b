"""The commands `backup` and `restore`: what they say, and with which exit status they end."""

import io
import os
from unittest.mock import Mock

import pytest
from django.core.management import CommandError, call_command

from posts.exchange.backup import restoring
from posts.management.commands import restore
from tests.support.backup_keys import PASSPHRASE, PASSPHRASE_KEY_FILE, PASSPHRASE_PUBLIC_KEY
from tests.support.databases import on_sqlite
from tests.support.site_backups import fill_site, use_machine

pytestmark = on_sqlite


def run(command, *args, **options):
    """Return what the command says, with what goes to standard error."""
    output = io.StringIO()
    call_command(command, *args, stdout=output, stderr=output, **options)
    return output.getvalue()


@pytest.fixture(scope="module")
def machine(database_copy, django_db_blocker, tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    with django_db_blocker.unblock(), use_machine(folder, database_copy):
        fill_site()
    return folder, database_copy


@pytest.fixture
def at_site(db, machine):
    with use_machine(*machine):
        yield


def test_a_backup_says_what_it_holds_and_what_it_does_not(at_site, tmp_path):
    said = run("backup", tmp_path)
    [made] = tmp_path.glob("*.tar")
    assert f"{made}: " in said
    assert "3 posts" in said
    assert "Not in it: SECRET_KEY" in said
    assert run("backup", tmp_path, verbosity=0) == ""


def test_what_keep_removes_is_named(at_site, tmp_path):
    (tmp_path / "transmission-site-20250101T000000Z.tar").touch()
    said = run("backup", tmp_path, keep=1)
    assert f"Removed {tmp_path / 'transmission-site-20250101T000000Z.tar'}." in said


def test_from_a_key_to_a_site_on_another_machine(db, machine, tmp_path, monkeypatch):
    # That of this run; machines of tests share it.
    monkeypatch.setattr(restore, "get_site_version", Mock())
    monkeypatch.setattr(restoring, "call_command", Mock())
    key, backup = tmp_path / "key.txt", tmp_path / "site.tar.age"
    with use_machine(*machine):
        public = run("backup", key, new_key=True).splitlines()[0]
        assert "Not in it" not in run("backup", backup, encrypt_to=[public])
        assert "is whole: 3 posts" in run("backup", backup, verify=True, identity=key)
    with use_machine(tmp_path / "new"):
        said = run("restore", backup, identity=key)
    assert "Restored what the site had at" in said
    assert "Restart the site" in said
    assert restore.get_site_version().invalidate.called


@pytest.mark.skipif(os.geteuid() != 0, reason="only root makes files of others")
def test_root_leaves_no_file_of_its_own(db, machine, tmp_path, monkeypatch):
    folder = tmp_path / "new"
    version = Mock(invalidate=(folder / "generation").touch)
    monkeypatch.setattr(restore, "get_site_version", lambda: version)
    monkeypatch.setattr(restoring, "call_command", Mock())
    with use_machine(*machine):
        run("backup", tmp_path / "site.tar")
    folder.mkdir()
    os.chown(folder, 12345, 12345)
    with use_machine(folder):
        run("restore", tmp_path / "site.tar")
        assert {path.lstat().st_uid for path in folder.rglob("*")} == {12345}


def test_a_passphrase_may_stand_in_a_file(at_site, tmp_path):
    (tmp_path / "key.age").write_bytes(PASSPHRASE_KEY_FILE)
    (tmp_path / "passphrase").write_text(f"{PASSPHRASE}\n")
    run("backup", tmp_path / "site.tar.age", encrypt_to=[PASSPHRASE_PUBLIC_KEY])
    options = {"identity": tmp_path / "key.age", "passphrase_file": tmp_path / "passphrase"}
    assert "is whole" in run("backup", tmp_path / "site.tar.age", verify=True, **options)


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_a_failure_is_one_line(at_site, tmp_path, command):
    options = {"verify": True} if command == "backup" else {}
    (tmp_path / "file.tar").write_text("no backup")
    with pytest.raises(CommandError, match=r"\AThe backup is damaged, cut off, or no backup[^\n]+\Z"):
        run(command, tmp_path / "file.tar", **options)
