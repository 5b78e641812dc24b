"""Old addresses of posts of VitePress, Docusaurus and Astro, which make them from the files' paths."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from posts.exchange.importing.records.fields import FrontMatterFields
from posts.exchange.importing.records.regular_files import read_regular_text

SETTINGS_PARENT_LEVELS = 4  # folders above the imported one in which a tool's settings are looked for
MAX_SETTINGS_BYTES = 200_000
SETTINGS_SUFFIXES = ("js", "mjs", "cjs", "ts", "mts")
BASE_SETTING = re.compile(r"^\s*(?:base|baseUrl)\s*:\s*([\"'`])(/[^\"'`\s]*)\1", re.MULTILINE)
DATED_PLACE = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})[-/](.+)")
NUMBER_PREFIX = re.compile(r"^\d+\s*[-_.]+\s*(?=\D)")
# Folders of Astro in which every folder is a collection, and Starlight's, whose posts stand at the root.
ASTRO_FOLDERS = ("src/content/docs/", "src/content/", "src/pages/", "src/data/")


@dataclass(frozen=True, slots=True)
class RouteTable:
    """A tool's way from files to addresses: its folder, the path it was served below, and its name."""

    root: Path
    base_path: str
    tool: str

    def list_routes(self, path: Path, fields: FrontMatterFields) -> list[str]:
        """Return the paths that the post in the file at `path` had."""
        place = path.relative_to(self.root).with_suffix("").as_posix()
        return ROUTE_MAKERS[self.tool](place, fields.get_text("slug"))


def find_route_table(folder: Path) -> RouteTable | None:
    """Return how the posts in `folder` were addressed; None where no tool's settings lie in it or above."""
    for root in (folder, *folder.parents[:SETTINGS_PARENT_LEVELS]):
        for tool, names in SETTINGS_FILES.items():
            files = (root / f"{name}.{suffix}" for name in names for suffix in SETTINGS_SUFFIXES)
            settings = next(filter(Path.is_file, files), None)
            if settings:
                return RouteTable(root, read_base_path(settings), tool)
    return None


def read_base_path(settings: Path) -> str:
    """Return the path that a tool's settings name as the base of all addresses, without the last slash."""
    try:
        text = read_regular_text(settings, "utf-8", "replace", MAX_SETTINGS_BYTES)
    except OSError:
        return ""
    found = BASE_SETTING.search(text)
    return found[2].rstrip("/") if found else ""


def make_vitepress_routes(place: str, slug: str) -> list[str]:
    """Return `/a/b.html` and `/a/b`, or `/a/` of `a/index`."""
    folder, _, name = place.rpartition("/")
    return [f"/{folder}/".replace("//", "/")] if name == "index" else [f"/{place}.html", f"/{place}"]


def make_docusaurus_routes(place: str, slug: str) -> list[str]:
    """Return `/blog/2026/01/02/name` of a post, `/docs/name` of a page, or what their `slug` says."""
    section, _, rest = place.removesuffix("/index").partition("/")
    if slug:
        folder = "" if section == "blog" or slug.startswith("/") else rest.rpartition("/")[0]
        return [str(PurePosixPath(f"/{section}", folder, slug.lstrip("/")))]
    dated = DATED_PLACE.fullmatch(rest)
    if section == "blog" and dated:
        return [f"/blog/{dated[1]}/{dated[2]:0>2}/{dated[3]:0>2}/{dated[4]}"]
    return [f"/{section}/" + "/".join(NUMBER_PREFIX.sub("", part) for part in rest.split("/"))]


def make_astro_routes(place: str, slug: str) -> list[str]:
    """Return `/blog/name/` of a post in `src/content/blog`, `/name/` of one in `src/pages`."""
    start = next((start for start in ASTRO_FOLDERS if place.startswith(start)), "")
    inner = place.removeprefix(start).removesuffix("/index")
    if slug and start != "src/pages/":
        inner = f"{inner.partition('/')[0]}/{slug.strip('/')}" if "docs" not in start else slug.strip("/")
    return [f"/{inner}/"] if start else []


ROUTE_MAKERS: Mapping[str, Callable[[str, str], list[str]]] = {
    "vitepress": make_vitepress_routes,
    "docusaurus": make_docusaurus_routes,
    "astro": make_astro_routes,
}
SETTINGS_FILES = {
    "vitepress": (".vitepress/config", ".vitepress/config/index"),
    "docusaurus": ("docusaurus.config",),
    "astro": ("astro.config",),
}
