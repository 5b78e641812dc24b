"""An acknowledged save is on the disk: the system calls of a process that saves are watched."""

import os
import re
import shutil
import subprocess
import sys

import pytest
from django.db import connection

from tests.support.demo_site import ROOT

SAVES = 4
# What strace prints of a write to the log, a sync of it, and an acknowledgement on standard output.
CALL = re.compile(r"(?:\d+ +)?(?P<name>pwrite64|write|fdatasync|fsync)\((?P<number>\d+)<(?P<path>[^>]*)>")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL syncs its log itself")
@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
@pytest.mark.django_db
def test_the_log_is_synced_before_each_save_is_acknowledged(database_copy, tmp_path):
    trace = tmp_path / "trace"
    command = [
        "strace",
        "-f",
        "--seccomp-bpf",
        "-y",
        "-qq",
        "-e",
        "trace=pwrite64,write,fdatasync,fsync",
        "-o",
        str(trace),
    ]
    command += [sys.executable, "-m", "tests.support.post_saver", "synced"]
    environment = {
        "PATH": os.environ["PATH"],
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": database_copy,
        "DJANGO_SETTINGS_MODULE": "tests.support.machine_settings",
    }
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=pipe, text=True) as saver:  # noqa: S603
        acknowledged = [saver.stdout.readline() for _ in range(SAVES)]
        saver.terminate()
    assert all(acknowledged)
    assert read_unsynced_lengths(trace.read_text())[:SAVES] == [0] * SAVES


def read_unsynced_lengths(trace):
    """Return how many writes to the log were not synced yet, at each acknowledgement."""
    unsynced, writes, found = 0, 0, []
    for call in CALL.finditer(trace):
        if call["path"].endswith("-wal"):
            is_write = "write" in call["name"]
            unsynced = unsynced + 1 if is_write else 0
            writes += is_write
        elif call["name"] == "write" and call["number"] == "1":
            assert writes  # or the trace tells nothing
            found.append(unsynced)
    return found
