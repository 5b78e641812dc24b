"""A queue in the database, where other tests do their tasks at once."""

import pytest


@pytest.fixture
def task_queue(db, settings, tmp_path):
    """Have tasks wait in the database for a worker."""
    settings.LOCKS_DIR = tmp_path / "locks"
    settings.TASKS_MODE = "database"
    backend = settings.TASK_BACKENDS["database"]
    settings.TASKS = {"default": {"BACKEND": backend, "QUEUES": settings.TASK_QUEUES}}
