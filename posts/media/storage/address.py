"""Reads MEDIA_STORAGE, such as s3://bucket/prefix?endpoint=https://…, for Django's STORAGES."""

from importlib.util import find_spec
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

FOLDER_BACKEND = "posts.media.storage.folder.SyncedFolderStorage"
S3_BACKEND = "posts.media.storage.s3.S3MediaStorage"
# Query parameters of the address, and the options of django-storages that they set.
S3_OPTIONS = {"endpoint": "endpoint_url", "region": "region_name", "addressing": "addressing_style"}
ADDRESSING_STYLES = {"path", "virtual"}


def parse_storage_address(address: str) -> dict[str, Any]:
    """Return the entry of Django's STORAGES for files at `address`. Raises ImproperlyConfigured."""
    parts = urlsplit(address)
    if parts.scheme == "file" and not parts.netloc and parts.path.startswith("/"):
        return {"BACKEND": FOLDER_BACKEND, "OPTIONS": {"location": unquote(parts.path)}}
    if parts.scheme == "s3" and parts.netloc:
        return {"BACKEND": S3_BACKEND, "OPTIONS": parse_s3_options(parts)}
    raise ImproperlyConfigured("Files are kept at file:///absolute/folder or s3://bucket/prefix?endpoint=…")


def parse_s3_options(parts: SplitResult) -> dict[str, str]:
    if "@" in parts.netloc:
        raise ImproperlyConfigured("Keys are not part of an s3:// address, but of AWS_ACCESS_KEY_ID and …")
    if find_spec("storages") is None or find_spec("boto3") is None:
        raise ImproperlyConfigured("An s3:// address needs: pip install -r requirements-s3.txt")
    return {
        "bucket_name": parts.netloc,
        "location": unquote(parts.path).strip("/"),
        **parse_query_options(parts),
    }


def parse_query_options(parts: SplitResult) -> dict[str, str]:
    given = dict(parse_qsl(parts.query, keep_blank_values=True))
    if unknown := given.keys() - S3_OPTIONS.keys():
        raise ImproperlyConfigured(f"An s3:// address takes {', '.join(S3_OPTIONS)}, not {min(unknown)!r}.")
    if given.get("addressing", "path") not in ADDRESSING_STYLES:
        raise ImproperlyConfigured("The addressing of an s3:// address is path or virtual.")
    if not given.get("endpoint", "https://").startswith(("http://", "https://")):
        raise ImproperlyConfigured("The endpoint of an s3:// address begins with https:// or http://.")
    return {S3_OPTIONS[name]: value for name, value in given.items()}
