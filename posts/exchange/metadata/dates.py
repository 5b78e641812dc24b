"""Dates as front matter writes them."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from email.utils import parsedate_to_datetime

# 2020-1-5, 2020/01/05 9:30, 2020年1月5日, 2020-01-05T09:30:00+08:00, … +0800, … Z
NUMERIC = re.compile(
    r"(?P<year>\d{1,4})[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?"
    r"(?:(?:T|\s+)(?P<hour>\d{1,2})[:时](?P<minute>\d{1,2})(?:[:分](?P<second>\d{1,2})秒?(?:[.,]\d+)?)?)?"
    r"\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2})?",
    re.IGNORECASE,
)
WORDED = ("%B %d, %Y", "%b %d, %Y", "%d %B %Y", "%d %b %Y", "%B %d %Y", "%b %d %Y")
FIRST_YEAR, LAST_YEAR = 1900, 2100
# Hugo and Go write the year 1 where there is no date.
NO_DATE_YEAR = 1


@dataclass(frozen=True, slots=True)
class When:
    """A moment, and whether its zone had to be assumed."""

    moment: datetime
    assumed: bool


def read(value: object, zone: tzinfo) -> When | None:
    """Return the moment that `value` names; one without a zone is taken to be in `zone`.

    None where it names no moment. Raises ValueError, with a message for
    people, where it cannot be read or lies outside the years 1900 to 2100.
    """
    found = parse(value)
    if found is None or found.year == NO_DATE_YEAR:
        return None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise ValueError(f"the date {value} is outside the years {FIRST_YEAR} to {LAST_YEAR}")
    if found.tzinfo is None:
        return When(found.replace(tzinfo=zone), assumed=True)
    return When(found, assumed=False)


def parse(value: object) -> datetime | None:
    """Return `value` as a datetime, naive where it names no zone."""
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time())
    text = str(value or "").strip().strip("'\"")
    if text.lower() in {"", "null", "~", "none"}:
        return None
    return parse_text(text)


def parse_text(text: str) -> datetime:
    if match := NUMERIC.fullmatch(text):
        return from_match(match, text)
    if re.fullmatch(r"\d{9,10}(?:\d{3})?", text):
        return datetime.fromtimestamp(int(text[:10] if len(text) > 10 else text), UTC)
    for pattern in WORDED:
        try:
            return datetime.strptime(text, pattern)  # noqa: DTZ007  (the zone is the caller's to assume)
        except ValueError:
            continue
    try:
        return parsedate_to_datetime(text)
    except (ValueError, IndexError) as error:
        raise ValueError(f"the date {text[:60]!r} cannot be read") from error


def from_match(match: re.Match[str], text: str) -> datetime:
    """Return the datetime of a match of NUMERIC."""
    numbers = [int(match[name] or 0) for name in ("year", "month", "day", "hour", "minute", "second")]
    zone = (match["zone"] or "").upper()
    try:
        if zone in {"Z", "UTC", "GMT"}:
            return datetime(*numbers, tzinfo=UTC)  # type: ignore[arg-type,misc]
        offset = datetime.strptime(zone, "%z").tzinfo if zone else None
        return datetime(*numbers, tzinfo=offset)  # type: ignore[arg-type,misc]
    except ValueError as error:
        raise ValueError(f"the date {text!r} does not exist") from error
