"""Imports in the admin: the pages of an upload, of what would happen, of its progress, and of the report."""

import base64
import hashlib
import socket

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from posts.admin import imports
from posts.exchange.import_jobs.files import get_upload_path
from posts.exchange.importing.exports import media_files
from posts.exchange.importing.exports.formats import list_format_names
from posts.models import ImportJob, ImportStatus, Post
from tests.support import notebooks
from tests.support.import_jobs import begin, import_folder_of_jobs, plan_job, run_job, store_job, undo, work
from tests.support.source_sites import empty_media, make_image_file, make_note
from tests.support.wxr_files import make_attachment, make_item, make_wxr
from tests.support.zip_files import make_zip

__all__ = ["empty_media", "import_folder_of_jobs", "plan_job", "run_job"]

ADD, LIST = reverse("admin:posts_importjob_add"), reverse("admin:posts_importjob_changelist")
START = reverse("admin:posts_importjob_start")
BLOG = {"one.md": make_note("One", "![](gone.png)"), "two.md": make_note("Two")}
ARCHIVE = make_zip(BLOG)
BEGIN = {"name": "blog.zip", "size": len(ARCHIVE), "modified": 5}


@pytest.fixture(autouse=True)
def use_folder(import_folder_of_jobs):
    """Give each test a folder of its own."""


def send_piece(client, url, data, offset=0, digest=None):
    value = base64.b64encode(digest or hashlib.sha256(data).digest()).decode()
    headers = {"Upload-Offset": str(offset), "Content-Digest": f"sha-256=:{value}:"}
    return client.post(url, data, content_type="application/octet-stream", headers=headers)


def choose(client, job, **fields):
    return client.post(
        job.get_absolute_url(), {"action": "import", "which": "all", "state": "stated", **fields}, follow=True
    )


# Pieces -----------------------------------------------------------------------------------


def test_an_archive_arrives_in_pieces(editor_client):
    state = editor_client.post(START, BEGIN).json()
    assert (state["offset"], state["size"]) == (0, len(ARCHIVE))
    state = send_piece(editor_client, state["pieces"], ARCHIVE[:100]).json()
    assert state["offset"] == 100
    assert editor_client.get(state["pieces"]).json()["offset"] == 100
    state = send_piece(editor_client, state["pieces"], ARCHIVE[100:], 100).json()
    job = ImportJob.objects.get()
    assert (state["offset"], state["page"]) == (len(ARCHIVE), job.get_absolute_url())
    assert get_upload_path(job).read_bytes() == ARCHIVE


def test_a_piece_out_of_order_is_told_where_to_go_on(editor_client):
    state = editor_client.post(START, BEGIN).json()
    send_piece(editor_client, state["pieces"], ARCHIVE[:100])
    answer = send_piece(editor_client, state["pieces"], ARCHIVE[:100])
    assert (answer.status_code, answer.json()["offset"]) == (409, 100)


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 400),
        ({"Content-Digest": "sha-256=:####:"}, 400),
        ({"Content-Digest": "sha-256=:AAA:"}, 400),
        ({"Content-Digest": "md5=:AAAA:"}, 400),
        ({"Content-Digest": "sha-256=:AAAA:"}, 422),
        ({"Content-Digest": f"sha-256=:{base64.b64encode(hashlib.sha256(b'x').digest()).decode()}:"}, 409),
    ],
)
def test_a_piece_without_what_it_needs_is_refused(headers, status, editor_client):
    state = editor_client.post(START, BEGIN).json()
    answer = editor_client.post(
        state["pieces"], b"x", content_type="application/octet-stream", headers=headers
    )
    assert answer.status_code == status


def test_pieces_come_from_whoever_began_only(editor_client, client, sign_in):
    url = editor_client.post(START, BEGIN).json()["pieces"]
    sign_in("other", "Editor")
    assert send_piece(client, url, ARCHIVE[:9]).status_code == 404


def test_pieces_need_a_csrf_token(editor):
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)
    assert client.post(START, BEGIN).status_code == 403


def test_a_second_upload_is_told_of_the_first(editor_client):
    editor_client.post(START, BEGIN)
    answer = editor_client.post(START, {**BEGIN, "name": "other.zip"})
    assert (answer.status_code, "blog.zip" in answer.json()["error"]) == (409, True)


@pytest.mark.parametrize("size", ["", "-1", "9" * 30, "x", "１"])
def test_a_size_that_is_none_is_refused(size, editor_client):
    assert editor_client.post(START, {**BEGIN, "size": size}).status_code == 422


