"""The server is killed within saves, then the browser: what is lost is two seconds of typing at most."""

import random
import time

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect

from posts.models import Draft, Post
from tests.support.admin_forms import ADD_URL
from tests.support.browsers import HEADLESS_SHELL, find_chromium
from tests.support.database_copies import database_copy
from tests.support.editor_page import source_field
from tests.support.migrations import use_database
from tests.support.processes import kill_processes
from tests.support.proofs import IS_LONG
from tests.support.site_parts import SitePart

__all__ = ["database_copy"]

PASSWORD = "correct horse"  # noqa: S105
ROUNDS = 12
MAX_LOSS = 2.0  # seconds of typing
MAX_DELAY = 0.5  # seconds from Ctrl+S until the server is killed: longer than a save takes
PATIENCE = 60_000  # milliseconds until all is saved again

pytestmark = [
    pytest.mark.proof,
    pytest.mark.django_db,
    # Its halves have short forms: `test_autosave` kills the browser, `tests/config/test_kills` the server.
    pytest.mark.skipif(not IS_LONG, reason="`make prove` starts a server and browsers for it"),
]


@pytest.fixture
def site(database_copy):
    site = SitePart(workers=1, DATABASE_URL=database_copy)
    site.manage("collectstatic", "-v0", "--noinput")
    site.start()
    yield site
    site.remove()


@pytest.fixture
def open_profile(browser, site, tmp_path):
    """Return a function that starts a browser whose profile is on the disk, and returns a window of it."""
    profile = tmp_path / "profile"

    def open_profile() -> Page:
        context = browser.browser_type.launch_persistent_context(
            profile,
            executable_path=find_chromium(HEADLESS_SHELL),
            base_url=site.address,
            args=["--no-sandbox"],
        )
        return context.new_page()

    yield open_profile
    kill_processes(str(profile))


def sign_in(page):
    page.goto(ADD_URL)
    page.fill("#id_username", "killer")
    page.fill("#id_password", PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator(".editor-toolbar")).to_be_visible()


def test_what_is_typed_outlives_the_server_and_the_browser(database_copy, site, open_profile, tmp_path):
    with use_database(database_copy):
        User.objects.create_superuser("killer", password=PASSWORD)
    page = open_profile()
    page.on("dialog", lambda dialog: dialog.accept())
    sign_in(page)
    page.fill("#id_title", "写到一半")
    source_field(page).focus()
    typed = ""
    for number in range(ROUNDS):
        typed += type_letters(page, f"{number}甲乙丙")
        page.keyboard.press("Control+s")
        time.sleep(random.uniform(0, MAX_DELAY))
        site.kill()
        typed += type_letters(page, "丁戊")
        expect(source_field(page)).to_have_value(typed)
        site.start()
        wait_until_stored(database_copy, typed)
    stamps = []
    ends_at = time.monotonic() + random.uniform(0.5, 4)
    while time.monotonic() < ends_at:
        page.keyboard.type("己")
        stamps.append(time.monotonic())
    site.kill()
    kill_processes(str(tmp_path / "profile"))
    killed_at = time.monotonic()
    site.start()
    page = open_profile()
    page.goto(find_form(database_copy))
    kept = len(typed) + sum(1 for stamp in stamps if killed_at - stamp > MAX_LOSS)
    wait_until_stored(database_copy, typed + "己" * (kept - len(typed)), is_beginning=True)


def type_letters(page, letters):
    page.keyboard.type(letters)
    return letters


def read_text(database):
    with use_database(database):
        draft = Draft.objects.select_related("post").first()
        post = Post.objects.first()
        return draft.fields["source"] if draft else post.source if post else ""


def find_form(database):
    with use_database(database):
        return f"/admin/posts/post/{Post.objects.get().pk}/change/"


def wait_until_stored(database, text, *, is_beginning=False):
    """Wait until the draft, or without one the post, holds `text`, or begins with it."""
    deadline = time.monotonic() + PATIENCE / 1000
    found = ""
    while time.monotonic() < deadline:
        found = read_text(database)
        if found.startswith(text) if is_beginning else found == text:
            return
        time.sleep(0.1)
    assert found == text
