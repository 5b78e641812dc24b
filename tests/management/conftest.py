"""Fixtures that write small blogs."""

from tests.support.source_sites import empty_media, write_site

__all__ = ["empty_media", "write_site"]
