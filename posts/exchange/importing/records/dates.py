"""Dates as people write them in front matter."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

# 2020-1-5, 2020/01/05 9:30, 2020年1月5日, 20200105, 2020-01, 2020-01-05T09:30:00+08:00, … +8, … Z
NUMERIC_DATE = re.compile(
    r"(?P<year>\d{1,4})(?:[-/.年](?P<month>\d{1,2})(?:[-/.月](?P<day>\d{1,2})日?|月)?|年)?"
    r"(?:(?:T|,?\s*)(?P<hour>\d{1,2})[:时](?P<minute>\d{1,2})(?:[:分](?P<second>\d{1,2})秒?(?:[.,]\d+)?|分)?)?"
    r"\s*(?P<zone>Z|(?:UTC|GMT)?[+-]\d{1,2}(?::?\d{2})?)?",
    re.IGNORECASE,
)
COMPACT_DATE = re.compile(r"(\d{4})(\d{2})(\d{2})(?!\d)")
EPOCH_TIMESTAMP = re.compile(r"(\d{9,10})(?:\d{3})?")  # seconds or milliseconds
MONTH_NAMES = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
MONTH_PATTERN = rf"(?P<month>{'|'.join(MONTH_NAMES)})[a-z]*\.?"
DAY_PATTERN, YEAR_PATTERN = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?", r"(?P<year>\d{4})"
WORDED_DATES = [
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"{MONTH_PATTERN}\s+{DAY_PATTERN},?\s+{YEAR_PATTERN}",
        rf"{DAY_PATTERN}\s+{MONTH_PATTERN},?\s+{YEAR_PATTERN}",
    )
]
SLASHED_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
WEEKDAY_NAME = re.compile(
    r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b,?|(?:周|星期)[一二三四五六日天]",
    re.I,
)
HALF_OF_DAY = re.compile(
    r"(?P<early>上午|凌晨|早上|\bam\b|(?<=\d)am\b)|(?:下午|晚上|\bpm\b|(?<=\d)pm\b)", re.IGNORECASE
)
ZONE_NAME = re.compile(r"[\[(]?\b(?P<name>[A-Za-z]+/[A-Za-z_/]+|[A-Z]{3,5})[\])]?$")
# Hours from UTC. CST is missing: it is China's for one author and Chicago's for another.
ZONE_OFFSETS = {"UTC": 0, "GMT": 0, "EST": -5, "EDT": -4, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8,
         "PDT": -7, "BST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "HKT": 8, "JST": 9}  # fmt: skip
FIRST_YEAR, LAST_YEAR = 1900, 2100
# Hugo and Go write the year 1 where there is no date.
NO_DATE_YEAR = 1


@dataclass(frozen=True, slots=True)
class ParsedDate:
    """A moment with its zone, and whether the zone had to be assumed."""

    moment: datetime
    zone_is_assumed: bool


def parse_date(value: object, zone: tzinfo) -> ParsedDate | None:
    """Return the moment that `value` names; a date without a zone is taken to be in `zone`.

    None where it names no moment. Raises ValueError, with a message for
    people, where it cannot be read or lies outside the years 1900 to 2100.
    """
    found = parse_date_value(value)
    if found is None or found.year == NO_DATE_YEAR:
        return None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise ValueError(f"the date {value} is outside the years {FIRST_YEAR} to {LAST_YEAR}")
    if found.tzinfo is None:
        return ParsedDate(found.replace(tzinfo=zone), zone_is_assumed=True)
    return ParsedDate(found, zone_is_assumed=False)


def parse_own_date(value: object) -> datetime | None:
    """Return the moment that an export of this software wrote, with its zone; None for anything else."""
    try:
        found = parse_date(value, UTC)
    except ValueError:
        return None
    return found.moment if found else None


def parse_date_value(value: object) -> datetime | None:
    """Return `value` as a datetime, naive where it names no zone; None where it is empty."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime.combine(value, time())
    text = str(value or "").strip().strip("'\"")
    if text.lower() in {"", "null", "~", "none"}:
        return None
    return parse_date_text(text)


def parse_date_text(text: str) -> datetime:
    """Return the moment that `text` names. Raises ValueError where it names none."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if match := EPOCH_TIMESTAMP.fullmatch(plain):
        return datetime.fromtimestamp(int(match[1]), UTC)
    plain = WEEKDAY_NAME.sub(" ", plain).strip()
    half = HALF_OF_DAY.search(plain)
    plain = HALF_OF_DAY.sub(" ", plain)
    plain, zone = split_zone_name(rewrite_as_numbers(plain).replace(" at ", " ").strip())
    match = NUMERIC_DATE.fullmatch(" ".join(plain.split()))
    if not match:
        raise ValueError(f"the date {text[:60]!r} cannot be read")
    try:
        found = build_datetime(match)
    except ValueError as error:
        raise ValueError(f"the date {text!r} does not exist") from error
    if half:
        found = found.replace(hour=found.hour % 12 + (0 if half["early"] else 12))
    return found if found.tzinfo else found.replace(tzinfo=zone)


def rewrite_as_numbers(text: str) -> str:
    """Return `text` with dates in words, compact or with the year last as year-month-day."""
    for pattern in WORDED_DATES:
        text = pattern.sub(
            lambda match: f"{match['year']}-{MONTH_NAMES.index(match['month'].lower()) + 1}-{match['day']}",
            text,
        )
    return COMPACT_DATE.sub(r"\1-\2-\3", SLASHED_DATE.sub(put_year_first, text))


def put_year_first(match: re.Match[str]) -> str:
    """Return `1/31/2020` and `31/1/2020` with the year first; `1/2/2020` is ambiguous and stays."""
    one, two = int(match[1]), int(match[2])
    if one != two and one <= 12 and two <= 12:
        return match[0]
    month, day = (two, one) if one > 12 else (one, two)
    return f"{match[3]}-{month}-{day}"


def split_zone_name(text: str) -> tuple[str, tzinfo | None]:
    """Split a zone name off the end of a date; the zone is None where its name is ambiguous."""
    match = ZONE_NAME.search(text)
    if not match:
        return text, None
    name, rest = match["name"], text[: match.start()].rstrip()
    if name in ZONE_OFFSETS:
        return rest, timezone(timedelta(hours=ZONE_OFFSETS[name]))
    try:
        return rest, ZoneInfo(name) if "/" in name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return rest, None


def build_datetime(match: re.Match[str]) -> datetime:
    """Return the datetime of a match of NUMERIC_DATE; missing parts are the first month, day, hour …"""
    year, month, day = (int(match[name] or 1) for name in ("year", "month", "day"))
    hour, minute, second = (int(match[name] or 0) for name in ("hour", "minute", "second"))
    return datetime(year, month, day, hour, minute, second, tzinfo=parse_offset(match["zone"] or ""))


def parse_offset(written: str) -> tzinfo | None:
    """Return the zone of `+08:00`, `+8`, `GMT-0530` or `Z`; None for ""."""
    if match := re.search(r"([+-])(\d{1,2}):?(\d{2})?$", written):
        minutes = 60 * int(match[2]) + int(match[3] or 0)
        return timezone(timedelta(minutes=-minutes if match[1] == "-" else minutes))
    return UTC if written else None
