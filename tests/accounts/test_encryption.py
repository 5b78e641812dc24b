"""The key of the second factors."""

import stat

import pytest
from cryptography.fernet import Fernet
from django.urls import reverse

from posts.accounts.encryption import FactorSecretError, decrypt_secret, encrypt_secret, read_key_file
from tests.support.accounts import (
    add_app,
    create_user,
    enter_code,
    make_code,
    read_errors,
    sign_in_by_password,
)


@pytest.fixture
def key_folder(settings, tmp_path):
    """A data folder of its own, in which there is no key yet."""
    settings.FACTOR_KEYS, settings.DATA_DIR = [], tmp_path
    return tmp_path


def test_a_key_is_made_that_only_its_owner_reads(key_folder):
    token = encrypt_secret("secret")
    assert stat.S_IMODE((key_folder / "factor-key").stat().st_mode) == 0o600
    assert [path.name for path in key_folder.iterdir()] == ["factor-key"]
    assert "secret" not in token
    assert decrypt_secret(token) == "secret"


def test_the_first_of_two_processes_makes_the_key(tmp_path):
    path = tmp_path / "factor-key"
    assert read_key_file(path) == read_key_file(path)


def test_another_secret_key_of_the_site_loses_no_factor(key_folder, settings):
    token = encrypt_secret("secret")
    settings.SECRET_KEY = "another"  # noqa: S105
    assert decrypt_secret(token) == "secret"


def test_keys_are_changed_by_putting_a_new_one_in_front(settings):
    old, new = (Fernet.generate_key().decode() for _ in range(2))
    settings.FACTOR_KEYS = [old]
    token = encrypt_secret("secret")
    settings.FACTOR_KEYS = [new, old]
    assert decrypt_secret(token) == "secret"
    settings.FACTOR_KEYS = [new]
    with pytest.raises(FactorSecretError):
        decrypt_secret(token)


def test_a_lost_key_is_said_and_nobody_gets_in(client, key_folder, db, caplog):
    add_app(create_user())
    (key_folder / "factor-key").unlink()
    sign_in_by_password(client)
    assert "lost the key of its second factors" in read_errors(enter_code(client, make_code()))[0]
    assert "cannot be decrypted" in caplog.text


def test_pages_about_factors_whose_key_is_lost_stand(client, key_folder, db):
    user = create_user()
    sign_in_by_password(client)
    client.post(reverse("account_reauthenticate"), {"password": "correct horse battery"})
    add_app(user)
    (key_folder / "factor-key").unlink()
    page = client.get(reverse("mfa_view_recovery_codes"), follow=True)
    assert "lost the key of its second factors" in page.content.decode()
    assert "They cannot be read" in page.content.decode()
