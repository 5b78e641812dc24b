"""The formats, and which of them a folder has."""

from pathlib import Path

from posts.exchange.importing.records.regular_files import list_folder
from posts.exchange.importing.sites.base import SourceSite
from posts.exchange.importing.sites.hexo import HexoSite
from posts.exchange.importing.sites.hugo import HugoSite
from posts.exchange.importing.sites.jekyll import JekyllSite
from posts.exchange.importing.sites.plain import PlainSite
from posts.exchange.importing.sites.quarto import QuartoSite
from posts.exchange.importing.sites.transmission import TransmissionSite

# In the order in which they are tried.
SITE_FORMATS: dict[str, type[SourceSite]] = {
    site.name: site for site in (TransmissionSite, HugoSite, HexoSite, JekyllSite, QuartoSite, PlainSite)
}
DETECTED_FORMATS = [SITE_FORMATS[name] for name in ("transmission", "hugo", "hexo", "jekyll", "quarto")]
# How many folders above and below the given one are tried as the root of a site.
PARENT_LEVELS, CHILD_LEVELS = 4, 2  # folders


class AmbiguousSiteError(Exception):
    """The folder holds several sites; the message names them."""


def open_site(path: Path, format_name: str = "auto", *, parent_levels: int = PARENT_LEVELS) -> SourceSite:
    """Return the site that `path` is, contains or is a part of.

    `format_name`: a key of SITE_FORMATS, or "auto". `parent_levels`: how many folders above `path` may
    be the site's root. Raises AmbiguousSiteError
    where `path` contains several sites.
    """
    path = path.resolve()
    formats = DETECTED_FORMATS if format_name == "auto" else [SITE_FORMATS[format_name]]
    for root, site in filter(
        None, (match_format(folder, formats) for folder in (path, *path.parents[:parent_levels]))
    ):
        opened = site(root, path)
        if site is not PlainSite and (root == path or any(map(path.is_relative_to, opened.post_folders()))):
            return opened
    below = list(find_sites_below(path, formats)) if path.is_dir() else []
    if len(below) > 1:
        names = ", ".join(root.name for root, _ in below)
        raise AmbiguousSiteError(f"{path} holds several sites: {names}. Name one of them.")
    if below:
        root, site = below[0]
        return site(root, root)
    root = path if path.is_dir() else path.parent
    return (PlainSite if format_name == "auto" else SITE_FORMATS[format_name])(root, path)


def match_format(folder: Path, formats: list[type[SourceSite]]) -> tuple[Path, type[SourceSite]] | None:
    """Return `folder` and the format whose root it is; None where it is none."""
    return next(((folder, site) for site in formats if folder.is_dir() and site.is_site_root(folder)), None)


def find_sites_below(
    folder: Path, formats: list[type[SourceSite]], depth: int = CHILD_LEVELS
) -> list[tuple[Path, type[SourceSite]]]:
    """Return the sites in folders below `folder`, none within another."""
    found = []
    for child in list_folder(folder):
        if not child.is_dir() or child.is_symlink() or child.name.startswith("."):
            continue
        if here := match_format(child, formats):
            found.append(here)
        elif depth > 1:
            found += find_sites_below(child, formats, depth - 1)
    return found
