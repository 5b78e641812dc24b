"""Fixtures of the tests of feeds."""

from tests.support.source_sites import import_files, write_site

__all__ = ["import_files", "write_site"]
