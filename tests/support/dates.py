"""Dates that several tests share."""

from datetime import UTC, datetime

LONG_AGO = datetime(2026, 1, 11, 12, tzinfo=UTC)