def test_an_upload_that_broke_off_can_be_discarded(editor_client):
    editor_client.post(START, BEGIN)
    job = ImportJob.objects.get()
    assert "broke off" in editor_client.get(ADD).content.decode()
    assert editor_client.get(job.get_absolute_url()).url == ADD
    editor_client.post(job.get_absolute_url(), {"action": "discard"})
    assert not ImportJob.objects.exists()


# Without a script -------------------------------------------------------------------------


def test_a_small_file_comes_with_the_form(editor_client):
    answer = editor_client.post(ADD, {"file": SimpleUploadedFile("blog.zip", ARCHIVE)})
    job = ImportJob.objects.get()
    assert answer.url == job.get_absolute_url()
    assert work(job).plan["outcomes"] == {"created": 2}


@pytest.mark.parametrize(
    ("file", "word"),
    [
        (SimpleUploadedFile("blog.rar", b"x"), "zip archive"),
        (SimpleUploadedFile("blog.zip", b""), "empty"),
        (SimpleUploadedFile("blog.zip", b"12345"), "in pieces"),
        ("", "required"),
    ],
)
def test_a_file_that_is_not_taken_is_said_at_the_field(file, word, editor_client, monkeypatch):
    monkeypatch.setattr(imports, "MAX_FORM_BYTES", 4)
    assert word in editor_client.post(ADD, {"file": file}).content.decode()
    assert not ImportJob.objects.exists()


# What would happen ------------------------------------------------------------------------


def test_the_page_shows_what_would_happen(plan_job, editor_client):
    page = editor_client.get(plan_job({**BLOG, "bad.md": b"\0"}).get_absolute_url()).content.decode()
    for text in ("What would happen", "blog/one.md", "Picture or file missing", "bad.md: the file is binary"):
        assert text in page
    assert page.count('name="items"') == 2


def test_chosen_posts_come_in_as_drafts(plan_job, editor_client):
    job = plan_job(BLOG)
    key = job.items.get(title="Two").pk
    choose(editor_client, job, which="chosen", items=[key], state="drafts")
    work(job)
    assert Post.objects.get().title == "Two"
    assert Post.objects.get().published_at is None


def test_the_script_sends_the_choice_in_one_field(plan_job, editor_client):
    job = plan_job(BLOG)
    choose(
        editor_client, job, which="chosen", chosen=f"{job.items.get(title='One').pk},x,,99999999999999999999"
    )
    work(job)
    assert Post.objects.get().title == "One"


@pytest.mark.parametrize("fields", [{"which": ""}, {"state": "live"}])
def test_a_choice_that_is_none_does_nothing(fields, plan_job, editor_client):
    job = plan_job(BLOG)
    choose(editor_client, job, **fields)
    job.refresh_from_db()
    assert job.status == ImportStatus.READY


def test_an_import_begins_once(plan_job, editor_client):
    job = plan_job(BLOG)
    choose(editor_client, job)
    assert "not possible any more" in choose(editor_client, job).content.decode()


@pytest.mark.parametrize("path", ["0/change/", "x/change/", "99999999999999999999/change/"])
def test_an_import_that_is_not_there_is_not_found(path, editor_client):
    assert editor_client.get(f"{LIST}{path}").status_code == 404


# Progress, report, undo ---------------------------------------------------------------------


def test_the_progress_is_told(plan_job, editor_client):
    job = plan_job(BLOG)
    begin(job)
    ImportJob.objects.filter(pk=job.pk).update(machine="other", step="importing", step_done=3, step_total=9)
    url = reverse("admin:posts_importjob_progress", args=[job.pk])
    assert editor_client.get(url).json() == {
        "status": "importing",
        "step": "importing",
        "done": 3,
        "total": 9,
        "is_running": True,
    }
    page = editor_client.get(job.get_absolute_url()).content.decode()
    assert "Going through the posts" in page
    assert 'action" value="undo' not in page


def test_an_import_that_broke_off_is_gone_on_with(plan_job, editor_client):
    job = plan_job(BLOG)
    begin(job)
    ImportJob.objects.filter(pk=job.pk).update(error="The disk is full.")
    page = editor_client.get(job.get_absolute_url()).content.decode()
    assert "The disk is full." in page
    editor_client.post(job.get_absolute_url(), {"action": "continue"})
    assert work(job).status == ImportStatus.DONE


