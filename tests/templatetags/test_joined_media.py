"""What a page of the admin asks for at first: few files, where they are collected."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.forms.widgets import Media
from django.test import override_settings

from posts.media.storage.joined_scripts import JOINED_SCRIPTS, LIST_SCRIPTS
from posts.media.storage.script_bundles import bundle_script
from posts.templatetags.joined_media import join_scripts

FILE = re.compile(r'<(?:script|link|img)\b[^>]*?\b(?:src|href)="(/static/[^"]+|/[^"]*jsi18n/)"')
MODULE_IMPORT = re.compile(r"^import\b", re.MULTILINE)


@pytest.fixture
def joined(monkeypatch):
    """Have the joined scripts in the manifest, as if they had been collected."""
    monkeypatch.setattr(staticfiles_storage, "hashed_files", dict.fromkeys(JOINED_SCRIPTS, ""), raising=False)


def count_files(html):
    """Return how many files a page asks for, with what its scripts import once they are collected."""
    files = set(FILE.findall(html))
    own = [f"js/{file.rpartition('/')[2]}" for file in files if file.startswith("/static/js/")]
    texts = [bundle_script(name, lambda name: Path(finders.find(name)).read_text()) for name in own]
    return len(files) + sum(len(MODULE_IMPORT.findall(text)) for text in texts)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize(
    "page", ["", "posts/post/", "posts/post/add/", "posts/post/{}/change/", "posts/tag/"]
)
def test_a_page_of_the_admin_asks_for_at_most_fifteen_files(joined, admin_client, make_post, page, language):
    with override_settings(LANGUAGE_CODE=language):
        response = admin_client.get(f"/admin/{page.format(make_post().pk)}")
    assert response.status_code == 200
    assert 5 < count_files(response.content.decode()) <= 15


def test_where_nothing_was_collected_each_script_stays(admin_client):
    html = admin_client.get("/admin/posts/tag/").content.decode()
    assert "joined" not in html
    assert "admin/js/core.js" in html


def test_no_script_is_sent_that_the_page_did_not_ask_for(joined):
    media = Media(js=LIST_SCRIPTS[:-1])
    assert join_scripts(media) is media


def test_a_library_is_not_put_behind_the_script_it_must_precede(joined):
    media = Media(js=[LIST_SCRIPTS[0], "admin/js/vendor/select2/i18n/fr.js", *LIST_SCRIPTS[1:]])
    assert join_scripts(media) is media


def test_scripts_of_others_follow_in_their_order(joined):
    media = join_scripts(Media(css={"all": ["a.css"]}, js=["b.js", *LIST_SCRIPTS, "a.js"]))
    assert media._js == ["admin/js/joined-list.js", "b.js", "a.js"]
    assert media._css == {"all": ["a.css"]}


@pytest.mark.parametrize("name", JOINED_SCRIPTS)
def test_what_is_joined_is_there(name):
    assert all(finders.find(part) for part in JOINED_SCRIPTS[name])
    assert not Path(settings.BASE_DIR, "static", name).exists()
