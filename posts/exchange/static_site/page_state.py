"""What the last run knew of each page: the rows it was made from, kept with the site's own data.

It holds SQL, and is no part of what is published.
"""

import gzip
import json
from collections.abc import Iterator
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any

import django
from django.conf import settings

from posts.exchange.static_site.addresses import SiteAddress
from posts.models import get_site

STATE_FOLDER = "static-sites"  # in DATA_DIR
# What pages are made with beside the database: where one of these changed, all pages are asked for again.
CODE_FOLDERS, CODE_SUFFIXES = ("config", "posts", "templates"), frozenset({".py", ".html", ".xml", ".mo"})
PAGE_SETTINGS = (
    "SITE_NAME", "SITE_DESCRIPTION", "LANGUAGE_CODE", "TIME_ZONE", "MEDIA_URL", "STATIC_URL", "MIDDLEWARE",
)  # fmt: skip


class PageState:
    """The state of the export into `root` of a site at `address`."""

    def __init__(self, root: Path, address: SiteAddress) -> None:
        name = blake2b(str(root).encode(), digest_size=12).hexdigest()
        self.path = Path(settings.DATA_DIR) / STATE_FOLDER / f"{name}.json.gz"
        self.fingerprint = make_fingerprint(address)

    def read(self) -> dict[str, Any]:
        """Return what the last run stored; empty where there was none, or pages are made otherwise now."""
        with suppress(OSError, ValueError, EOFError, KeyError, TypeError):
            state = json.loads(gzip.decompress(self.path.read_bytes()))
            if state["fingerprint"] == self.fingerprint:
                return dict(state)
        return {}

    def write(self, state: dict[str, Any]) -> None:
        """Store `state` for the next run. Where it cannot be stored, that run asks for all pages."""
        text = json.dumps({**state, "fingerprint": self.fingerprint}, ensure_ascii=False)
        part = self.path.with_suffix(".part")
        with suppress(OSError):
            self.path.parent.mkdir(mode=0o700, exist_ok=True)
            part.write_bytes(gzip.compress(text.encode(), 1))
            part.replace(self.path)


def make_fingerprint(address: SiteAddress) -> str:
    """Return a digest of code, templates, static files and settings that pages are made with."""
    digest = blake2b(digest_size=16)
    # The site is held in memory: no page says that it read it.
    site = get_site()
    values = [str(address), django.__version__, *(str(getattr(settings, name)) for name in PAGE_SETTINGS)]
    values += [str(site), str(site.navigation)]
    digest.update("\n".join(values).encode())
    for path in list_code_files():
        digest.update(str(path).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def list_code_files() -> Iterator[Path]:
    """Yield the files of code, and the list of static files with their hashes."""
    for folder in CODE_FOLDERS:
        files = (Path(settings.BASE_DIR) / folder).rglob("*")
        yield from sorted(path for path in files if path.suffix in CODE_SUFFIXES)
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    if manifest.is_file():
        yield manifest
