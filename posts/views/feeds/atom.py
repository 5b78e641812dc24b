"""Atom 1.0: the excerpt in summary, the whole post in content."""

import re
from datetime import UTC, datetime

from django.utils.feedgenerator import rfc3339_date

from posts import __version__
from posts.views.feeds.entries import FeedDocument, FeedEntry
from posts.views.feeds.generator import GENERATOR_NAME
from posts.views.feeds.xml_parts import ARCHIVE_NAMESPACES, FeedWriter, iter_feed_links, write_size

ATOM_TYPE = "application/atom+xml"
NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # a feed needs a date (RFC 4287, section 4.1.1)
# An id is an IRI (RFC 4287, section 4.2.6); RSS, of which an old site may have had one only, takes any text.
IRI = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:[^\s<>\"{}|\\^`]+")


def write_atom(feed: FeedDocument) -> str:
    """Return `feed` as Atom 1.0 (RFC 4287)."""
    writer = FeedWriter(feed)
    root = {"xmlns": "http://www.w3.org/2005/Atom", **ARCHIVE_NAMESPACES, "xml:lang": feed.language}
    writer.start("feed", **root)
    writer.add_required("title", feed.title)
    writer.add("subtitle", feed.description)
    writer.add_empty("link", {"href": feed.page_url, "rel": "alternate", "type": "text/html"})
    for relation, url in iter_feed_links(feed):
        media_type = "" if relation == "hub" else ATOM_TYPE
        writer.add_empty("link", {"href": url, "rel": relation, "type": media_type})
    if feed.license_url:
        writer.add_empty("link", {"href": feed.license_url, "rel": "license"})  # RFC 4946
    writer.add("id", feed.page_url)
    writer.add("updated", rfc3339_date(feed.updated or NEVER))
    writer.add("rights", feed.copyright)
    writer.add("icon", feed.icon)
    writer.add("logo", feed.logo)
    writer.add("generator", GENERATOR_NAME, {"version": __version__})
    writer.add_archive_mark(feed)
    for entry in feed.entries:
        write_atom_entry(writer, entry)
    writer.end("feed")
    return writer.output.getvalue()


def write_atom_entry(writer: FeedWriter, entry: FeedEntry) -> None:
    writer.start("entry", **{"xml:lang": entry.language})
    writer.add_required("title", entry.title)
    link = {"href": entry.url, "rel": "alternate", "type": "text/html", "hreflang": entry.language}
    writer.add_empty("link", link)
    writer.add("id", entry.id if IRI.fullmatch(entry.id) else entry.uid)
    writer.add("published", rfc3339_date(entry.published))
    writer.add("updated", rfc3339_date(entry.updated))
    writer.start("author")
    writer.add_required("name", entry.author.name)
    writer.add("uri", entry.author.url)
    writer.end("author")
    for category in entry.categories:
        names = {"term": category.name, "scheme": category.scheme, "label": category.name}
        writer.add_empty("category", names)
    if cover := entry.cover:
        enclosure = {
            "href": cover.url,
            "rel": "enclosure",
            "type": cover.media_type,
            "length": write_size(cover.length),
            "title": cover.alt,
        }
        writer.add_empty("link", enclosure)
        writer.add_media(cover)
    writer.add("summary", entry.summary, {"type": "html"})
    writer.add_required("content", entry.content, {"type": "html"})
    writer.end("entry")
