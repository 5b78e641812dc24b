"""Slots that all processes of a machine share."""

import subprocess
import sys

import pytest

from posts.models.machine_slots import NoFreeSlot, SlotStream, take_slot
from posts.rendering.worker import PROJECT_ROOT

HOLD_A_SLOT = """
import os
import django
from pathlib import Path
django.setup()
from django.conf import settings
settings.LOCKS_DIR = Path(os.environ["LOCKS"])
from posts.models.machine_slots import take_slot
with take_slot("work"):
    print("held", flush=True)
    input()
"""


@pytest.fixture(autouse=True)
def _own_data_dir(settings, tmp_path):
    settings.LOCKS_DIR = tmp_path / "locks"


def test_so_many_slots_are_taken_and_no_more():
    with (
        take_slot("work", count=2),
        take_slot("work", count=2),
        pytest.raises(NoFreeSlot) as caught,
        take_slot("work", count=2, retry_after=7),
    ):
        pass
    assert caught.value.retry_after == 7


def test_a_slot_is_free_again_after_the_block_also_after_an_error():
    for _ in range(2):
        with pytest.raises(ValueError, match="x"), take_slot("work"):
            raise ValueError("x")


def test_kinds_of_work_do_not_wait_for_each_other():
    with take_slot("work"), take_slot("other"):
        pass


def test_a_process_that_is_killed_gives_its_slot_back(tmp_path, monkeypatch):
    monkeypatch.setenv("LOCKS", str(tmp_path / "locks"))
    process = subprocess.Popen(  # noqa: S603  (our own interpreter)
        [sys.executable, "-c", HOLD_A_SLOT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=PROJECT_ROOT
    )
    with process:
        assert process.stdout.readline() == b"held\n"
        with pytest.raises(NoFreeSlot), take_slot("work"):
            pass
        process.kill()
        process.wait()
        with take_slot("work", wait_seconds=5):
            pass


class TestStream:
    """A response that holds slots while it is sent."""

    @pytest.fixture
    def make_stream(self):
        def make_stream(*names):
            return SlotStream((chunk for chunk in (b"a", b"b")), *map(take_slot, names))

        return make_stream

    def test_holds_its_slots_until_it_is_closed(self, make_stream):
        stream = make_stream("work")
        assert b"".join(stream) == b"ab"
        with pytest.raises(NoFreeSlot):
            make_stream("work")
        stream.close()
        make_stream("work").close()

    def test_gives_them_back_where_nobody_reads_it(self, make_stream):
        make_stream("work").close()
        make_stream("work").close()

    def test_gives_the_first_back_where_the_second_is_not_free(self, make_stream):
        stream = make_stream("work")
        with pytest.raises(NoFreeSlot):
            make_stream("other", "work")
        make_stream("other").close()
        stream.close()
