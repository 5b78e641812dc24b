"""Fixtures of the tests of syncing."""

import pytest
from django.core.management import call_command

from posts.exchange.syncing.folder import SyncFolder
from posts.exchange.syncing.synchronizer import Synchronizer


@pytest.fixture
def folder(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "site-media"
    return tmp_path / "blog"


@pytest.fixture
def sync(folder, editor):
    """Return a function that synchronises, and gives the paths of each outcome by its name."""

    def run(**options):
        summary = Synchronizer(SyncFolder(folder), editor, **options).run()
        return {outcome.name: sorted(paths) for outcome, paths in summary.lines.items() if paths}

    return run


@pytest.fixture
def run_command(folder, editor):
    """Return a function that runs the command; it gives the exit status."""

    def run(*options):
        try:
            call_command("sync", str(folder), *options, verbosity=0)
        except SystemExit as end:
            return end.code
        return 0

    return run
