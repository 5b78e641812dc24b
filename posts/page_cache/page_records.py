"""Stored pages as bytes: what a file of the page cache on disk holds.

A record is RECORD_FORMAT, a signature of what follows, the length of the head, the head, and the body as it
is sent. The head is JSON, compressed: the key, the headers, and the dependencies with their parameters.
There is no pickle, and the SELECTs of a record are sent to the database: so only records are read that
were signed with the secret of this site.
"""

import base64
import json
import sys
import zlib
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from hashlib import blake2b
from hmac import compare_digest
from importlib import import_module
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.safestring import SafeString

from posts.models.current_time import CurrentTimeText, CurrentTimeValue
from posts.page_cache.dependencies import Dependencies, Statement
from posts.page_cache.keys import PageKey
from posts.page_cache.pages import StoredPage

RECORD_FORMAT = b"page-1"
SIGNATURE_SIZE, LENGTH_SIZE = 16, 4  # bytes
HEAD_START = len(RECORD_FORMAT) + SIGNATURE_SIZE + LENGTH_SIZE
HEAD_COMPRESSION = 1

UNCODED_TYPES = (str, int, float, bool, type(None))
# Has the numbers by which Django tells PostgreSQL the type of a field. It is there only with that database.
DRIVER_NUMBERS = "psycopg.types.numeric"


class RecordError(ValueError):
    """A page cannot be written as a record, or bytes are no record of this page."""


def pack_page(key: PageKey, page: StoredPage) -> bytes:
    """Return the record of `page`, stored under `key`.

    Raises RecordError where the page has no dependencies, or a parameter of a type that is not known here.
    """
    if page.dependencies is None:
        message = "Nothing is known of what the page depends on."
        raise RecordError(message)
    head = {
        "key": key,
        "etag": page.etag,
        "headers": page.headers,
        "digest": page.dependencies.digest.hex(),
        "statements": [(one.sql, pack_parameters(one.parameters)) for one in page.dependencies.statements],
    }
    packed = zlib.compress(json.dumps(head, separators=(",", ":")).encode(), HEAD_COMPRESSION)
    content = b"".join((len(packed).to_bytes(LENGTH_SIZE, "big"), packed, page.body))
    return b"".join((RECORD_FORMAT, sign_record(content), content))


def unpack_page(key: PageKey, record: bytes) -> StoredPage:
    """Return the page of `record`, not yet proved. Raises RecordError if that is no record of `key`."""
    content = record[len(RECORD_FORMAT) + SIGNATURE_SIZE :]
    signature = record[len(RECORD_FORMAT) : len(RECORD_FORMAT) + SIGNATURE_SIZE]
    if not record.startswith(RECORD_FORMAT) or not compare_digest(signature, sign_record(content)):
        message = "Not written by this site, or damaged."
        raise RecordError(message)
    # What is signed was packed here: nothing that follows can fail.
    head_end = HEAD_START + int.from_bytes(record[HEAD_START - LENGTH_SIZE : HEAD_START], "big")
    head = json.loads(zlib.decompress(record[HEAD_START:head_end]))
    if head["key"] != json.loads(json.dumps(key)):
        message = "The record of another page."
        raise RecordError(message)
    # Pages share the text of their SELECTs and headers.
    headers = [(sys.intern(name), sys.intern(value)) for name, value in head["headers"]]
    statements = tuple(
        Statement(sys.intern(sql), tuple(unpack_parameters(values))) for sql, values in head["statements"]
    )
    dependencies = Dependencies(statements, bytes.fromhex(head["digest"]))
    return StoredPage.restore(headers, record[head_end:], head["etag"], dependencies)


def sign_record(content: bytes) -> bytes:
    """Return a signature of `content` with the secret of this site (BLAKE2, RFC 7693, keyed)."""
    secret = blake2b(settings.SECRET_KEY.encode(), digest_size=32, person=b"page-record").digest()
    return blake2b(content, digest_size=SIGNATURE_SIZE, key=secret).digest()


def pack_parameters(values: Iterable[Any]) -> list[Any]:
    """Return `values` as JSON has them. Raises RecordError for a type that is not known here."""
    return [pack_parameter(value) for value in values]


def pack_parameter(value: Any) -> Any:
    # Drivers send members of choices, and safe texts, as the texts and numbers that they are.
    if isinstance(value, Enum) and isinstance(value, str | int):
        value = value.value
    elif isinstance(value, SafeString):
        value = str.__str__(value)
    kind = type(value)
    if kind in UNCODED_TYPES:
        return value
    if kind.__module__ == DRIVER_NUMBERS:
        return {kind.__name__: value}
    if kind not in CODECS:
        message = f"A parameter of the type {kind.__name__} cannot be written."
        raise RecordError(message)
    return {kind.__name__: CODECS[kind][0](value)}


def unpack_parameters(values: list[Any]) -> list[Any]:
    """Return what `pack_parameters` was given."""
    return [unpack_parameter(value) for value in values]


def unpack_parameter(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    [(name, written)] = value.items()
    if name not in CODED_TYPES:
        return getattr(import_module(DRIVER_NUMBERS), name)(written)
    return CODECS[CODED_TYPES[name]][1](written)


# How parameters that JSON does not know are written, and read again. Types are compared exactly: the driver
# of a database may send a subclass in a way of its own.
CODECS: dict[type, tuple[Callable[[Any], Any], Callable[[Any], Any]]] = {
    CurrentTimeText: (str, CurrentTimeText),
    CurrentTimeValue: (datetime.isoformat, CurrentTimeValue.fromisoformat),
    datetime: (datetime.isoformat, datetime.fromisoformat),
    date: (date.isoformat, date.fromisoformat),
    time: (time.isoformat, time.fromisoformat),
    timedelta: (
        lambda value: [value.days, value.seconds, value.microseconds],
        lambda parts: timedelta(*parts),
    ),
    Decimal: (str, Decimal),
    UUID: (str, UUID),
    bytes: (lambda value: base64.b85encode(value).decode(), base64.b85decode),
    list: (pack_parameters, unpack_parameters),
    tuple: (
        pack_parameters,
        lambda values: tuple(unpack_parameters(values)),
    ),
}
CODED_TYPES = {coded.__name__: coded for coded in CODECS}
