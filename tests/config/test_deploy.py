"""The recipes of docs/deploy name what is there: variables, files, and nothing that their readers refuse."""

import re
import shutil
import subprocess

import pytest
import yaml
from granian.cli import cli as granian_command

from posts.management.commands.demo import MALLOC_ARENAS, SERVER_OPTIONS
from tests.support.demo_site import ROOT

FOLDER = ROOT / "docs" / "deploy"
KNOWN = set(re.findall(r"^\| `([A-Z_]+)`", (ROOT / "docs" / "settings.md").read_text(), re.M))
UNITS = ["transmission.service", "transmission-worker.service"]


def needs(program):
    return pytest.mark.skipif(shutil.which(program) is None, reason=f"no {program} found")


def of_the_site(names):
    """Return those of `names` that are not read by the libraries it stands on."""
    return {name for name in names if not name.startswith("AWS_")}


def test_every_variable_that_the_settings_read_is_in_their_list():
    text = "".join((ROOT / "config" / name).read_text() for name in ("settings.py", "accounts.py"))
    read = set(re.findall(r'(?:env\.\w+|environ\.get|read_\w+)\(\s*"([A-Z_]+)"', text))
    assert read - KNOWN == set()
    assert KNOWN - read == set()


def test_the_environment_of_the_units_is_one_of_the_site():
    text = (FOLDER / "transmission.env").read_text()
    names = of_the_site(re.findall(r"^#?([A-Z_]+)=", text, re.M))
    assert {"SITE_URL", "REDIS_URL"} <= names <= KNOWN


def test_the_environment_of_the_containers_is_one_of_the_site():
    services = yaml.safe_load((FOLDER / "compose.yaml").read_text())["services"]
    names = of_the_site(services["app"]["environment"])
    assert {"SECRET_KEY", "REDIS_URL"} <= names <= KNOWN
    for service in services.values():
        assert set(service.get("depends_on", ())) <= services.keys()


def test_the_image_is_made_of_files_that_are_there():
    text = (FOLDER / "Dockerfile").read_text()
    taken = re.findall(r"^!(\S+)", (FOLDER / "Dockerfile.dockerignore").read_text(), re.M)
    assert all((ROOT / name).exists() for name in taken)
    assert set(re.findall(r"COPY (\S+\.txt)", text)) <= set(taken)


def test_files_that_the_recipes_name_are_there():
    text = (FOLDER / "README.md").read_text() + (FOLDER / "compose.yaml").read_text()
    names = set(re.findall(r"(?:docs/deploy/|\./)([\w.-]+\.(?:conf|env|yaml|service))", text))
    assert {"nginx.conf", "transmission.env"} <= names
    assert all((FOLDER / name).exists() for name in names)


@needs("nginx")
@pytest.mark.parametrize("upstream", ["upstream.conf", "upstream-compose.conf"])
def test_nginx_reads_its_configuration(upstream, tmp_path):
    site = (FOLDER / "nginx.conf").read_text().replace("/var/cache/transmission", str(tmp_path / "cache"))
    # Of another container nothing is known here.
    servers = (FOLDER / upstream).read_text().replace("app:", "127.0.0.1:")
    (tmp_path / "nginx.conf").write_text(
        f"pid {tmp_path}/pid; error_log stderr; events {{}} http {{ access_log off; {servers}\n{site} }}"
    )
    command = ["nginx", "-t", "-q", "-p", tmp_path, "-c", tmp_path / "nginx.conf"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    assert result.returncode == 0, result.stderr
    assert not re.search(r"\[(warn|emerg)\]", result.stderr)


@needs("systemd-analyze")
@pytest.mark.parametrize("name", UNITS)
def test_systemd_reads_its_units(name, tmp_path):
    # What they start is where the site is installed, which is not here.
    unit = re.sub(r"(ExecStart=)\S+", rf"\1{shutil.which('true')}", (FOLDER / name).read_text())
    (tmp_path / name).write_text(unit)
    command = ["systemd-analyze", "verify", tmp_path / name]
    result = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    assert (result.returncode, result.stderr) == (0, "")


def read_server_options():
    """Return the options that each recipe starts granian with, by the recipe's name."""
    unit = re.search(r"granian (.*?)^Restart", (FOLDER / UNITS[0]).read_text(), re.M | re.S)[1]
    image = re.search(r'^CMD \["granian", (.*)\]', (FOLDER / "Dockerfile").read_text(), re.M | re.S)[1]
    return {
        "unit": unit.replace("\\\n", " ").split(),
        "image": re.findall(r'"([^"]+)"', image),
        "demo": [*SERVER_OPTIONS.split(), "config.rsgi:application"],
    }


def test_units_start_what_the_site_has():
    worker = (FOLDER / UNITS[1]).read_text()
    assert re.search(r"^ExecStart=/srv/transmission/\.venv/bin/python manage.py db_worker$", worker, re.M)


@pytest.mark.parametrize("name", [*UNITS, "Dockerfile"])
def test_threads_do_not_keep_freed_memory_each_for_itself(name):
    assert f"MALLOC_ARENA_MAX={MALLOC_ARENAS}" in (FOLDER / name).read_text()


@pytest.mark.parametrize(("recipe", "options"), read_server_options().items())
def test_the_server_is_started_with_the_front_and_its_limits(recipe, options):
    assert options[-1] == "config.rsgi:application"
    assert set(SERVER_OPTIONS.split()) <= set(options)
    known = {
        name for parameter in granian_command.params for name in (*parameter.opts, *parameter.secondary_opts)
    }
    assert {option for option in options if option.startswith("--")} <= known
