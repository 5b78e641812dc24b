"""Dates of literature as CSL-JSON: `{"date-parts": [[2020, 5]]}`, or `{"literal": "in press"}`."""

import re
from typing import Any

CslDate = dict[str, Any]

NAMES_OF_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
    "november", "december",
)  # fmt: skip
MONTH_NUMBERS = {
    **{name: number for number, name in enumerate(NAMES_OF_MONTHS, 1)},
    **{name[:3]: number for number, name in enumerate(NAMES_OF_MONTHS, 1)},
    **{str(number): number for number in range(1, 13)},
    **{f"{number:02}": number for number in range(1, 13)},
    **{f"{number}月": number for number in range(1, 13)},
    "sept": 9,
}
ISO_DATE = re.compile(r"(-?[0-9]{1,4})(?:-([0-9]{1,2})(?:-([0-9]{1,2}))?)?(?:T\S*)?")
YEAR_FIRST_DATE = re.compile(r"([0-9]{4})[./年]([0-9]{1,2})(?:[./月](?:([0-9]{1,2})日?)?)?")
YEAR_IN_TEXT = re.compile(r"(?<![0-9])(1[4-9][0-9]{2}|20[0-9]{2})(?![0-9])")
MAX_LITERAL_CHARACTERS = 100


def parse_csl_date(text: str) -> CslDate | None:
    """Return the date or the range ("2019/2021", ISO 8601) in `text`; what is no date, literally."""
    text = text.strip().rstrip("年")
    if not text:
        return None
    single = parse_parts(text)
    if single:
        return {"date-parts": [single]}
    ends = [parse_parts(part) for part in re.split(r"/|–|--", text)]
    if len(ends) == 2 and ends[0] and ends[1]:
        return {"date-parts": ends}
    if len(ends) == 2 and ends[0] and text.rstrip().endswith(("/", "/..")):
        return {"date-parts": [ends[0]]}
    year = YEAR_IN_TEXT.findall(text)
    if len(year) == 1 and len(text) <= 12:
        return {"date-parts": [[int(year[0])]]}
    return {"literal": text[:MAX_LITERAL_CHARACTERS]}


def parse_parts(text: str) -> list[int]:
    """Return year, month and day in `text`, as far as they are there; none for what is no date."""
    match = YEAR_FIRST_DATE.fullmatch(text.strip()) or ISO_DATE.fullmatch(text.strip())
    if match is None:
        return []
    year, month, day = (int(part) if part else 0 for part in match.groups())
    if not 1 <= month <= 12:
        return [year]
    return [year, month, day] if 1 <= day <= 31 else [year, month]


def format_date_text(date: Any) -> str:
    """Return a date of CSL-JSON as people type it: "2020-05", "2019/2021"."""
    if not isinstance(date, dict):
        return ""
    ends = date.get("date-parts")
    if isinstance(ends, list) and ends:
        return "/".join(
            "-".join(f"{part:02}" if position else str(part) for position, part in enumerate(end))
            for end in ends
        )
    return str(date.get("literal") or date.get("raw") or "")


def get_year(date: Any) -> int | None:
    """Return the (first) year of a date of CSL-JSON."""
    try:
        return int(date["date-parts"][0][0])
    except (KeyError, IndexError, TypeError, ValueError):
        match = YEAR_IN_TEXT.search(format_date_text(date))
        return int(match[1]) if match else None
