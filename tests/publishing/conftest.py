"""Fixtures of the tests of publishing."""

import pytest

from tests.support.import_jobs import import_folder_of_jobs, run_job
from tests.support.source_sites import empty_media

__all__ = ["empty_media", "import_folder_of_jobs", "run_job"]


@pytest.fixture
def draft(make_post):
    return make_post("草稿", source="文", published_at=None)
