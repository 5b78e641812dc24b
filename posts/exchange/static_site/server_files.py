"""What web servers are told about an exported site: a configuration for nginx, `_headers` for pages hosts."""

import mimetypes
import re
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
    charset_types text/css text/plain text/markdown text/javascript application/rss+xml
        application/atom+xml application/feed+json;
    default_type application/octet-stream;
    types {{
{types}    }}
    error_page 404 @missing;
    error_page 403 =404 @missing;
{page_headers}{path_left_out}
    if ($export_redirect) {{ return 301 $export_redirect$is_args$args; }}
{folders_below}    # Pages of lists, as the live site names them.
    if (-f $document_root${{uri}}page/$export_number/index.html) {{
        return 301 ${{export_path}}page/$export_number/;
    }}

    location @missing {{ try_files /404.html =404; }}
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

# Files lie in the root, without the path: from here on it is left out.
PATH_LEFT_OUT = """
    if ($request_uri ~ "^{path}(?:[?]|$)") {{ return 301 {path}/$is_args$args; }}
    if ($request_uri !~ "^{path}/") {{ return 404; }}
    rewrite ^{path}(/.*)$ $1;
"""
# nginx itself would name them without the path.
FOLDERS_BELOW = """    set $export_folder "$uri";
    if (-d $request_filename) { set $export_folder "$uri:folder"; }
    if ($export_folder ~ "[^/]:folder$") { return 301 $export_path/$is_args$args; }
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
        path_left_out=PATH_LEFT_OUT.format(path=re.escape(address.prefix)) if address.prefix else "",
        folders_below=FOLDERS_BELOW if address.prefix else "",
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
