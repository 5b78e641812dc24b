"""Redirects of the site as files: small pages, `_redirects` of pages hosts, and a map for nginx."""

import re
from collections.abc import Iterable, Mapping
from html import escape
from pathlib import Path, PurePosixPath
from urllib.parse import quote

from posts.exchange.static_site.addresses import SiteAddress, find_file_path, get_file_path
from posts.models import Redirect, get_site

REDIRECT_PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<title>{url}</title>
<link rel="canonical" href="{url}">
<meta name="robots" content="noindex">
<meta http-equiv="refresh" content="0; url={path}">
</head>
<body><p><a href="{path}">{url}</a></p></body>
</html>
"""
# Of feeds and lists in other tools: the live site knows them by rules, files need their names.
USUAL_ADDRESSES = (
    "/atom.xml", "/feed.json", "/feed.xml", "/feed/", "/index.xml", "/rss.xml", "/rss/", "/rss2.xml",
    "/archives/", "/posts/", "/blog/",
)  # fmt: skip
NGINX_MAP = """map_hash_bucket_size 1024;
map_hash_max_size 65536;
map $uri $export_redirect {{
    default "";
{redirects}}}
map $request_uri $export_path {{ "~^(?<path>[^?]*)" $path; }}
map $arg_page $export_number {{ default "-"; "~^[1-9][0-9]{{0,5}}$" $arg_page; }}
"""
PAGE_SUFFIXES = frozenset({"", ".htm", ".html", ".php", ".asp", ".aspx"})
SAFE_CHARACTERS = "/:?=&#@!$'()*+,;~%-._"


def list_old_addresses() -> list[str]:
    """Return the old addresses of all that the site has, as readers ask for them."""
    # No file answers by the query.
    paths = Redirect.objects.exclude(path__contains="/?").order_by("path").values_list("path", flat=True)
    stored = [path.rstrip("/") if PurePosixPath(path).suffix else path for path in paths]
    return [*stored, *(path for path in USUAL_ADDRESSES if path not in stored)]


def is_slash_added(address: str, target: str) -> bool:
    """Whether a redirect only adds the slash at the end, which every web server does for a folder."""
    return f"{address.partition('?')[0]}/" == target.partition("?")[0]


def build_redirect_files(
    redirects: Mapping[str, str], files: Iterable[str], root: Path, address: SiteAddress
) -> dict[str, bytes]:
    """Return the content of a file for each of `redirects`, by its path.

    None takes the place of one of `files`, which are there; the old address of a feed gets the feed itself.
    """
    taken = set(files)
    folders = {str(parent) for path in taken for parent in PurePosixPath(path).parents}
    found: dict[str, bytes] = {}
    for old, target in sorted(redirects.items()):
        path = find_redirect_path(old)
        above = {str(parent) for parent in PurePosixPath(path).parents} if path else set()
        if not path or path in taken or path in folders or above & (taken | found.keys()):
            continue
        if PurePosixPath(path).suffix in PAGE_SUFFIXES:
            found[path] = build_redirect_page(target, address)
        elif target.startswith("/") and (copied := root / get_file_path(target)).is_file():
            found[path] = copied.read_bytes()
    return found


def find_redirect_path(old: str) -> str:
    """Return the path of the file that answers at the address `old`; "" where there can be none."""
    path = find_file_path(old.partition("?")[0])
    return path if not path or PurePosixPath(path).suffix else f"{path}/index.html"


def build_redirect_page(target: str, address: SiteAddress) -> bytes:
    """Return a page that leads to `target` at once, and names it as its canonical address."""
    path = quote(build_path(target, address), safe=SAFE_CHARACTERS)
    url = f"{address.origin}{path}" if path.startswith("/") else path
    page = REDIRECT_PAGE.format(language=get_site().language, url=escape(url), path=escape(path))
    return page.encode()


def build_path(target: str, address: SiteAddress) -> str:
    """Return the path at which the file for the page at `target` is served; an address elsewhere as it is."""
    if not target.startswith("/"):
        return target
    path = f"/{get_file_path(target)}"
    return f"{address.prefix}{path.removesuffix('index.html') if path.endswith('/index.html') else path}"


def list_address_forms(old: str) -> list[str]:
    """Return `old` and, for a folder, the form without the slash at the end."""
    return [old, old.rstrip("/")] if old.endswith("/") and old != "/" else [old]


def has_pages_below(old: str) -> bool:
    """Whether what is below `old`, such as feeds and cards, follows it: as the live site has it."""
    return old.endswith("/") and old.count("/") == 3


def build_redirects_file(redirects: Mapping[str, str], address: SiteAddress) -> str:
    """Return `_redirects`, as Netlify and Cloudflare Pages read it."""
    lines = []
    for old, target in sorted(redirects.items()):
        new = quote(build_path(target, address), safe=SAFE_CHARACTERS)
        lines += [f"{address.prefix}{quote(form)} {new} 301" for form in list_address_forms(old)]
        if has_pages_below(old) and target.endswith("/"):
            lines.append(f"{address.prefix}{quote(old)}* {new}:splat 301")
    return "".join(f"{line}\n" for line in lines)


def build_nginx_map(redirects: Mapping[str, str], address: SiteAddress) -> str:
    """Return a map of nginx from old paths, as it decodes them, to new ones."""
    lines = []
    for old, target in sorted(redirects.items()):
        new = quote_directive(quote(build_path(target, address), safe=SAFE_CHARACTERS))
        keys = [quote_directive(form, is_key=True) for form in list_address_forms(old)]
        lines += [f'    "{key}" "{new}";' for key in keys]
        if has_pages_below(old) and target.endswith("/"):
            lines.append(f'    "~^{quote_directive(re.escape(old), is_key=True)}(?<rest>.+)$" "{new}$rest";')
    body = "".join(f"{line}\n" for line in lines)
    return NGINX_MAP.format(redirects=body)


def quote_directive(text: str, *, is_key: bool = False) -> str:
    """Return `text` as in a quoted string of nginx; in a value, `$` would begin a variable."""
    if not is_key:
        return text.replace("$", "%24").replace("\\", "%5C").replace('"', "%22")
    return re.sub(r'(["\\])', r"\\\1", text)
