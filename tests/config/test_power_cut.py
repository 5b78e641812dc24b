"""The power is cut right after a save was acknowledged: what was synced to the disk by then restores it.

The system calls of the server are watched while an editor saves in the admin. At each acknowledgement the
files are copied; in the copies all that was written and not synced is replaced by garbage, and the log is
cut where it ended.
"""

import random
import shutil
import time
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import pytest
from django.contrib.auth.models import User
from django.db import connection

from posts.models import Revision
from tests.support.acknowledged_saves import check_database, check_saves
from tests.support.admin_savers import AdminSaver, Save
from tests.support.disk_trace import STRACE, FileTrace, garble, make_garbage, read_calls
from tests.support.migrations import use_database
from tests.support.proofs import scale
from tests.support.site_parts import SitePart

SAVES = scale(5, 150)
PASSWORD = "correct horse"  # noqa: S105

pytestmark = [
    pytest.mark.proof,
    pytest.mark.django_db,
    pytest.mark.allow_hosts(["127.0.0.1"]),
    pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL syncs its log itself"),
    pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed"),
]


class Moment(NamedTuple):
    """A save that was acknowledged, the files as they were then, and what the trace says of them."""

    save: Save
    database: bytes
    log: bytes
    database_trace: FileTrace
    log_trace: FileTrace


@pytest.fixture(scope="module")
def moments(database_copy, tmp_path_factory):
    """What was there when each of SAVES saves was acknowledged."""
    database = Path(database_copy.removeprefix("sqlite:///"))
    log, trace = Path(f"{database}-wal"), tmp_path_factory.mktemp("trace") / "calls"
    with use_database(database_copy):
        User.objects.create_superuser("r0s0", password=PASSWORD)
    site = SitePart(*STRACE, str(trace), DATABASE_URL=database_copy)
    try:
        site.start()
        saver = AdminSaver(site.address, "r0s0", PASSWORD)
        found = []
        for _ in range(SAVES):
            save, now = saver.save(), time.time()
            found.append((save, now, database.read_bytes(), log.read_bytes()))
    finally:
        site.remove()
    calls = read_calls(trace)
    return [
        Moment(save, *files, FileTrace(calls, database, now), FileTrace(calls, log, now))
        for save, now, *files in found
    ]


@pytest.fixture
def restore(tmp_path):
    """Return a function that makes files of what a power cut has left, and opens them as the site's."""

    def restore(moment, log):
        path = tmp_path / "restored.sqlite3"
        for each in tmp_path.glob("restored*"):
            each.unlink()
        content = bytearray(moment.database)
        garble(content, moment.database_trace.list_unsynced())
        path.write_bytes(content)
        Path(f"{path}-wal").write_bytes(log)
        return use_database(f"sqlite:///{path}")

    return restore


def cut_log(moment):
    """Return what is surely on the disk of the log of a moment."""
    content = bytearray(moment.log)
    garble(content, moment.log_trace.list_unsynced())
    return bytes(content[: moment.log_trace.find_end()])


def test_the_trace_tells_of_writes_and_syncs(moments):
    assert all(moment.save for moment in moments)
    for earlier, later in pairwise(moments):
        assert len(later.log_trace.syncs) > len(earlier.log_trace.syncs)
        assert len(later.log_trace.writes) > len(earlier.log_trace.writes)


def test_a_log_cut_at_its_last_sync_has_each_save(moments, restore):
    for number, moment in enumerate(moments, 1):
        log = cut_log(moment)
        # What is left of an older log behind the end is the third that may be there.
        for content in (log, log + make_garbage(), log + moment.log[len(log) :]):
            with restore(moment, content):
                check_saves([one.save for one in moments[:number]])
                check_database()


def test_a_log_that_broke_off_in_the_next_save_has_each_one_before(moments, restore):
    for number, (moment, later) in enumerate(pairwise(moments), 1):
        begin, end = len(cut_log(moment)), len(cut_log(later))
        if begin >= end:  # the log was begun anew
            continue
        content = later.log[: random.randrange(begin, end)]
        with restore(later, content + random.choice((b"", make_garbage()))):
            check_revisions([one.save for one in moments[:number]])
            check_database()


def test_a_log_whose_last_save_was_not_synced_does_not_have_it(moments, restore):
    """So that the other tests find it where the server does not wait for the disk."""
    moment = moments[-1]
    content = bytearray(moment.log[: moment.log_trace.find_end()])
    begun = moments[-2].log_trace.find_end()
    content[begun:] = random.randbytes(len(content) - begun)
    with restore(moment, bytes(content)):
        assert not Revision.objects.filter(post=moment.save.post_id, version=moment.save.version).exists()


def check_revisions(saves):
    """Fail unless each of `saves` has its revision; its post may show another one already."""
    for save in saves:
        assert save.word in Revision.objects.get(post=save.post_id, version=save.version).snapshot["source"]
