"""Which tool a folder belongs to."""

from pathlib import Path

from posts.exchange.importing.sites.base import Site
from posts.exchange.importing.sites.hexo import Hexo
from posts.exchange.importing.sites.hugo import Hugo
from posts.exchange.importing.sites.jekyll import Jekyll
from posts.exchange.importing.sites.plain import Plain
from posts.exchange.importing.sites.transmission import Transmission

# In the order they are asked.
FORMATS: dict[str, type[Site]] = {site.name: site for site in (Transmission, Hugo, Hexo, Jekyll, Plain)}
KNOWN = [FORMATS[name] for name in ("transmission", "hugo", "hexo", "jekyll")]
# How far above and below the given folder a site's root is looked for.
UP, DOWN = 4, 2  # folders


class AmbiguousError(Exception):
    """The folder holds several sites; the message names them."""


def open_site(path: Path, format_name: str = "auto") -> Site:
    """Return the site that `path` is, holds, or lies in. Raises AmbiguousError where it holds several."""
    path = path.resolve()
    wanted = KNOWN if format_name == "auto" else [FORMATS[format_name]]
    for root, site in filter(None, (at(folder, wanted) for folder in (path, *path.parents[:UP]))):
        opened = site(root, path)
        if site is not Plain and (root == path or any(map(path.is_relative_to, opened.post_folders()))):
            return opened
    below = list(sites_below(path, wanted)) if path.is_dir() else []
    if len(below) > 1:
        names = ", ".join(root.name for root, _ in below)
        raise AmbiguousError(f"{path} holds several sites: {names}. Name one of them.")
    if below:
        root, site = below[0]
        return site(root, root)
    root = path if path.is_dir() else path.parent
    return (Plain if format_name == "auto" else FORMATS[format_name])(root, path)


def at(folder: Path, wanted: list[type[Site]]) -> tuple[Path, type[Site]] | None:
    """Return `folder` and the format whose root it is."""
    return next(((folder, site) for site in wanted if folder.is_dir() and site.claims(folder)), None)


def sites_below(folder: Path, wanted: list[type[Site]], depth: int = DOWN) -> list[tuple[Path, type[Site]]]:
    """Return the sites in the folders below `folder`, but none within another."""
    found = []
    for child in sorted(folder.iterdir()):
        if not child.is_dir() or child.is_symlink() or child.name.startswith("."):
            continue
        if here := at(child, wanted):
            found.append(here)
        elif depth > 1:
            found += sites_below(child, wanted, depth - 1)
    return found
