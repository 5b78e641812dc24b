"""What a process that only answers readers has not loaded: it is much, and seldom needed."""

import subprocess
import sys

from tests.support.demo_site import ROOT

# Packages, and what takes their memory.
HEAVY = {
    "pypinyin": "dictionaries, 56 MB",
    "opencc": "a table of characters, 2 MB",
    "redis": "a client for sites of several machines, 6 MB",
}
SCRIPT = "import sys, config.rsgi; print(*sys.modules, sep='\\n')"


def test_a_server_at_rest_has_loaded_none_of_the_heavy_packages(tmp_path):
    found = subprocess.run(  # noqa: S603
        [sys.executable, "-W", "ignore", "-c", SCRIPT],
        cwd=ROOT,
        env={"DATA_DIR": str(tmp_path), "DATABASE_URL": "sqlite://", "TASKS": "immediate"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert not {name.partition(".")[0] for name in found.stdout.split()} & HEAVY.keys()
