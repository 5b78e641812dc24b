"""Cursors: where a page of a list ends, as text that tells nothing. They stay right when posts are added."""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from typing import Annotated, Any

import msgspec

from posts.api.errors import ApiError

MIN_YEAR, MAX_YEAR = 1, 9999  # within which a moment can be put into any time zone


def encode_cursor(*values: Any) -> str:
    """Return a cursor that holds `values`: texts, numbers, moments."""
    return urlsafe_b64encode(msgspec.json.encode(values)).decode().rstrip("=")


def decode_cursor(cursor: str, types: Any) -> Any:
    """Return the values of `cursor`, a tuple of `types`. Raises ApiError, 400, for one that is not ours."""
    try:
        data = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        values = msgspec.json.decode(data, type=types)
        check_cursor_values(values)
        return values
    except (binascii.Error, ValueError, msgspec.MsgspecError) as error:
        raise ApiError(400, "The cursor is not one that this list gave.") from error


def check_cursor_values(values: Any) -> None:
    """Raise ValueError for what no database can compare."""
    for value in values:
        if isinstance(value, str) and "\0" in value:
            raise ValueError("NUL")
        if isinstance(value, datetime) and not MIN_YEAR < value.year < MAX_YEAR:
            raise ValueError("out of range")


Moment = Annotated[datetime, msgspec.Meta(tz=True)]
Key = Annotated[int, msgspec.Meta(ge=0, le=2**62)]
DateCursor = tuple[Moment, Key]
KeyCursor = tuple[Key]
SlugCursor = tuple[str]
SearchCursor = tuple[Key, Key]
