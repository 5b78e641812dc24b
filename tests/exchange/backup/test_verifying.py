"""A backup that is whole is said to be, and no other."""

import random

import pyrage
import pytest

from posts.exchange.backup import BackupError, verify_backup
from tests.support.databases import on_sqlite
from tests.support.proofs import scale
from tests.support.site_backups import change_backup

CUTS = scale(2, 300)  # places at which a backup is cut off, or a byte of it changed
pytestmark = on_sqlite


@pytest.fixture(autouse=True)
def be_somewhere(new_machine):
    """Verify on a machine that is not the site's."""


def test_what_it_holds_is_told(site):
    manifest = verify_backup(site.plain)
    assert manifest.tables["posts_post"] == 3
    assert manifest.media_count == 2
    assert verify_backup(site.encrypted, [site.identity]).tables == manifest.tables


@pytest.mark.proof
@pytest.mark.parametrize("is_encrypted", [False, True])
def test_one_that_was_cut_off(site, tmp_path, is_encrypted):
    source = site.encrypted if is_encrypted else site.plain
    content = source.read_bytes()
    # A tar ends with empty blocks, of which one is as good as ten.
    end = len(content) if is_encrypted else len(content.rstrip(b"\0"))
    cuts = {1, end // 2, end - 1, *random.Random(1).sample(range(end), CUTS)}
    for cut in sorted(cuts):
        (tmp_path / "cut.tar").write_bytes(content[:cut])
        with pytest.raises(BackupError, match="The backup"):
            verify_backup(tmp_path / "cut.tar", [site.identity])


@pytest.mark.proof
@pytest.mark.parametrize("is_encrypted", [False, True])
def test_one_of_which_a_byte_changed(site, tmp_path, is_encrypted):
    """It is refused, or nothing depends on the byte: the rest of a block, the time of a member."""
    source = site.encrypted if is_encrypted else site.plain
    content, manifest = source.read_bytes(), verify_backup(source, [site.identity])
    places = random.Random(2).sample(range(len(content)), CUTS)
    refused = 0
    for place in places:
        changed = content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :]
        (tmp_path / "changed.tar").write_bytes(changed)
        try:
            assert verify_backup(tmp_path / "changed.tar", [site.identity]) == manifest
        except BackupError:
            refused += 1
    assert refused == CUTS if is_encrypted else refused


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "cut off, or no backup"),
        (b"x" * 5000, "no backup"),
        (b"\0" * 20480, "no backup"),
        (b"PK\3\4", "no"),
    ],
)
def test_what_is_no_backup(tmp_path, content, reason):
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(BackupError, match=reason):
        verify_backup(tmp_path / "file")


def test_what_cannot_be_read(tmp_path):
    with pytest.raises(BackupError, match="cannot be read: No such file"):
        verify_backup(tmp_path / "nothing")
    with pytest.raises(BackupError, match="cannot be read: Is a directory"):
        verify_backup(tmp_path)


def change_rows(manifest):
    manifest["tables"]["posts_post"] = 4


def forget_files(manifest):
    manifest["files"] = {}


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (change_rows, "other rows than the manifest says, first in posts_post"),
        (forget_files, "3 files are not what the manifest says"),
        (dict.clear, "manifest cannot be read"),
        (lambda manifest: manifest.update(tables=3), "manifest cannot be read"),
        (lambda manifest: manifest.update(unknown=1), "manifest cannot be read"),
    ],
)
def test_a_manifest_that_does_not_fit(site, tmp_path, change, reason):
    changed = change_backup(site.plain, tmp_path / "c.tar", lambda backup: backup.change_manifest(change))
    with pytest.raises(BackupError, match=reason):
        verify_backup(changed)


def test_a_manifest_whose_digest_is_another(site, tmp_path):
    def damage(backup):
        backup.get("manifest.json").content += b" "

    with pytest.raises(BackupError, match="the checksum is another"):
        verify_backup(change_backup(site.plain, tmp_path / "c.tar", damage))


def test_without_its_key(site):
    with pytest.raises(BackupError, match="--identity FILE"):
        verify_backup(site.encrypted)
    with pytest.raises(BackupError, match="encrypted to another one"):
        verify_backup(site.encrypted, [pyrage.x25519.Identity.generate()])
