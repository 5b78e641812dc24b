"""The task of a job: a dry run writes nothing, an import does what was chosen, both can be run again."""

import errno
import os
from contextlib import ExitStack
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.files.storage import default_storage
from django.db import OperationalError
from django.utils import timezone

from posts.exchange.import_jobs import actions, claims, running
from posts.exchange.import_jobs.files import get_upload_path
from posts.exchange.import_jobs.running import work_on_job
from posts.exchange.importing import persist
from posts.exchange.importing.importer import import_folder
from posts.models import (
    Category,
    ImportJob,
    ImportRecord,
    ImportStatus,
    Picture,
    Post,
    PostState,
    Redirect,
    Revision,
    Tag,
    machine_slots,
)
from posts.models.machine_slots import take_slot
from tests.support.import_jobs import begin, read_outcomes, store_job, work
from tests.support.source_sites import make_image_file, make_note, write_site
from tests.support.zip_files import make_entry, make_zip

__all__ = ["write_site"]

BLOG = {"one.md": make_note("One"), "two.md": make_note("Two", "[one](one.md)"), "a.png": make_image_file()}
TABLES = (Post, Revision, ImportRecord, Redirect, Category, Tag, Picture, User)


def count_rows():
    return {model.__name__: model.objects.count() for model in TABLES}


def test_looking_through_says_what_would_happen_and_writes_nothing(plan_job, editor):
    before = count_rows()
    job = plan_job({**BLOG, "bad.md": b"\0", "empty.md": ""})

    assert job.status == ImportStatus.READY
    assert job.plan["outcomes"] == {"created": 2, "failed": 1, "skipped": 1}
    assert job.plan["counts"]["files copied into media"] == 1
    assert job.plan["reasons"]["failed"]["lines"] == ["bad.md: the file is binary, not text"]
    assert list(job.items.values_list("title", "planned", "post")) == [
        ("One", "created", None),
        ("Two", "created", None),
    ]
    assert count_rows() == before
    assert default_storage.listdir("")[0] == []


def test_posts_come_in_as_the_command_would_have_brought_them(run_job, write_site):
    job = run_job(BLOG)

    assert job.status == ImportStatus.DONE
    assert job.report["outcomes"] == {"created": 2}
    assert read_outcomes(job) == {"One": "created", "Two": "created"}
    assert Post.objects.get(title="Two").source == "[one](/posts/one/)\n"
    assert Picture.objects.get().posts.count() == 2
    assert import_folder(write_site(BLOG)).outcomes == {"unchanged": 2}


def test_revisions_name_who_imported(run_job, editor):
    run_job(BLOG)
    assert {*Revision.objects.values_list("kind", "editor")} == {("imported", editor.pk)}


def test_posts_that_name_nobody_are_by_who_uploaded_them(run_job, editor):
    run_job(BLOG)
    assert {post.author for post in Post.objects.all()} == {editor}


def test_a_second_archive_updates_what_changed(run_job, plan_job):
    run_job(BLOG)
    job = plan_job({**BLOG, "two.md": make_note("Two", "new"), "three.md": make_note("Three")})

    assert dict(job.items.values_list("title", "planned")) == {
        "One": "unchanged",
        "Two": "updated",
        "Three": "created",
    }
    assert job.items.get(title="Two").post == Post.objects.get(title="Two")
    begin(job)
    work(job)
    assert Post.objects.get(title="Two").source == "new\n"
    assert job.report["outcomes"] == {"updated": 1, "created": 1}


def test_only_chosen_posts_come_in_and_links_to_the_others_stay(run_job):
    job = run_job(BLOG, chosen=["Two"])

    assert read_outcomes(job) == {"One": "", "Two": "created"}
    assert Post.objects.get().source == "[one](one.md)\n"