def test_the_report_stays_and_leads_to_the_posts(run_job, editor_client):
    job = run_job(BLOG)
    page = editor_client.get(job.get_absolute_url()).content.decode()
    for post in Post.objects.all():
        assert reverse("admin:posts_post_change", args=[post.pk]) in page
    assert "What happened" in page
    assert "2 created" in editor_client.get(LIST).content.decode()


def test_an_import_is_undone_as_a_whole(run_job, editor_client):
    job = run_job(BLOG)
    editor_client.post(job.get_absolute_url(), {"action": "undo"})
    work(job)
    page = editor_client.get(job.get_absolute_url()).content.decode()
    assert "After undoing" in page
    assert page.count("moved to trash") == 2


def test_what_was_imported_cannot_be_discarded(run_job, editor_client):
    job = run_job(BLOG)
    editor_client.post(job.get_absolute_url(), {"action": "discard"})
    assert ImportJob.objects.filter(pk=job.pk).exists()


@pytest.mark.parametrize("count", [1, 4])
def test_the_page_asks_as_often_for_many_posts_as_for_one(
    count, plan_job, editor_client, django_assert_num_queries
):
    job = plan_job({f"{n}.md": make_note(f"Post {n}") for n in range(count)})
    with django_assert_num_queries(8):
        editor_client.get(job.get_absolute_url())


def test_titles_and_reasons_are_text(editor, editor_client, import_folder_of_jobs, empty_media):
    archive = make_zip({"<b>.md": make_note("<script>alert(1)</script>"), "<i>.md": b"\0"})
    job = work(store_job(editor, archive, "<u>.zip"))
    page = editor_client.get(job.get_absolute_url()).content.decode()
    for tag in ("<b>.md", "<i>.md", "<u>.zip", "<script>alert"):
        assert tag not in page


def test_an_undone_import_says_so_in_the_list(run_job, editor_client):
    undo(run_job(BLOG))
    assert "undone" in editor_client.get(LIST).content.decode()


# Switches ---------------------------------------------------------------------------------


def test_files_are_fetched_from_the_old_site_only_if_that_is_ticked(editor, editor_client, monkeypatch):
    asked = []

    def fetch(url, **limits):
        asked.append(url)
        return make_image_file()

    outside, inside = (
        f"{host}/wp-content/uploads/a.png" for host in ("https://old.example", "http://127.0.0.1")
    )
    monkeypatch.setattr(media_files, "fetch_remote_file", fetch)
    export = make_wxr(make_item(content=f'<img src="{outside}">'))
    job = work(store_job(editor, export.encode(), name="export.xml"))
    page = editor_client.get(job.get_absolute_url()).content.decode()
    assert ('name="fetch"' in page, 'name="bare"' in page, asked) == (True, False, [])

    choose(editor_client, job, fetch="1")
    job = work(job)
    assert (job.fetches_media, job.report["counts"]["files fetched"], asked) == (True, 1, [outside])
    assert "files fetched from the old site: 1" in editor_client.get(job.get_absolute_url()).content.decode()
    assert "/media/imported/" in Post.objects.get().source

    # Of a private network nothing is, as by the command.
    monkeypatch.undo()
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *arguments, **options: found)
    items = (make_item(2, content=f'<img src="{inside}">'), make_attachment(7, inside))
    job = work(store_job(editor, make_wxr(*items).encode(), name="b.xml"))
    choose(editor_client, job, fetch="1")
    assert work(job).report["reasons"]["not fetched"]["lines"] == [
        f"{inside}: 127.0.0.1 is not on the public internet."
    ]
    assert "Not fetched (1)" in editor_client.get(job.get_absolute_url()).content.decode()


def test_notebooks_come_without_outputs_if_that_is_ticked(editor, plan_job, editor_client):
    cells = [notebooks.markdown("# One"), notebooks.code("1 + 1", notebooks.stream("the output"))]
    job = plan_job({"one.ipynb": notebooks.make_notebook(*cells)})
    page = editor_client.get(job.get_absolute_url()).content.decode()
    assert ('name="fetch"' in page, 'name="bare"' in page) == (False, True)
    choose(editor_client, job, bare="1")
    assert (work(job).omits_outputs, "the output" in Post.objects.get().source) == (True, False)


def test_formats_that_name_files_of_the_old_site_exist():
    assert set(list_format_names()) >= imports.FETCHING_FORMATS
