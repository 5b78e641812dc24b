"""The version: one number, in the code, the project's file and the list of changes."""

import re
import tomllib

import pytest
from django.urls import reverse

import posts
from config.startup import run_command
from posts.maintenance import versions
from tests.support.demo_site import ROOT


def test_the_project_has_the_version_of_the_code():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["version"] == posts.__version__


def test_each_release_says_what_an_owner_must_do():
    changes = (ROOT / "CHANGELOG.md").read_text()
    releases = re.findall(r"^## \[?(\d+\.\d+\.\d+)[^\n]*\n(.*?)(?=^## |\Z)", changes, re.M | re.S)
    assert [number for number, text in releases if "What an owner must do" not in text] == []
    assert releases == [] or releases[0][0] == posts.__version__


@pytest.mark.parametrize("argument", ["version", "--version"])
def test_manage_tells_the_version_of_the_site(argument, capsys):
    run_command(["manage.py", argument])
    assert capsys.readouterr().out.startswith(f"Transmission {posts.__version__}")


def test_the_commit_is_told_where_there_is_git(monkeypatch):
    monkeypatch.setattr(versions, "find_commit", lambda: "v0.1.0-3-gabcdef0")
    assert "(v0.1.0-3-gabcdef0)" in versions.describe_version()


def test_without_git_there_is_no_commit(monkeypatch, tmp_path):
    monkeypatch.setattr(versions, "FOLDER", tmp_path)
    assert versions.find_commit.__wrapped__() == ""


def test_the_admin_shows_the_version(editor_client):
    page = editor_client.get(reverse("admin:index")).content.decode()
    assert f"Transmission {posts.__version__}" in page
