"""An empty database for a benchmark, as the tests have it."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager

import django
from django.test.utils import setup_databases, setup_test_environment, teardown_databases


@contextmanager
def use_empty_database() -> Iterator[None]:
    """Set Django up with the settings of the tests, and a database that is removed behind the block."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
    django.setup()
    logging.disable()
    setup_test_environment()
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        yield
    finally:
        teardown_databases(databases, verbosity=0)
