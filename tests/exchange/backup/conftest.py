"""A site with a folder and a database of its own, and a backup of it; made once for each module.

In the long form of proofs it has the sample posts, too.
"""

from dataclasses import dataclass
from pathlib import Path

import pyrage
import pytest
from django.core.management import call_command
from django.db import connection

from posts.exchange.backup import make_backup
from tests.support.generated_site import SAMPLES_FOLDER
from tests.support.proofs import IS_LONG
from tests.support.site_backups import crawl_site, fill_site, use_machine


@dataclass(frozen=True)
class BackedUpSite:
    """A site, the address of its database, what its readers get, and its backups."""

    folder: Path
    address: str
    pages: dict[str, bytes]
    plain: Path
    encrypted: Path
    identity: pyrage.x25519.Identity


@pytest.fixture(scope="module")
def site(database_copy, django_db_blocker, tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    identity = pyrage.x25519.Identity.generate()
    with django_db_blocker.unblock(), use_machine(folder, database_copy):
        fill_site()
        if IS_LONG:
            call_command("import_posts", SAMPLES_FOLDER, verbosity=0)
        pages = crawl_site()
        target = tmp_path_factory.mktemp("backups")
        plain = make_backup(target / "plain.tar").path
        encrypted = target / "encrypted.tar.age"
        # Tests that need it run on SQLite: on PostgreSQL each backup takes seconds.
        if connection.vendor == "sqlite":
            make_backup(encrypted, recipients=[str(identity.to_public())])
    return BackedUpSite(folder, database_copy, pages, plain, encrypted, identity)


@pytest.fixture
def at_site(db, site):
    """Be the site that was backed up."""
    with use_machine(site.folder, site.address):
        yield site


@pytest.fixture
def new_machine(db, tmp_path):
    """Be a new machine: an empty folder, and no database yet."""
    with use_machine(tmp_path / "new") as folder:
        yield folder
