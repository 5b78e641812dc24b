"""Set up a site in one command, or change how it is set up: what nobody asks for stays."""

import os
import pwd
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.management import BaseCommand, CommandError, CommandParser

from config.site_setup import (
    MANAGE,
    QUESTIONS,
    SYSTEM_DATA_DIR,
    SYSTEM_USER,
    SetupError,
    SiteSetup,
    choose_env_file,
    choose_user,
    read_values,
)
from posts.maintenance.recipes import Place, format_caddy_site, list_nginx_commands, list_unit_commands

SYSTEMD_FOLDER = Path("/run/systemd/system")  # is there while systemd runs the system
PROXIES = ("nginx", "caddy", "none")


class Command(BaseCommand):
    help = (
        "Set up a site: asks what it needs, or takes options; writes the environment file, creates tables, "
        "collects static files, creates the owner. Run it again to change what an option names."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        for question in QUESTIONS:
            parser.add_argument(f"--{question.name}", dest=question.variable, help=question.text)
        parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="any setting")
        parser.add_argument("--file", type=Path, help="environment file; for root /etc/transmission.env")
        parser.add_argument("--data-dir", type=Path, help="folder for database and uploaded files")
        parser.add_argument("--user", help="the user that the site runs as, if root sets it up")
        parser.add_argument("--owner", default="owner", metavar="NAME", help="username of the owner")
        parser.add_argument("--email", default="", metavar="ADDRESS", help="of the owner")
        parser.add_argument("--proxy", choices=PROXIES, default="nginx", help="which recipe to print")
        parser.add_argument("--no-input", action="store_true", help="do not ask")
        parser.add_argument("--install", action="store_true", help="do what else would be printed (systemd)")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["install"]:
                ensure_installable(options["user"] or SYSTEM_USER)
            site = self.write_environment(options)
            self.make_site(site, options["owner"], options["email"])
        except SetupError as error:
            raise CommandError(str(error)) from error
        self.finish(site, proxy=options["proxy"], is_installed=options["install"])

    def write_environment(self, options: dict[str, Any]) -> SiteSetup:
        """Write the environment file; return the site that it describes."""
        path = (options["file"] or choose_env_file()).absolute()
        values = read_values(path) | read_given_values(options)
        usual = SYSTEM_DATA_DIR if os.geteuid() == 0 else MANAGE.with_name("data")
        data_dir = Path(values.get("DATA_DIR") or usual).absolute()
        site = SiteSetup(path, data_dir, options["user"] or choose_user(data_dir), values)
        site.check_user()
        is_new = not path.exists()
        if is_new and not options["no_input"] and sys.stdin.isatty():
            self.ask(site)
        site.complete(is_behind_proxy=options["proxy"] != "none")
        site.check()
        has_changed = site.save()
        if not options["file"]:
            site.link()
        done = "Wrote" if is_new else "Changed" if has_changed else "Nothing to change in"
        self.stdout.write(f"{done} {path}, which {site.user} alone can read.")
        if options["file"]:
            self.stdout.write(f"Commands find it with: export ENV_FILE={path}")
        if has_changed and not is_new:
            self.stdout.write(
                "If the site runs, restart it, so that it reads this: systemctl restart transmission"
            )
        return site

    def ask(self, site: SiteSetup) -> None:
        """Ask on the terminal for what no option gave, again where the settings refuse the answer."""
        for question in QUESTIONS:
            while question.variable not in site.values:
                hint = f" [{question.usual}]" if question.usual else ""
                answer = input(f"{question.text}{hint}: ").strip() or question.usual
                try:
                    site.check(**{question.variable: answer})
                except SetupError as error:
                    self.stderr.write(str(error))
                else:
                    site.values[question.variable] = answer

    def make_site(self, site: SiteSetup, owner: str, email: str) -> None:
        """Create tables, static files and the owner's account; each is done once."""
        site.run_command("migrate", "--no-input", "--verbosity", "0")
        self.stdout.write("The tables are up to date.")
        site.run_command("collectstatic", "--no-input", "--verbosity", "0")
        self.stdout.write("The static files are collected.")
        self.stdout.write(site.run_command("create_owner", owner, "--email", email, "--if-none"))

    def finish(self, site: SiteSetup, *, proxy: str, is_installed: bool) -> None:
        """Print what is left to do for root, or do it."""
        url = urlsplit(site.values.get("SITE_URL", ""))
        place = Place(MANAGE.parent, site.data_dir, site.path, site.user, url.hostname or "")
        commands = list_unit_commands(place)
        if proxy == "nginx" and place.host:
            commands += list_nginx_commands(place)
        if is_installed:
            self.run_shell(commands)
        else:
            lines = "\n".join(f"  {command}" for command in commands)
            self.stdout.write(f"\nNext, as root in {MANAGE.parent} (or: setup --install):\n\n{lines}")
        if proxy == "caddy" and place.host:
            self.stdout.write(f"\nFor /etc/caddy/Caddyfile:\n\n{format_caddy_site(place)}")
        elif proxy == "nginx" and url.scheme == "https":
            self.stdout.write(f"\nFor https: certbot --nginx -d {place.host}")
        self.stdout.write("\nWhat is wrong, now or later: manage.py doctor")

    def run_shell(self, commands: list[str]) -> None:
        """Run the shell `commands`. Raises CommandError at the first that fails."""
        for command in commands:
            self.stdout.write(f"  {command}")
            self.stdout.flush()
            result = subprocess.run(["/bin/sh", "-c", command], cwd=MANAGE.parent, check=False)  # noqa: S603
            if result.returncode:
                raise CommandError(f"This failed: {command}. Mend it, and run setup again.")


def read_given_values(options: dict[str, Any]) -> dict[str, str]:
    """Return the settings that the options give. Raises SetupError."""
    given = {}
    for assignment in options["set"]:
        name, sign, value = assignment.partition("=")
        if not sign or not name.isidentifier():
            raise SetupError(f"--set takes NAME=VALUE, not {name!r}.")
        given[name] = value
    for question in QUESTIONS:
        if options[question.variable] is not None:
            given[question.variable] = options[question.variable]
    if options["data_dir"]:
        given["DATA_DIR"] = str(options["data_dir"].absolute())
    return given


def ensure_installable(user: str) -> None:
    """Make the system's user for the site, if there is none. Raises SetupError where this is not possible."""
    if os.geteuid() != 0 or not SYSTEMD_FOLDER.exists():
        raise SetupError(
            "--install needs root, and a system that systemd runs. Leave it out to see the steps."
        )
    if any(entry.pw_name == user for entry in pwd.getpwall()):
        return
    program = shutil.which("adduser") or "adduser"
    command = [program, "--system", "--group", "--home", str(SYSTEM_DATA_DIR), user]
    subprocess.run(command, check=True)  # noqa: S603
