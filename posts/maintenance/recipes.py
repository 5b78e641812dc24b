"""The recipes of docs/deploy with a site's own names in them, as commands for root."""

import shlex
from dataclasses import dataclass
from pathlib import Path

CHECKOUT, DATA_DIR, ENV_FILE, HOST, USER = (
    "/srv/transmission",
    "/var/lib/transmission",
    "/etc/transmission.env",
    r"example\.org",
    "transmission",
)  # as docs/deploy has them
NGINX_FILE = "/etc/nginx/conf.d/transmission.conf"
SYSTEMD_UNITS = ("transmission.service",)
CADDY = """\
{host} {{
\t# Names with an underscore would be taken for those with a hyphen.
\trequest_header -*_*
\trequest_body {{
\t\tmax_size 25MB
\t}}
\treverse_proxy 127.0.0.1:8000 {{
\t\theader_up X-Real-IP {{remote_host}}
\t\ttransport http {{
\t\t\tkeepalive 20s
\t\t}}
\t}}
}}
"""


@dataclass(frozen=True)
class Place:
    """Where a site is installed: its code, its data, its environment file, its user and its host name."""

    checkout: Path
    data_dir: Path
    env_file: Path
    user: str
    host: str


def list_unit_commands(place: Place) -> list[str]:
    """Return shell commands that install systemd's units and start the site."""
    changes = [
        f"s|{CHECKOUT}|{place.checkout}|g",
        f"s|{ENV_FILE}|{place.env_file}|",
        f"s|^User={USER}|User={place.user}|",
    ]
    if str(place.data_dir) != DATA_DIR:
        changes += [f"s|^StateDirectory=.*|ReadWritePaths={place.data_dir}|", "/^StateDirectoryMode/d"]
    script = shlex.quote("; ".join(changes))
    return [
        *(f"sed {script} docs/deploy/{unit} > /etc/systemd/system/{unit}" for unit in SYSTEMD_UNITS),
        "cp docs/deploy/transmission-sysctl.conf /etc/sysctl.d/transmission.conf",
        "sysctl --quiet --system || true",
        "systemctl daemon-reload",
        f"systemctl enable --now {' '.join(unit.removesuffix('.service') for unit in SYSTEMD_UNITS)}",
    ]


def list_nginx_commands(place: Place) -> list[str]:
    """Return shell commands that put nginx in front of the site; what certbot added to its file stays."""
    script = shlex.quote(f"s|{HOST}|{place.host}|g; s|{DATA_DIR}|{place.data_dir}|g")
    return [
        f"test -e {NGINX_FILE} || sed {script} docs/deploy/nginx.conf > {NGINX_FILE}",
        "cp docs/deploy/upstream.conf /etc/nginx/conf.d/transmission-upstream.conf",
        f"usermod -aG {place.user} www-data",
        "rm -f /etc/nginx/sites-enabled/default",
        "nginx -t && systemctl restart nginx",
    ]


def format_caddy_site(place: Place) -> str:
    """Return what belongs into /etc/caddy/Caddyfile. Caddy gets the certificate by itself."""
    return CADDY.format(host=place.host)
