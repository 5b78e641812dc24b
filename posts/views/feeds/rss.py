"""RSS 2.0: the excerpt in description, the whole post in content:encoded."""

from django.utils.http import http_date

from posts.views.feeds.entries import FeedDocument, FeedEntry
from posts.views.feeds.generator import GENERATOR
from posts.views.feeds.xml_parts import ARCHIVE_NAMESPACES, FeedWriter, iter_feed_links

RSS_TYPE = "application/rss+xml"
NAMESPACES = {
    "xmlns:atom": "http://www.w3.org/2005/Atom",
    "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
    **ARCHIVE_NAMESPACES,
}


def write_rss(feed: FeedDocument) -> str:
    """Return `feed` as RSS 2.0 (rssboard.org/rss-specification)."""
    writer = FeedWriter(feed)
    writer.start("rss", version="2.0", **NAMESPACES, **{"xml:lang": feed.language})
    writer.start("channel")
    writer.add_required("title", feed.title)
    writer.add("link", feed.page_url)
    writer.add("description", feed.description)
    for relation, url in iter_feed_links(feed):
        media_type = "" if relation == "hub" else RSS_TYPE
        writer.add_empty("atom:link", {"href": url, "rel": relation, "type": media_type})
    writer.add("language", feed.language)
    writer.add("copyright", feed.copyright)
    if feed.modified:
        writer.add("lastBuildDate", http_date(feed.modified.timestamp()))
    writer.add("generator", GENERATOR)
    writer.add("docs", "https://www.rssboard.org/rss-specification")
    if feed.icon:
        writer.start("image")
        writer.add("url", feed.icon)
        writer.add("title", feed.title)
        writer.add("link", feed.page_url)
        writer.end("image")
    writer.add_archive_mark(feed)
    for entry in feed.entries:
        write_rss_item(writer, entry)
    writer.end("channel")
    writer.end("rss")
    return writer.output.getvalue()


def write_rss_item(writer: FeedWriter, entry: FeedEntry) -> None:
    writer.start("item")
    writer.add_required("title", entry.title)
    writer.add("link", entry.url)
    writer.add_required("description", entry.summary)
    # RSS itself asks for a mail address of the author.
    writer.add("dc:creator", entry.author.name)
    writer.add("pubDate", http_date(entry.published.timestamp()))
    writer.add("guid", entry.id, {"isPermaLink": "false"})
    for category in entry.categories:
        writer.add("category", category.name, {"domain": category.scheme})
    if cover := entry.cover:
        if cover.length:
            enclosure = {"url": cover.url, "length": str(cover.length), "type": cover.media_type}
            writer.add_empty("enclosure", enclosure)
        writer.add_media(cover)
    writer.add("dc:language", entry.language)
    writer.add_required("content:encoded", entry.content)
    writer.end("item")
