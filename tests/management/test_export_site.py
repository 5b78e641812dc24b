"""The command that writes the site as files."""

import io
import re

import pytest
from django.core.management import CommandError, call_command

from posts.views.post import PostDetailView


@pytest.fixture
def run(settings, tmp_path, db):
    """Return a function that runs the command in this process, and returns what it says."""
    settings.DATA_DIR = tmp_path / "data"
    settings.DATA_DIR.mkdir()
    settings.SITE_URL = "https://example.org"

    def run(*options, output=None):
        output = output or io.StringIO()
        call_command("export_site", tmp_path / "site", "--jobs", "1", *options, stdout=output, stderr=output)
        return output.getvalue()

    return run


def test_it_says_what_it_did_and_which_links_are_broken(run, make_post, tmp_path):
    make_post(source="[nowhere](/nowhere/) and [no heading](#none)")
    checked = io.StringIO()
    with pytest.raises(SystemExit):
        run("--check", output=checked)
    assert re.search(r"  /nowhere/: in \S+ and \d+ more\n", checked.getvalue())
    assert '<link rel="canonical" href="https://example.org/">' in (tmp_path / "site/index.html").read_text()
    said = run("--url", "https://other.example/blog/")
    assert "/nowhere/: status 404, linked on /" in said


def test_wrong_addresses_and_folders_are_refused(run, settings, tmp_path):
    with pytest.raises(CommandError, match="An address is"):
        run("--url", "example.org")
    (tmp_path / "site").write_text("")
    with pytest.raises(CommandError, match="is a file"):
        run()
    settings.SITE_URL = ""
    (tmp_path / "site").unlink()
    assert "SITE_URL is not set" in run()


def test_static_files_that_were_not_collected_are_asked_for(run, settings, tmp_path):
    settings.STATIC_ROOT = tmp_path / "static"
    backend = {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": backend}
    with pytest.raises(CommandError, match="collectstatic"):
        run()


def test_a_page_that_cannot_be_made_stops_no_other(run, make_post, monkeypatch, tmp_path):
    make_post(slug="broken")
    make_post(slug="whole")

    def refuse(view, *args, **kwargs):
        if kwargs.get("slug") == "broken":
            raise LookupError("no template")
        return get(view, *args, **kwargs)

    get = PostDetailView.get
    monkeypatch.setattr(PostDetailView, "get", refuse)
    said = []
    with pytest.raises(SystemExit):
        said.append(run())
    assert (tmp_path / "site/posts/whole/index.html").exists()
    assert not (tmp_path / "site/posts/broken/index.html").exists()
