"""An import in the browser: uploaded in pieces, taken up again, chosen, watched, and undone."""

import zipfile

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import expect

from posts.exchange.import_jobs import uploads
from posts.models import ImportJob, ImportStatus, Post, PostState
from tests.support.import_jobs import import_folder_of_jobs
from tests.support.page_faults import AXE
from tests.support.source_sites import make_note
from tests.support.zip_files import make_zip

__all__ = ["import_folder_of_jobs"]

ADD = reverse("admin:posts_importjob_add")
BLOG = {
    "one.md": make_note("One", "![](gone.png)"),
    "two.md": make_note("Two"),
    "blog/x": bytes(999),
}


@pytest.fixture(autouse=True)
def use_small_pieces(import_folder_of_jobs, monkeypatch):
    monkeypatch.setattr(uploads, "PIECE_BYTES", 400)


@pytest.fixture
def archive(tmp_path):
    """An archive of two posts; a browser knows it again by its date."""
    path = tmp_path / "blog.zip"
    path.write_bytes(make_zip(BLOG, compression=zipfile.ZIP_STORED))
    return path


def choose_file(page, path):
    page.locator("[name=file]").set_input_files(path)
    page.get_by_role("button", name="Upload", exact=True).click()


@pytest.mark.variation
def test_an_archive_is_uploaded_looked_through_imported_and_undone(unwatched_editor, archive):
    page = unwatched_editor
    page.goto(ADD)
    sent = []

    def break_off(route):
        sent.append(route.request.headers["upload-offset"])
        route.continue_() if len(sent) < 3 else route.abort()

    page.route("**/piece/", break_off)
    choose_file(page, archive)
    expect(page.locator(".import-message")).to_contain_text("trying again", timeout=20_000)
    assert sent[:3] == ["0", "400", "800"]

    page.reload()
    page.unroute("**/piece/")
    expect(page.locator(".import-notice")).to_contain_text("800")
    page.on("request", lambda request: sent.append(request.headers.get("upload-offset")))
    choose_file(page, archive)
    page.wait_for_url("**/change/", timeout=20_000)
    assert "800" in sent[3:]
    assert "0" not in sent[3:]

    expect(page.locator("[name=items]")).to_have_count(2, timeout=30_000)
    assert not Post.objects.exists()
    faults = Axe().run(page, options=AXE).response["violations"]
    assert [fault["id"] for fault in faults] == []
    page.get_by_label("One", exact=True).uncheck()
    expect(page.get_by_label("only those ticked below")).to_be_checked()
    page.get_by_label("new posts as drafts").check()
    page.get_by_role("button", name="Import", exact=True).click()

    undo = page.get_by_role("button", name="Undo this import")
    expect(undo).to_be_visible(timeout=30_000)
    assert [(post.title, post.state) for post in Post.objects.all()] == [("Two", PostState.DRAFT)]
    expect(page.get_by_role("link", name="Two")).to_be_visible()
    undo.click()

    expect(page.get_by_role("heading", name="After undoing")).to_be_visible(timeout=30_000)
    assert Post.objects.get().state == PostState.TRASHED
    assert ImportJob.objects.get().status == ImportStatus.UNDONE


def test_a_file_that_is_refused_is_said_and_another_can_be_chosen(unwatched_editor):
    page = unwatched_editor
    page.goto(ADD)
    page.locator("[name=file]").set_input_files({"name": "blog.rar", "mimeType": "", "buffer": b"x"})
    page.get_by_role("button", name="Upload", exact=True).click()
    expect(page.locator(".import-error")).to_have_text(
        "Choose a zip archive, a Markdown file, or an export of another tool."
    )
    expect(page.get_by_role("button", name="Upload", exact=True)).to_be_enabled()
