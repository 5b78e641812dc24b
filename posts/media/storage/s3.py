"""Media in an S3-compatible store, with the errors and URLs of Django's own storages."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from boto3.exceptions import Boto3Error
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, ConnectTimeoutError, ReadTimeoutError
from django.conf import settings
from django.core.files.base import File
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage

from posts.media.storage.places import Places

S3_CONFIG = Config(
    # Not all stores know the checksums that newer clients add to each request.
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
    # A thread waits for the store: for one that hangs, seven seconds at most.
    connect_timeout=2,
    read_timeout=3,
    retries={"mode": "standard", "total_max_attempts": 2},
)
MAX_MEMORY_BYTES = 8 * 1024 * 1024  # of a file that is read; the rest goes to a temporary file


places = Places()


@contextmanager
def raise_connection_error() -> Iterator[None]:
    """Raise ConnectionError, an OSError, where the store does not answer, refuses, or has no place left."""
    try:
        with places.take(), raise_timeout_error():
            yield
    except (TimeoutError, Boto3Error, BotoCoreError, ClientError) as error:
        raise ConnectionError(f"The store of media: {error}") from error


@contextmanager
def raise_timeout_error() -> Iterator[None]:
    """Raise TimeoutError where the store says nothing."""
    try:
        yield
    except (ConnectTimeoutError, ReadTimeoutError) as error:
        raise TimeoutError(str(error)) from error


class S3MediaStorage(S3Storage):
    """Serves files at the URLs they would have in a folder, and never overwrites one."""

    def __init__(self, **options: Any) -> None:
        super().__init__(file_overwrite=False, max_memory_size=MAX_MEMORY_BYTES, **options)
        self.client_config: Config = self.client_config.merge(S3_CONFIG)

    _save = raise_connection_error()(S3Storage._save)
    delete = raise_connection_error()(S3Storage.delete)
    exists = raise_connection_error()(S3Storage.exists)
    listdir = raise_connection_error()(S3Storage.listdir)
    size = raise_connection_error()(S3Storage.size)

    @raise_connection_error()
    def _open(self, name: str, mode: str = "rb") -> File:
        # Open at once, so that errors are raised here and not while the file is read.
        file: File = super()._open(name, mode)
        return file.open()

    def url(self, name: str, *args: Any, **options: Any) -> str:
        """Return the URL on this site: posts hold it in their text, wherever the file is stored."""
        return f"{settings.MEDIA_URL}{filepath_to_uri(name)}"
