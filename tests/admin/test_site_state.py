"""State of the site: what an owner sees, and that nobody else does."""

import re

import pytest
from django.core.checks import Error
from django.core.checks import Warning as CheckWarning
from django.urls import reverse

import posts
from posts.maintenance import doctor
from posts.maintenance.checks import run_site_checks

STATE = reverse("site_state")


def read(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


@pytest.fixture
def problems(monkeypatch, db):
    """What is wrong with the site: nothing, until a test adds to it."""
    found = []
    monkeypatch.setattr(doctor, "run_site_checks", lambda: found)
    monkeypatch.setattr(doctor.checks, "run_checks", lambda **options: [])
    return found


def test_an_owner_sees_versions_and_figures(editor_client, problems):
    text = read(editor_client.get(STATE))
    for word in (
        f"Transmission {posts.__version__}",
        "Django",
        "Database",
        "Disk",
        "Last backup",
        "All is well.",
    ):
        assert word in text


def test_what_is_wrong_stands_above_with_what_mends_it(editor_client, problems):
    problems += [
        CheckWarning("The disk has 900 MB left.", hint="du -xh", id="x"),
        Error("Migrations were not run.", hint="manage.py upgrade", id="y"),
        CheckWarning("ALLOWED_HOST is not a setting.", hint="Did you mean ALLOWED_HOSTS?", id="z"),
    ]
    response = editor_client.get(STATE)
    text, page = read(response), response.content.decode()
    assert text.index("Error Migrations") < text.index("manage.py upgrade") < text.index("Warning The disk")
    assert "<code>manage.py upgrade</code>" in page
    assert "<code>Did" not in page


def test_the_checks_themselves_are_made_for_the_page(editor_client):
    assert "There is no backup." in read(editor_client.get(STATE)) or not list(run_site_checks())


@pytest.mark.parametrize(("group", "status"), [("Author", 403), ("Editor", 403), ("Owners", 200)])
def test_only_owners_open_it_and_are_led_there(group, status, sign_in, client, problems):
    sign_in("somebody", group)
    assert client.get(STATE).status_code == status
    is_linked = f'href="{STATE}"' in client.get(reverse("admin:index")).content.decode()
    assert is_linked is (status == 200)


def test_a_stranger_signs_in_first(client, db):
    response = client.get(STATE)
    assert response.status_code == 302
    assert "login" in response["Location"]


def test_it_speaks_chinese(editor_client, problems, settings):
    settings.LANGUAGE_CODE = "zh-hans"
    text = read(editor_client.get(STATE))
    assert "网站状态" in text
    assert "一切正常。" in text
