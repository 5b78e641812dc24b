"""Keys, as people have them: in files with comments, of age and of SSH, or encrypted by a passphrase."""

import shutil
import subprocess
import sys

import pyrage
import pytest

from posts.exchange.backup import BackupError
from posts.exchange.backup.keys import load_identities, load_recipients, write_key_file
from tests.support.backup_keys import PASSPHRASE, PASSPHRASE_KEY_FILE, PASSPHRASE_PUBLIC_KEY


def refuse_to_ask():
    raise AssertionError("no passphrase is needed")


def opens(recipients, identities):
    return pyrage.decrypt(pyrage.encrypt(b"text", recipients), identities) == b"text"


def test_a_new_key_file_is_the_owners_alone_and_opens_what_its_public_key_closes(tmp_path):
    path = tmp_path / "key.txt"
    public = write_key_file(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert opens(load_recipients([public]), load_identities(path, refuse_to_ask))
    with pytest.raises(BackupError, match="File exists"):
        write_key_file(path)


def test_several_keys_may_stand_in_a_file_and_each_opens(tmp_path):
    identities = [pyrage.x25519.Identity.generate() for _ in range(2)]
    path = tmp_path / "keys.txt"
    path.write_text("# ours\n\n" + "\n".join(str(each.to_public()) for each in identities))
    recipients = load_recipients([str(path)])
    assert all(opens(recipients, [identity]) for identity in identities)


def test_a_key_file_may_be_encrypted_by_a_passphrase(tmp_path):
    path = tmp_path / "key.age"
    path.write_bytes(PASSPHRASE_KEY_FILE)
    assert opens(load_recipients([PASSPHRASE_PUBLIC_KEY]), load_identities(path, lambda: PASSPHRASE))
    with pytest.raises(BackupError, match="cannot be read as a secret key"):
        load_identities(path, lambda: "wrong")


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="no ssh-keygen is installed")
def test_a_key_of_ssh_does_too(tmp_path):
    command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(tmp_path / "id")]
    subprocess.run(command, check=True)  # noqa: S603
    public = (tmp_path / "id.pub").read_text().strip()
    assert opens(load_recipients([public]), load_identities(tmp_path / "id", refuse_to_ask))


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        ("AGE-SECRET-KEY-1ABC", "That is the secret key"),
        ("age1wrong", "no public key of age or SSH"),
        ("ssh-ed25519 AAAA", "no public key of age or SSH"),
        ("/nowhere/keys.txt", "neither a key nor a file with keys: No such file"),
    ],
)
def test_what_is_no_public_key(key, reason):
    with pytest.raises(BackupError, match=reason):
        load_recipients([key])


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "has no key"),
        ("# only this", "has no key"),
        ("hello", "no key"),
        ("AGE-SECRET-KEY-1ABC", "secret key"),
    ],
)
def test_a_file_without_public_keys(tmp_path, content, reason):
    (tmp_path / "keys.txt").write_text(content)
    with pytest.raises(BackupError, match=reason):
        load_recipients([str(tmp_path / "keys.txt")])


@pytest.mark.parametrize(
    "content",
    [b"", b"age1abc", b"AGE-SECRET-KEY-1ABC", b"\xff\xfe", b"-----BEGIN OPENSSH PRIVATE KEY-----\nx"],
)
def test_a_file_without_a_secret_key(tmp_path, content):
    (tmp_path / "key.txt").write_bytes(content)
    with pytest.raises(BackupError, match="secret key"):
        load_identities(tmp_path / "key.txt", refuse_to_ask)
    with pytest.raises(BackupError, match="No such file"):
        load_identities(tmp_path / "nothing", refuse_to_ask)


def test_without_the_library_it_is_said_how_to_install_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyrage", None)
    with pytest.raises(BackupError, match=r"need pyrage: \.venv/bin/pip install pyrage"):
        load_recipients(["age1abc"])