def test_posts_left_out_that_are_here_are_linked_to(run_job):
    run_job({"one.md": BLOG["one.md"], "a.png": BLOG["a.png"]})
    run_job(BLOG, chosen=["Two"])
    assert Post.objects.get(title="Two").source == "[one](/posts/one/)\n"


def test_as_drafts_new_posts_are_drafts_and_known_ones_keep_their_state(run_job):
    run_job({"one.md": BLOG["one.md"], "a.png": BLOG["a.png"]})
    run_job({**BLOG, "one.md": make_note("One", "new")}, as_drafts=True)

    states = {post.title: post.state for post in Post.objects.all()}
    assert states == {"One": PostState.LIVE, "Two": PostState.DRAFT}
    assert Post.objects.get(title="One").source == "new\n"


def test_drafts_made_of_published_posts_are_unchanged_the_next_time(run_job, plan_job):
    run_job(BLOG, as_drafts=True)
    assert plan_job(BLOG).plan["outcomes"] == {"unchanged": 2}


def test_what_was_edited_here_is_left_alone(run_job, plan_job):
    run_job(BLOG)
    Post.objects.get(title="One").delete()
    post = Post.objects.get(title="Two")
    post.title = "Edited"
    post.save()
    job = plan_job({**BLOG, "two.md": make_note("Changed")})
    assert job.plan["outcomes"] == {"skipped": 2}
    assert job.items.get().message == "the post was edited here since it was imported"


def test_a_moved_file_is_the_same_post(run_job, plan_job):
    run_job(BLOG)
    job = plan_job({f"posts/{name}": text for name, text in BLOG.items()})
    assert job.plan["outcomes"] == {"unchanged": 2}
    assert job.items.get(title="One").post.title == "One"
    assert ImportRecord.objects.filter(origin="blog/one.md").exists()


def test_an_archive_without_a_folder_is_known_by_its_name(editor, import_folder_of_jobs, empty_media):
    job = work(store_job(editor, make_zip({"one.md": make_note("One")}), "我的博客.zip"))
    assert job.items.get().origin == "我的博客/one.md"


def test_one_file_can_come_alone(editor, import_folder_of_jobs, empty_media):
    job = work(store_job(editor, make_note("One").encode(), "one.md"))
    begin(job)
    assert work(job).report["outcomes"] == {"created": 1}
    assert job.items.get().origin == "uploads/one.md"


def test_a_site_in_the_archive_keeps_its_format(editor, import_folder_of_jobs, empty_media):
    files = {"blog/_config.yml": "url: https://old.example", "blog/source/_posts/a.md": make_note("A")}
    assert work(store_job(editor, make_zip(files))).plan["format"] == "hexo"


def test_files_around_the_folder_of_jobs_do_not_tell_the_format(editor, import_folder_of_jobs, empty_media):
    (import_folder_of_jobs / "hugo.toml").write_text("")
    (import_folder_of_jobs.parent / "_config.yml").write_text("")
    job = work(store_job(editor, make_zip({"a.md": make_note("A")})))
    assert job.plan["format"] == "plain"


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"no zip", "no zip archive"),
        (make_zip({make_entry("../a.md"): b"x"}), "leads out"),
        (make_zip({"a/nothing.bin": b"x"}), "no Markdown files"),
        (
            make_zip({f"{site}/{name}": b"x" for site in "ab" for name in ("_config.yml", "_posts/a.md")}),
            "several sites",
        ),
    ],
)
def test_what_cannot_be_imported_is_said_and_nothing_written(
    data, word, editor, import_folder_of_jobs, empty_media
):
    before = count_rows()
    job = work(store_job(editor, data))
    assert job.status == ImportStatus.CHECKING
    assert word in job.error
    assert str(import_folder_of_jobs) not in job.error
    assert count_rows() == before


def test_a_file_that_another_machine_has_is_said(editor, import_folder_of_jobs, empty_media):
    job = store_job(editor, make_zip(BLOG))
    get_upload_path(job).unlink()
    assert "IMPORT_FOLDER" in work(job).error


