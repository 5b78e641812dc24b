"""Old addresses of posts, made from the permalink patterns in their sites' settings."""

import re
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlsplit

from posts.models.plain_permalinks import find_plain_permalink

PERMALINK_VARIABLE = re.compile(r":([a-z_]+)|:\{([a-z_]+)\}")


def expand_permalink(pattern: str, values: Mapping[str, str]) -> str | None:
    """Return the path that `pattern` (`/:year/:month/:title/`) gives; None where a value is missing."""
    try:
        path = PERMALINK_VARIABLE.sub(lambda match: look_up_variable(match[1] or match[2], values), pattern)
    except KeyError:
        return None
    return re.sub(r"/{2,}", "/", f"/{path}")


def look_up_variable(name: str, values: Mapping[str, str]) -> str:
    """Return the value of the longest variable that `name` begins with, and the rest of `name`."""
    for length in range(len(name), 0, -1):
        if name[:length] in values:
            return values[name[:length]] + name[length:]
    raise KeyError(name)


def get_date_values(moment: datetime | None) -> dict[str, str]:
    """Return the values of all tools' date variables; none without a date."""
    if moment is None:
        return {}
    return {
        "year": f"{moment.year:04}",
        "short_year": f"{moment.year % 100:02}",
        "month": f"{moment.month:02}",
        "i_month": str(moment.month),
        "monthname": f"{moment:%B}",
        "day": f"{moment.day:02}",
        "i_day": str(moment.day),
        "y_day": f"{moment:%j}",
        "yearday": str(moment.timetuple().tm_yday),
        "weekday": f"{moment:%w}",
        "weekdayname": f"{moment:%A}",
        "hour": f"{moment.hour:02}",
        "minute": f"{moment.minute:02}",
        "second": f"{moment.second:02}",
    }


def get_address_path(address: str) -> str:
    """Return the path of a full or partial address, beginning with a slash, with the number in its query."""
    parts = urlsplit(address)
    path = "/" + parts.path.lstrip("/")
    return find_plain_permalink(f"{path}?{parts.query}") or path


def hyphenate_title(text: str) -> str:
    """Return `text` as Hugo and Jekyll put titles into paths: with hyphens for spaces."""
    return re.sub(r"-{2,}", "-", re.sub(r"[\s_]+", "-", text.strip()))
