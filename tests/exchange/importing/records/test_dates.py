"""Dates in the many ways people write them."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from posts.exchange.importing.records import dates

SHANGHAI = ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize(
    ("text", "expected", "assumed"),
    [
        ("2026-01-11", "2026-01-11T00:00:00+08:00", True),
        ("2026-1-9", "2026-01-09T00:00:00+08:00", True),
        ("2026/01/11 21:30", "2026-01-11T21:30:00+08:00", True),
        ("2026-01-11 9:05:07", "2026-01-11T09:05:07+08:00", True),
        ("2026年1月11日", "2026-01-11T00:00:00+08:00", True),
        ("2026.01.11", "2026-01-11T00:00:00+08:00", True),
        ("2026-01-11T21:30:00+09:00", "2026-01-11T21:30:00+09:00", False),
        ("2026-01-11 21:30:00 +0000", "2026-01-11T21:30:00+00:00", False),
        ("2026-01-11T21:30:00Z", "2026-01-11T21:30:00+00:00", False),
        ("2026-01-11T21:30:00.123456-05:00", "2026-01-11T21:30:00-05:00", False),
        ("Sun, 11 Jan 2026 21:30:00 +0100", "2026-01-11T21:30:00+01:00", False),
        ("January 11, 2026", "2026-01-11T00:00:00+08:00", True),
        ("11 Jan 2026", "2026-01-11T00:00:00+08:00", True),
        ("1768138200", "2026-01-11T13:30:00+00:00", False),
        ("1768138200000", "2026-01-11T13:30:00+00:00", False),
        ("1931-08-02", "1931-08-02T00:00:00+08:00", True),
        ("2026年1月11日 下午9:30", "2026-01-11T21:30:00+08:00", True),
        ("2026-01-11 星期日 9时30分", "2026-01-11T09:30:00+08:00", True),
        ("２０２６-01-11", "2026-01-11T00:00:00+08:00", True),
        ("2026-01-11 12:30 AM", "2026-01-11T00:30:00+08:00", True),
        ("January 11th, 2026 at 9:30pm", "2026-01-11T21:30:00+08:00", True),
        ("Sunday, 11 January 2026", "2026-01-11T00:00:00+08:00", True),
        ("20260111", "2026-01-11T00:00:00+08:00", True),
        ("2026-01", "2026-01-01T00:00:00+08:00", True),
        ("2026年1月", "2026-01-01T00:00:00+08:00", True),
        ("2026", "2026-01-01T00:00:00+08:00", True),
        ("1/31/2026", "2026-01-31T00:00:00+08:00", True),
        ("31/1/2026", "2026-01-31T00:00:00+08:00", True),
        ("2026-01-11 21:30 CST", "2026-01-11T21:30:00+08:00", True),
        ("2026-01-11 21:30 EST", "2026-01-11T21:30:00-05:00", False),
        ("2026-01-11 21:30 Asia/Tokyo", "2026-01-11T21:30:00+09:00", False),
        ("2026-01-11T21:30:00+01:00[Europe/Paris]", "2026-01-11T21:30:00+01:00", False),
        ("2026-01-11 21:30:00 +0800 CST", "2026-01-11T21:30:00+08:00", False),
        ("2026-01-11 21:30:00 +8", "2026-01-11T21:30:00+08:00", False),
        ("Sun Jan 11 2026 21:30:00 GMT+0800 (CST)", "2026-01-11T21:30:00+08:00", False),
        (["2026-01-11"], "2026-01-11T00:00:00+08:00", True),
    ],
)
def test_a_date_is_read(text, expected, assumed):
    when = dates.parse_date(text, SHANGHAI)

    assert when.moment == datetime.fromisoformat(expected)
    assert when.zone_is_assumed is assumed


@pytest.mark.parametrize("nothing", [None, "", "null", "0001-01-01T00:00:00Z"])
def test_no_date_is_no_date(nothing):
    assert dates.parse_date(nothing, SHANGHAI) is None


@pytest.mark.parametrize(
    "bad",
    [
        "2026-02-30",
        "tomorrow",
        "1066-10-14",
        "2150-01-01",
        "2026-01-11 25:00",
        "今天",
        "1/2/2026",
        "{{ date }}",
    ],
)
def test_an_impossible_date_is_refused_with_the_date_named(bad):
    with pytest.raises(ValueError, match=re.escape(bad[:4])):
        dates.parse_date(bad, SHANGHAI)