def test_the_files_are_deleted_at_the_end(run_job, import_folder_of_jobs):
    run_job(BLOG)
    assert [*import_folder_of_jobs.iterdir()] == []


# Broken off -------------------------------------------------------------------------------


def stop_at(monkeypatch, title, error):
    """Let the import end where it comes to the post called `title`."""
    save = persist.save_post

    def save_or_stop(record, *args, **options):
        if record.title == title:
            raise error
        return save(record, *args, **options)

    monkeypatch.setattr(persist, "save_post", save_or_stop)


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit])
def test_an_import_that_was_killed_ends_right_when_it_is_run_again(error, plan_job, monkeypatch):
    job = plan_job(BLOG)
    begin(job)
    with monkeypatch.context() as patch:
        stop_at(patch, "Two", error)
        with pytest.raises(error):
            work_on_job(job.pk)
    job.refresh_from_db()
    assert (job.status, Post.objects.count()) == (ImportStatus.IMPORTING, 1)
    assert claims.is_stalled(job)

    work(job)

    assert job.status == ImportStatus.DONE
    assert read_outcomes(job) == {"One": "created", "Two": "created"}
    assert Revision.objects.count() == 2


def test_a_dry_run_that_was_killed_is_run_again(editor, import_folder_of_jobs, empty_media, monkeypatch):
    job = store_job(editor, make_zip(BLOG))
    with monkeypatch.context() as patch:
        stop_at(patch, "Two", KeyboardInterrupt)
        with pytest.raises(KeyboardInterrupt):
            work_on_job(job.pk)
    assert work(job).status == ImportStatus.READY
    assert job.items.count() == 2


def test_a_full_disk_is_said_and_it_goes_on_when_there_is_room(plan_job, monkeypatch):
    job = plan_job(BLOG)
    begin(job)
    with monkeypatch.context() as patch:
        patch.setattr(running, "open_job_site", raise_full_disk)
        work(job)
    assert "disk is full" in job.error
    assert actions.continue_job(job)
    assert work(job).status == ImportStatus.DONE


def raise_full_disk(*args):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_picture_of_which_the_disk_took_half_is_written_whole_the_next_time(run_job):
    run_job({**BLOG, "two.md": make_note("Two", "![](b.png)"), "b.png": make_image_file("red")})
    name = Picture.objects.first().name
    whole = default_storage.open(name).read()
    default_storage.delete(name)
    with default_storage.open(name, "wb") as file:
        file.write(whole[:20])
    run_job({**BLOG, "three.md": make_note("Three", "![](b.png)"), "b.png": make_image_file("red")})
    assert default_storage.open(name).read() == whole


def test_a_fault_of_ours_is_said_and_logged(plan_job, monkeypatch, caplog):
    job = plan_job(BLOG)
    begin(job)
    monkeypatch.setattr(running, "import_site", lambda *args, **options: {}["x"])
    assert "KeyError" in work(job).error
    assert "Traceback" in caplog.text


def test_a_database_that_is_away_leaves_the_job_to_be_run_again(plan_job, monkeypatch):
    job = plan_job(BLOG)
    begin(job)

    def fail(*args, **options):
        raise OperationalError

    with monkeypatch.context() as patch:
        patch.setattr(running, "import_site", fail)
        with pytest.raises(OperationalError):
            work_on_job(job.pk)
    assert work(job).status == ImportStatus.DONE


# One task at a time -----------------------------------------------------------------------


def test_two_tasks_never_work_on_one_job(plan_job):
    job = plan_job(BLOG)
    begin(job)
    with take_slot(f"import-job-{job.pk}"):
        assert not claims.is_stalled(
            ImportJob(pk=job.pk, status=job.status, machine=claims.socket.gethostname())
        )
        work(job)
    assert not Post.objects.exists()


