"""Import jobs with an archive that was uploaded, and their work done in this thread."""

import pytest

from posts.exchange.import_jobs import actions
from posts.exchange.import_jobs.files import get_upload_path
from posts.exchange.import_jobs.running import work_on_job
from posts.models import ImportJob, ImportStatus
from tests.support.zip_files import make_zip


@pytest.fixture
def import_folder_of_jobs(settings, tmp_path):
    """Keep the files of jobs in a folder of the test's."""
    settings.IMPORT_FOLDER = tmp_path / "imports"
    settings.IMPORT_FOLDER.mkdir()
    return settings.IMPORT_FOLDER


def store_job(user, data, name="blog.zip", **fields):
    """Return a job whose file `name` was uploaded, and is to be looked through."""
    fields = {"status": ImportStatus.CHECKING, "file_size": len(data), "received": len(data), **fields}
    job = ImportJob.objects.create(created_by=user, file_name=name, **fields)
    path = get_upload_path(job)
    path.parent.mkdir(parents=True)
    path.write_bytes(data)
    return job


def work(job):
    """Do what the job waits for; return it as it is then."""
    work_on_job(job.pk)
    job.refresh_from_db()
    return job


@pytest.fixture
def plan_job(editor, import_folder_of_jobs, empty_media):
    """Return a function that uploads files, zipped below `blog/`, and has them looked through."""

    def plan(files, **fields):
        job = work(store_job(editor, zip_blog(files), **fields))
        assert job.error == ""
        return job

    return plan


@pytest.fixture
def run_job(editor, import_folder_of_jobs, empty_media):
    """Return a function that imports files, as if somebody had looked them through.

    All of them, or those with the titles `chosen`.
    """

    def run(files, *, chosen=None, **options):
        job = store_job(editor, zip_blog(files), status=ImportStatus.READY)
        for name in (name for name in files if name.endswith(".md")):
            title = files[name].partition("title: ")[2].partition("\n")[0]
            job.items.create(origin=f"blog/{name}", title=title, planned="created")
        begin(job, chosen=chosen, **options)
        return work(job)

    return run


def zip_blog(files):
    return make_zip({f"blog/{name}": text for name, text in files.items()})


def begin(job, *, chosen=None, as_drafts=False, **options):
    """Decide that a job is imported: all of it, or the posts with the titles `chosen`."""
    keys = None if chosen is None else set(job.items.filter(title__in=chosen).values_list("pk", flat=True))
    assert actions.begin_import(job, keys, as_drafts=as_drafts, **options)
    job.refresh_from_db()


def undo(job):
    assert actions.begin_undo(job)
    return work(job)


def read_outcomes(job):
    """Return what became of each post of the job, by its title."""
    return dict(job.items.values_list("title", "outcome"))
