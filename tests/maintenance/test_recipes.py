"""The recipes with a site's own names in them."""

import subprocess
from pathlib import Path

import pytest

from posts.maintenance.recipes import Place, format_caddy_site, list_nginx_commands, list_unit_commands
from tests.support.demo_site import ROOT

USUAL = Place(
    Path("/srv/transmission"),
    Path("/var/lib/transmission"),
    Path("/etc/transmission.env"),
    "transmission",
    "blog.example.net",
)
OTHER = Place(Path("/opt/blog"), Path("/data/blog"), Path("/opt/blog.env"), "blog", "blog.example.net")


def write_file(commands, name):
    """Return what the command that writes the file `name` writes."""
    command = next(command for command in commands if command.endswith(name))
    script = command.rpartition("|| ")[2].rpartition(" > ")[0]
    result = subprocess.run(["/bin/sh", "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603
    return result.stdout


def test_where_all_is_as_usual_the_unit_is_that_of_the_recipe():
    recipe = (ROOT / "docs" / "deploy" / "transmission.service").read_text()
    assert write_file(list_unit_commands(USUAL), "transmission.service") == recipe


def test_another_place_is_named_wherever_the_unit_names_one():
    unit = write_file(list_unit_commands(OTHER), "transmission.service")
    settings = [line for line in unit.splitlines() if line and not line.startswith("#")]
    for line in (
        "User=blog",
        "WorkingDirectory=/opt/blog",
        "EnvironmentFile=/opt/blog.env",
        "ReadWritePaths=/data/blog",
    ):
        assert line in settings
    assert not [line for line in settings if "/srv/" in line or "/var/lib/" in line or "/etc/" in line]


@pytest.mark.parametrize("place", [USUAL, OTHER])
def test_nginx_serves_the_name_of_the_site_and_its_files(place):
    text = write_file(list_nginx_commands(place), "transmission.conf")
    assert "server_name blog.example.net;" in text
    assert f"root {place.data_dir};" in text
    assert "example.org" not in text


def test_a_file_of_nginx_that_is_there_is_kept():
    command = next(command for command in list_nginx_commands(USUAL) if "sed" in command)
    assert command.startswith("test -e /etc/nginx/conf.d/transmission.conf || ")


def test_files_that_the_commands_name_are_there():
    for command in [*list_unit_commands(USUAL), *list_nginx_commands(USUAL)]:
        for word in command.split():
            assert not word.startswith("docs/") or (ROOT / word).exists(), word


def test_caddy_serves_the_name_of_the_site():
    assert format_caddy_site(USUAL).startswith("blog.example.net {\n")
