"""The files of an import job: what was uploaded, and what it unpacks to, in a folder of the job's own."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from posts.exchange.archives.unpacking import ArchiveError, find_top_folder, unpack_archive
from posts.exchange.importing.records.file_types import EXPORT_SUFFIXES, MARKDOWN_SUFFIXES
from posts.models import ImportJob

UPLOADED, UNPACKED, CONVERTED = "upload", "files", "converted"
ARCHIVE_SUFFIX = ".zip"
# A post that comes alone is known again by its name in a folder that is called so.
SINGLE_FILE_FOLDER = "uploads"
MAX_FILE_NAME_BYTES = 200
# What an archive may unpack to, as a multiple of what may be uploaded.
UNPACKED_FACTOR = 4
UNSAFE_IN_NAMES = re.compile(r"[\x00-\x1f\x7f/\\:]+")


def get_job_folder(job: ImportJob) -> Path:
    return Path(settings.IMPORT_FOLDER) / job.uid.hex


def get_upload_path(job: ImportJob) -> Path:
    """Return where the job's archive is, or grows."""
    return get_job_folder(job) / UPLOADED


def get_max_upload_bytes() -> int:
    return int(settings.IMPORT_MAX_MB) * 1024 * 1024


def is_importable_name(name: str) -> bool:
    """Whether a file called `name` can be uploaded: a zip archive, one post, or an export of another tool."""
    return Path(name).suffix.lower() in {ARCHIVE_SUFFIX, *MARKDOWN_SUFFIXES, *EXPORT_SUFFIXES}


def unpack_upload(job: ImportJob, on_file: Callable[[int, int], None]) -> tuple[Path, int]:
    """Unpack what was uploaded, if that was not done; return the folder of the site, and the levels above it.

    The levels are the folders above it that belong to the archive, and may be the site's root.
    `on_file` is called with the number of files that are written, and of all. Raises ArchiveError,
    NoSpaceError and OSError.
    """
    folder = get_job_folder(job) / UNPACKED / make_folder_name(job.file_name)
    if not folder.is_dir():
        check_upload_is_here(job)
        folder.parent.mkdir(parents=True, exist_ok=True)
        if Path(job.file_name).suffix.lower() == ARCHIVE_SUFFIX:
            max_bytes = get_max_upload_bytes() * UNPACKED_FACTOR
            unpack_archive(get_upload_path(job), folder, max_bytes=max_bytes, on_file=on_file)
        else:
            copy_single_file(get_upload_path(job), folder, clean_file_name(job.file_name))
    return find_top_folder(folder)


def check_upload_is_here(job: ImportJob) -> None:
    """Raise ArchiveError where another machine has the job's file."""
    path = get_upload_path(job)
    if not path.is_file() or path.stat().st_size != job.file_size:
        text = _(
            "The uploaded file is not on this machine. With several machines, IMPORT_FOLDER must be a folder "
            "that all of them share."
        )
        raise ArchiveError(text)


def make_folder_name(file_name: str) -> str:
    """Return the name of the folder that stands for the archive; posts are known again by it."""
    path = Path(clean_file_name(file_name))
    if path.suffix.lower() != ARCHIVE_SUFFIX:
        return SINGLE_FILE_FOLDER
    return path.stem


def clean_file_name(name: str) -> str:
    """Return the name of an uploaded file so that it is one, in one folder."""
    data = UNSAFE_IN_NAMES.sub(" ", name).encode("utf-8", "ignore")[-MAX_FILE_NAME_BYTES:]
    return data.decode("utf-8", "ignore").strip(" .") or "upload"


def copy_single_file(upload: Path, folder: Path, name: str) -> None:
    """Make `folder`, which holds the uploaded file alone; it is there whole, or not at all."""
    partial = folder.with_name(f"{folder.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir()
    shutil.copyfile(upload, partial / name)
    partial.replace(folder)


def delete_job_files(job: ImportJob) -> None:
    shutil.rmtree(get_job_folder(job), ignore_errors=True)
