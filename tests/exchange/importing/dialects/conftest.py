"""Fixtures for the dialects, whose functions get a text and the record it belongs to."""

from pathlib import Path

import pytest

from posts.exchange.importing.records.record import PostRecord


@pytest.fixture
def make_record():
    """Return a function that makes the record of a file with this text."""

    def make(text="", name="a.md"):
        return PostRecord(f"blog/{name}", Path(name), file_text=text)

    return make
