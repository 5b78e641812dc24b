"""Numbers of several processes in one file: none is lost, and sums never go back."""

import os
import signal
import sys
from subprocess import PIPE, Popen

import pytest

from posts.monitoring import shared_numbers
from posts.monitoring.shared_numbers import NoFreeLaneError, SharedNumbers
from tests.support.demo_site import ROOT

WIDTH, LASTING = 3, 2  # two sums, and one number of a process that lives


@pytest.fixture
def open_numbers(tmp_path):
    """Return a function that opens the numbers as another process would."""
    return lambda: SharedNumbers(tmp_path / "metrics", "numbers", WIDTH, LASTING)


def add(process, *amounts):
    for index, amount in enumerate(amounts):
        process.numbers[process.lane + index] += amount


def test_processes_are_added_up(open_numbers):
    one, other = open_numbers(), open_numbers()
    add(one, 1, 0, 5)
    add(other, 2, 4, 6)
    assert one.add_up() == other.add_up() == ([3, 4, 11], 2)


def test_who_comes_after_goes_on_from_the_sums_of_who_ended(open_numbers):
    one, other = open_numbers(), open_numbers()
    add(one, 3, 0, 5)
    one.close()
    assert other.add_up() == ([3, 0, 0], 1)
    successor = open_numbers()
    assert successor.lane == one.lane
    add(successor, 1)
    assert other.add_up() == ([4, 0, 0], 2)


def test_a_process_that_was_killed_loses_no_count_and_leaves_no_state(open_numbers, tmp_path):
    code = (
        "import sys, time, pathlib; from posts.monitoring.shared_numbers import SharedNumbers;"
        f"shared = SharedNumbers(pathlib.Path({str(tmp_path / 'metrics')!r}), 'numbers', {WIDTH}, {LASTING});"
        "shared.numbers[shared.lane] += 7; shared.numbers[shared.lane + 2] = 9;"
        "print('there', flush=True); time.sleep(60)"
    )
    reader = open_numbers()
    with Popen([sys.executable, "-c", code], cwd=ROOT, stdout=PIPE) as process:  # noqa: S603
        assert process.stdout.readline() == b"there\n"
        assert reader.add_up() == ([7, 0, 9], 2)
        os.kill(process.pid, signal.SIGKILL)
    assert reader.add_up() == ([7, 0, 0], 1)


def test_more_processes_than_lanes_are_refused(open_numbers, monkeypatch):
    monkeypatch.setattr(shared_numbers, "LANES", 2)
    kept = [open_numbers(), open_numbers()]
    with pytest.raises(NoFreeLaneError):
        open_numbers()
    assert kept[0].add_up()[1] == 2


def test_the_files_are_readable_by_the_site_alone(open_numbers, tmp_path):
    open_numbers()
    modes = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "metrics").iterdir()}
    assert modes == {"numbers": 0o600, "lane-0": 0o600}
