"""Sites that earlier commits made are upgraded with nothing lost, wherever the power goes meanwhile."""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
from io import BytesIO
from itertools import cycle

import pytest

from posts.maintenance.upgrade import UPGRADE_STEPS
from tests.support.demo_site import ROOT
from tests.support.proofs import IS_LONG

# The first with migration 0012; the last before packages were moved, and after.
COMMITS = ("950346b", "bed2f5d", "0f3d117")
SAMPLES = ("attention.md", "softmax-numerics.md", "softmax-numerics.zh.md", "transmission-guide.md")
QUERIES = {
    "posts": "SELECT id, title, slug, source, summary, language, published_at, author_id FROM posts_post",
    "revisions": "SELECT id, post_id, version, kind, created_at, snapshot, editor_id FROM posts_revision",
    "tags": "SELECT id, name, slug, description FROM posts_tag",
    "tagged": "SELECT content_object_id, tag_id FROM posts_taggedpost",
    "users": "SELECT id, username, password, is_superuser FROM auth_user",
    "pictures": "SELECT id, name, title, digest FROM posts_picture",
    "redirects": "SELECT id, path, post_id, category_id, series_id, tag_id FROM posts_redirect",
}

pytestmark = [
    pytest.mark.proof,
    pytest.mark.skipif(not IS_LONG, reason="makes sites of three versions: `make prove` does"),
]


def run(folder, data, *arguments):
    """Run Python with `arguments` in the code of `folder`, for the site in `data`."""
    return subprocess.run(  # noqa: S603
        [sys.executable, *arguments],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "DATA_DIR": str(data), "ENV_FILE": "", "PYTHONWARNINGS": "ignore"},
        capture_output=True,
        text=True,
        check=False,
    )


def manage(folder, data, *arguments):
    result = run(folder, data, "manage.py", *arguments)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def check_out(commit, folder):
    """Put the code of `commit` into `folder`."""
    git = shutil.which("git")
    result = subprocess.run([git, "archive", commit], cwd=ROOT, capture_output=True, check=False)  # noqa: S603
    if result.returncode:
        pytest.skip(f"the history has no {commit}")
    with tarfile.open(fileobj=BytesIO(result.stdout)) as archive:
        archive.extractall(folder, filter="data")


def read_site(data):
    """Return all that must not be lost: rows of each kind, and a digest of each file of media."""
    with sqlite3.connect(data / "db.sqlite3") as database:
        rows = {name: sorted(map(repr, database.execute(query))) for name, query in QUERIES.items()}
    database.close()
    files = {
        str(path.relative_to(data)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (data / "media").rglob("*")
        if path.is_file()
    }
    return {**rows, "media": files}


@pytest.fixture(params=COMMITS)
def released(request, tmp_path):
    """The code of a commit and a site that it made: folder and data."""
    place = tmp_path / request.param
    folder, data, blog = place / "code", place / "data", place / "blog"
    check_out(request.param, folder)
    samples = next(
        path for path in (folder / "posts/samples", folder / "posts/fixtures/samples") if path.exists()
    )
    shutil.copytree(samples / "images", blog / "images")
    for name in SAMPLES:
        shutil.copy(samples / name, blog)
    manage(folder, data, "migrate", "--verbosity", "0")
    manage(folder, data, "import_posts", str(blog))
    # A second version of a post, so that there is history.
    (blog / SAMPLES[0]).write_text((blog / SAMPLES[0]).read_text() + "\n\nOne more line.\n")
    manage(folder, data, "import_posts", str(blog))
    return folder, data


def test_nothing_is_lost_by_kills_in_every_step(released):
    folder, data = released
    before = read_site(data)
    assert len(before["posts"]) == len(SAMPLES)
    assert len(before["revisions"]) > len(SAMPLES)
    assert before["media"]
    # In the step or right behind it: over all commits, both for each step.
    delays = ("0.01", "60") if COMMITS.index(folder.parent.name) % 2 else ("60", "0.01")
    for step, delay in zip(UPGRADE_STEPS, cycle(delays), strict=False):
        result = run(ROOT, data, "-m", "tests.support.killed_upgrade", step.name, delay)
        assert result.returncode == -9, result.stdout + result.stderr
    assert "goes on with it" in manage(ROOT, data, "upgrade", "--no-reload")
    after = read_site(data)
    assert {name: after[name] for name in before} == before
    assert "nothing to do" in manage(ROOT, data, "upgrade", "--no-reload")
    manage(ROOT, data, "create_owner", "lin")
    report = run(ROOT, data, "manage.py", "doctor").stdout
    assert "Error" not in report
    assert "older version" not in report


def test_the_way_back_leads_back(released):
    folder, data = released
    before = read_site(data)
    manage(ROOT, data, "upgrade", "--no-reload")
    record = json.loads((data / "last-upgrade.json").read_text())
    manage(ROOT, data, "restore", record["backup"], "--replace")
    assert read_site(data) == before
    manage(ROOT, data, "migrate", "posts", record["from_migrations"]["posts"], "--verbosity", "0")
    manage(folder, data, "migrate", "--check")
    manage(folder, data, "render_posts", "--all")
    assert read_site(data) == before