def test_a_task_that_ends_while_somebody_looks_has_not_stopped(plan_job):
    job = plan_job(BLOG)
    begin(job)
    with claims.claim_job(job.pk) as claimed:
        seen, gone = ImportJob.objects.get(pk=job.pk), ImportJob(pk=0)
        assert seen.machine == claimed.machine != ""
    assert claims.is_stalled(seen)
    work(job)
    assert not claims.is_stalled(seen)
    assert seen.status == ImportStatus.DONE
    gone.status, gone.machine = claimed.status, claimed.machine
    assert not claims.is_stalled(gone)


def test_a_look_at_a_job_keeps_no_task_from_it(plan_job, monkeypatch):
    job = plan_job(BLOG)
    begin(job)
    with ExitStack() as look:
        look.enter_context(take_slot(f"import-job-{job.pk}"))
        monkeypatch.setattr(machine_slots, "sleep", lambda seconds: look.close())
        assert work(job).status == ImportStatus.DONE


def test_a_job_that_another_machine_works_on_is_left_to_it(plan_job):
    job = plan_job(BLOG)
    begin(job)
    ImportJob.objects.filter(pk=job.pk).update(machine="other")
    with pytest.raises(claims.JobBusyError):
        work(job)
    job.refresh_from_db()
    assert not claims.is_stalled(job)
    assert not Post.objects.exists()


def test_a_job_whose_machine_is_silent_is_taken_over(plan_job):
    job = plan_job(BLOG)
    begin(job)
    long_ago = timezone.now() - claims.MACHINE_SILENCE - timedelta(seconds=1)
    ImportJob.objects.filter(pk=job.pk).update(machine="other", updated_at=long_ago)
    job.refresh_from_db()
    assert claims.is_stalled(job)
    assert work(job).status == ImportStatus.DONE


def test_a_job_that_was_taken_over_or_discarded_ends_in_silence(plan_job, monkeypatch):
    job = plan_job(BLOG)
    begin(job)

    def lose(*args, **options):
        ImportJob.objects.filter(pk=job.pk).update(machine="other")
        raise OSError

    monkeypatch.setattr(running, "import_site", lose)
    assert work(job).error == ""
    assert job.machine == "other"


def test_a_job_is_begun_once(plan_job):
    job = plan_job(BLOG)
    second = ImportJob.objects.get(pk=job.pk)
    begin(job)
    assert not actions.begin_import(second, None, as_drafts=True)
    assert not actions.continue_job(job)


def test_progress_is_stored_at_most_once_a_second(plan_job, monkeypatch):
    job = plan_job(BLOG)
    stored = []
    monkeypatch.setattr(claims, "update_claimed", lambda job, changes: stored.append(changes["step_done"]))
    seconds = iter([0.0, 0.1, 0.2, 0.9, 1.1, 1.1])
    recorder = claims.ProgressRecorder(job, lambda: next(seconds))
    list(recorder(list(range(5)), "Importing"))
    assert stored == [0, 4]


def test_without_a_worker_a_thread_takes_the_job(editor, monkeypatch, django_capture_on_commit_callbacks):
    taken = []

    class Thread:
        def __init__(self, *, target, args, **options):
            taken.append(args)

        def start(self):
            taken.append("started")

    monkeypatch.setattr(running.threading, "Thread", Thread)
    with django_capture_on_commit_callbacks(execute=True):
        running.enqueue_job(ImportJob.objects.create(created_by=editor, file_name="a.zip"))
    assert taken == [[ImportJob.objects.get().pk], "started"]


def test_with_a_worker_the_job_is_a_task(editor, monkeypatch, settings, django_capture_on_commit_callbacks):
    settings.TASKS_MODE = "database"
    taken = []
    monkeypatch.setattr(running, "work_on_job", taken.append)
    with django_capture_on_commit_callbacks(execute=True):
        running.enqueue_job(ImportJob.objects.create(created_by=editor, file_name="a.zip"))
    assert taken == [ImportJob.objects.get().pk]
