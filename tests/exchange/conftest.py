"""Fixtures that write small blogs and import them."""

import pytest

from tests.support.source_sites import empty_media, import_files, import_post, write_site

__all__ = ["empty_media", "import_files", "import_post", "write_site"]


@pytest.fixture(autouse=True)
def use_empty_media(empty_media):
    """Give each test of this folder a media storage of its own."""
