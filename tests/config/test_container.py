"""The image of docs/deploy, without an engine: its commands, run one by one on the files that it takes."""

import json
import os
import re
import shutil
import subprocess
import sys
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.support.demo_site import ROOT
from tests.support.proofs import IS_LONG
from tests.support.servers import find_free_port, run_server

FOLDER = ROOT / "docs" / "deploy"
DOCKERFILE = (FOLDER / "Dockerfile").read_text()
CHECK, START = (json.loads(command) for command in re.findall(r"^ *CMD (\[.*\])$", DOCKERFILE, re.M))

pytestmark = [
    pytest.mark.proof,
    pytest.mark.skipif(not IS_LONG, reason="collects, migrates and starts a site; `make prove` waits for it"),
    pytest.mark.allow_hosts(["127.0.0.1"]),
]


@pytest.fixture(scope="module")
def image(tmp_path_factory):
    """A folder with the files that the image takes, and the environment in which its commands run."""
    folder = tmp_path_factory.mktemp("image")
    app = folder / "app"
    for name in re.findall(r"^!(\S+)", (FOLDER / "Dockerfile.dockerignore").read_text(), re.M):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        (app / name).parent.mkdir(parents=True, exist_ok=True)
        copy(ROOT / name, app / name)
    environment = dict(re.findall(r"^ +(\w+)=([^\s\\]+)", DOCKERFILE, re.M)) | {
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "DATA_DIR": str(folder / "data"),
        "STATIC_ROOT": str(folder / "collected"),
        "GRANIAN_PORT": str(find_free_port()),
        "ALLOWED_HOSTS": "example.org",
    }
    collect = re.search(r"python manage.py collectstatic [^\\]+", DOCKERFILE)[0].split()
    build = environment | {"DATA_DIR": str(folder / "build")}
    subprocess.run(collect, cwd=app, env=build, check=True)  # noqa: S603
    return app, environment


def test_the_image_starts_on_an_empty_volume_and_calls_itself_healthy(image):
    app, environment = image
    port = environment["GRANIAN_PORT"]
    with run_server(START, f"http://127.0.0.1:{port}/livez", app, environment):
        assert subprocess.run(CHECK, env=environment, check=False).returncode == 0  # noqa: S603
        with closing(HTTPConnection("127.0.0.1", int(port))) as client:
            client.request("GET", "/", headers={"Host": "example.org"})
            response = client.getresponse()
            assert (response.status, "INCOMING TRANSMISSION" in response.read().decode()) == (200, True)
    assert subprocess.run(CHECK, env=environment, capture_output=True, check=False).returncode != 0  # noqa: S603


def test_the_image_does_not_start_on_a_database_it_cannot_bring_up_to_date(image, tmp_path):
    app, environment = image
    broken = environment | {"DATABASE_URL": f"sqlite:///{tmp_path}/no/such/folder/db.sqlite3"}
    result = subprocess.run(START, cwd=app, env=broken, capture_output=True, check=False)  # noqa: S603
    assert result.returncode == 1
    assert b"does not start on an old one" in result.stderr
