"""What web servers are told about an exported site: a configuration for nginx, `_headers` for pages hosts."""

import mimetypes
from collections.abc import Iterable, Mapping
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from django.conf import settings

from posts.exchange.static_site.addresses import SiteAddress
from posts.exchange.static_site.folder import EXPORT_FOLDER
from posts.media.headers import INLINE_TYPES, SANDBOX_POLICY, VIEWER_POLICY

IMMUTABLE = "public, max-age=31536000, immutable"
OWN_TYPES = {
    ".md": "text/markdown",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
    ".ico": "image/x-icon",
    ".js": "text/javascript",
    ".opml": "text/x-opml",
    ".xml": "application/xml",
}
NGINX = """# The site in {root}, as `manage.py export_site` wrote it.
# Include this file in the http block of nginx; set port, name and certificates as you need them.
include {own}/{map_file};

server {{
    listen {listen};
    server_name {server_name};
    root {root};
    absolute_redirect off;
    charset utf-8;
    charset_types text/css text/plain text/markdown text/javascript application/xml application/rss+xml
        application/atom+xml application/feed+json;
    default_type application/octet-stream;
    types {{
{types}    }}
    error_page 404 /404.html;
    error_page 403 =404 /404.html;
{page_headers}
    if ($export_redirect) {{ return 301 $export_redirect$is_args$args; }}
    # Pages of lists, as the live site names them.
    if (-f $document_root${{uri}}page/$export_number/index.html) {{
        return 301 ${{export_path}}page/$export_number/;
    }}

    location / {{
        index index.html;
        try_files $uri $uri/ =404;
    }}
    location ~ /rss\\.xml$ {{ types {{ application/rss+xml xml; }} }}
    location ~ /atom\\.xml$ {{ types {{ application/atom+xml xml; }} }}
    location ~ /feed\\.json$ {{ types {{ application/feed+json json; }} }}
    location /static/ {{
        add_header Cache-Control "{immutable}";
        add_header X-Content-Type-Options nosniff;
    }}
    location ~ ^/media/.*\\.svg$ {{
        add_header Cache-Control "{immutable}";
        add_header X-Content-Type-Options nosniff;
        add_header Content-Security-Policy "{sandbox}";
    }}
    location /media/ {{
        add_header Cache-Control "{immutable}";
        add_header X-Content-Type-Options nosniff;
        add_header Content-Security-Policy "{viewer}";
    }}
    location ~ /\\.(?!well-known/) {{ return 404; }}
}}
"""


def build_nginx_configuration(
    root: Path, files: Iterable[str], headers: Mapping[str, str], address: SiteAddress, map_file: str
) -> str:
    """Return a server of nginx for the site in `root`, with the `headers` of its pages."""
    parts = urlsplit(address.origin)
    return NGINX.format(
        root=root,
        own=root / EXPORT_FOLDER,
        map_file=map_file,
        listen=parts.port or 80,
        server_name=parts.hostname,
        types="".join(f"        {name} {suffixes};\n" for name, suffixes in list_types(files)),
        page_headers="".join(f'    add_header {name} "{value}" always;\n' for name, value in headers.items()),
        immutable=IMMUTABLE,
        sandbox=SANDBOX_POLICY,
        viewer=VIEWER_POLICY,
    )


def list_types(files: Iterable[str]) -> list[tuple[str, str]]:
    """Return the media types of `files`, each with its suffixes, for nginx."""
    suffixes = sorted({PurePosixPath(path).suffix.lower() for path in files} - {""})
    types: dict[str, list[str]] = {}
    for suffix in suffixes:
        guessed = OWN_TYPES.get(suffix) or INLINE_TYPES.get(suffix) or mimetypes.guess_type(f"a{suffix}")[0]
        types.setdefault(guessed or "application/octet-stream", []).append(suffix.removeprefix("."))
    return [(name, " ".join(each)) for name, each in sorted(types.items())]


def build_headers_file(headers: Mapping[str, str], address: SiteAddress) -> str:
    """Return `_headers`, as Netlify and Cloudflare Pages read it."""
    lines = [f"{address.prefix}/*", *(f"  {name}: {value}" for name, value in headers.items())]
    for folder in (settings.STATIC_URL, settings.MEDIA_URL):
        lines += [f"{address.prefix}{folder}*", f"  Cache-Control: {IMMUTABLE}"]
    lines += [f"{address.prefix}{settings.MEDIA_URL}*.svg", f"  Content-Security-Policy: {SANDBOX_POLICY}"]
    return "".join(f"{line}\n" for line in lines)
