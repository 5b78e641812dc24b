"""How records of the log are written: as lines for people, or as JSON for programs.

Either way a record cannot look like two, or like another, whatever somebody typed stands in it.
"""

import json
import logging
import re
from datetime import datetime
from typing import Any

from posts.monitoring.request_context import current_request, get_known_user, get_request_id

# Control characters, separators of lines and halves of characters, which no encoding takes.
UNSAFE_CHARACTERS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
CONTINUATION = "\n    "  # before each further line of a record, such as those of a traceback


def escape_character(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


def format_time(record: logging.LogRecord) -> str:
    """Return when `record` was made, in the site's time zone, as RFC 3339 has it: with the offset."""
    return datetime.fromtimestamp(record.created).astimezone().isoformat(timespec="milliseconds")


class LineFormatter(logging.Formatter):
    """Time, level, logger and message in one line; the lines of a traceback are indented."""

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {name}: {message}", style="{")

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802
        return format_time(record)

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802
        return escape_lines(super().formatMessage(record))

    def formatException(self, ei: Any) -> str:  # noqa: N802
        return CONTINUATION.lstrip("\n") + escape_lines(super().formatException(ei))

    def formatStack(self, stack_info: str) -> str:  # noqa: N802
        return CONTINUATION.lstrip("\n") + escape_lines(stack_info)


def escape_lines(text: str) -> str:
    """Return `text` with all but its first line indented, and other control characters escaped."""
    return CONTINUATION.join(UNSAFE_CHARACTERS.sub(escape_character, line) for line in text.split("\n"))


class JsonFormatter(logging.Formatter):
    """One JSON object in one line for each record, with what is known of the request."""

    def format(self, record: logging.LogRecord) -> str:
        text = json.dumps(describe_record(record, self), ensure_ascii=False, default=str)
        return UNSAFE_CHARACTERS.sub(escape_character, text)


def describe_record(record: logging.LogRecord, formatter: logging.Formatter) -> dict[str, Any]:
    """Return what a line says of `record`, in this order."""
    described: dict[str, Any] = {
        "time": format_time(record),
        "level": record.levelname,
        "logger": record.name,
        "message": record.getMessage(),
    }
    request = getattr(record, "request", None) or current_request.get()
    if request_id := get_request_id(request):
        described["request_id"] = request_id
    if user := get_known_user(request):
        described["user_id"] = user.pk
    if status := getattr(record, "status_code", None):
        described["status"] = status
    if record.exc_info:
        described["exception"] = formatter.formatException(record.exc_info)
    if record.stack_info:
        described["stack"] = record.stack_info
    return described
