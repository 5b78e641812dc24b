"""The recipes of docs/deploy name what is there: variables, files, and nothing that their readers refuse."""

import re
import shlex
import shutil
import subprocess

import pytest
import yaml
from django.conf import settings
from django.core.management import load_command_class
from granian.cli import cli as granian_command

from posts.management.commands.demo import MALLOC_ARENAS, SERVER_OPTIONS
from tests.support.demo_site import ROOT

FOLDER = ROOT / "docs" / "deploy"
KNOWN = set(re.findall(r"^\| `([A-Z_]+)`", (ROOT / "docs" / "settings.md").read_text(), re.M))
UNITS = ["transmission.service", "transmission-worker.service", "transmission-backup.service"]


def needs(program):
    return pytest.mark.skipif(shutil.which(program) is None, reason=f"no {program} found")


def of_the_site(names):
    """Return those of `names` that are not read by the libraries it stands on."""
    return {name for name in names if not name.startswith("AWS_")}


def test_every_variable_that_the_settings_read_is_in_their_list():
    assert set(settings.SETTING_NAMES) == KNOWN


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
    text = (FOLDER / "README.md").read_text() + (FOLDER / "backup.md").read_text()
    text += (FOLDER / "compose.yaml").read_text()
    names = set(re.findall(r"(?:docs/deploy/|\./)([\w.-]+\.(?:conf|env|sh|yaml|service|timer))", text))
    assert {"nginx.conf", "transmission.env"} <= names
    assert all((FOLDER / name).exists() for name in names)


@needs("nginx")
@pytest.mark.parametrize("upstream", ["upstream.conf", "upstream-compose.conf"])
def test_nginx_reads_its_configuration(upstream, tmp_path):
    site = (FOLDER / "nginx.conf").read_text().replace("/var/cache/transmission", str(tmp_path / "cache"))
    # Of another container nothing is known here; its name is resolved again by nginx 1.28 only.
    servers = (FOLDER / upstream).read_text().replace("app:", "127.0.0.1:").replace(" resolve;", ";")
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


@needs("systemd-analyze")
def test_the_timer_starts_the_backup(tmp_path):
    for name in ("transmission-backup.timer", "transmission-backup.service"):
        text = (FOLDER / name).read_text()
        (tmp_path / name).write_text(re.sub(r"(ExecStart=)\S+", rf"\1{shutil.which('true')}", text))
    command = ["systemd-analyze", "verify", tmp_path / "transmission-backup.timer"]
    result = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    assert (result.returncode, result.stderr) == (0, "")


def test_recipes_of_backups_name_options_that_there_are(tmp_path):
    text = (FOLDER / "backup.md").read_text() + (FOLDER / UNITS[2]).read_text()
    found = re.findall(r"(?:manage|manage\.py) (backup|restore)\b([^\n`;)]*)", text)
    assert {command for command, _ in found} == {"backup", "restore"}
    for command, given in found:
        words = shlex.split(given.split("   #")[0])
        load_command_class("posts", command).create_parser("manage.py", command).parse_args(words or ["x"])


def read_server_options():
    """Return the options that each recipe starts granian with, by the recipe's name."""
    unit = re.search(r"granian (.*?)^#", (FOLDER / UNITS[0]).read_text(), re.M | re.S)[1]
    image = re.search(
        r"^exec python -m config\.granian (.*)", (FOLDER / "start-container.sh").read_text(), re.M | re.S
    )[1]
    return {
        "unit": unit.replace("\\\n", " ").split(),
        "image": image.replace("\\\n", " ").split(),
        "demo": [*SERVER_OPTIONS.split(), "config.rsgi:application"],
    }


def test_units_start_what_the_site_has():
    worker = (FOLDER / UNITS[1]).read_text()
    assert re.search(r"^ExecStart=/srv/transmission/\.venv/bin/python manage.py db_worker$", worker, re.M)


@pytest.mark.parametrize("name", [*UNITS[:2], "Dockerfile"])
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
