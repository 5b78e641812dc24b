"""Exports of the site as files, in this process."""

from posts.exchange.static_site.addresses import parse_site_address
from posts.exchange.static_site.crawler import Workers
from posts.exchange.static_site.exporter import StaticSiteExport
from posts.exchange.static_site.folder import SiteFolder


def export_static_site(path, url, **options):
    """Write the site for `url` into the folder `path`; return the export."""
    address = parse_site_address(url)
    folder = SiteFolder(path)
    folder.open()
    try:
        with Workers(1, folder.root, address) as workers:
            export = StaticSiteExport(folder, workers, address, **options)
            export.run(lambda done, known: None)
    finally:
        folder.close()
    return export
