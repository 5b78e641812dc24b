"""What feeds of XML have in common: links, marks of archives, pictures."""

from collections.abc import Iterator
from io import StringIO
from typing import Any

from django.utils.feedgenerator import Stylesheet
from django.utils.xmlutils import SimplerXMLGenerator

from posts.views.feeds.entries import FeedDocument, FeedPicture

# RFC 5005; Yahoo's Media RSS 1.5.1.
ARCHIVE_NAMESPACES = {
    "xmlns:fh": "http://purl.org/syndication/history/1.0",
    "xmlns:media": "http://search.yahoo.com/mrss/",
}


class FeedWriter:
    """Writes elements; an empty text writes none."""

    def __init__(self, feed: FeedDocument) -> None:
        self.output = StringIO()
        self.handler: Any = SimplerXMLGenerator(self.output, "utf-8", short_empty_elements=True)
        self.handler.startDocument()
        # With it browsers display the feed; feed readers ignore it.
        sheet = Stylesheet(feed.stylesheet, "text/css", "all")
        self.handler.processingInstruction("xml-stylesheet", str(sheet))

    def start(self, name: str, **attributes: str) -> None:
        self.handler.startElement(name, attributes)

    def end(self, name: str) -> None:
        self.handler.endElement(name)

    def add(self, name: str, text: str, attributes: dict[str, str] | None = None) -> None:
        """Write an element with `text`, if there is any."""
        if text:
            self.add_required(name, text, attributes)

    def add_required(self, name: str, text: str, attributes: dict[str, str] | None = None) -> None:
        """Write an element with `text`, which may be empty."""
        self.handler.addQuickElement(name, text, attributes or {})

    def add_empty(self, name: str, attributes: dict[str, str]) -> None:
        """Write an element without text, with those of its `attributes` that are not empty."""
        kept = {key: value for key, value in attributes.items() if value}
        self.handler.addQuickElement(name, None, kept)

    def add_media(self, cover: FeedPicture) -> None:
        """Write a cover as Media RSS has it."""
        attributes = {
            "url": cover.url,
            "fileSize": write_size(cover.length),
            "type": cover.media_type,
            "medium": "image",
            "width": write_size(cover.width),
            "height": write_size(cover.height),
        }
        self.start("media:content", **{key: value for key, value in attributes.items() if value})
        self.add("media:description", cover.alt, {"type": "plain"})
        self.end("media:content")

    def add_archive_mark(self, feed: FeedDocument) -> None:
        """Say whether the document is an archive, or has all entries that there are."""
        if feed.is_archive:
            self.add_empty("fh:archive", {})
        elif feed.is_complete:
            self.add_empty("fh:complete", {})


def write_size(number: int) -> str:
    return str(number) if number else ""


def iter_feed_links(feed: FeedDocument) -> Iterator[tuple[str, str]]:
    """Yield relation and address of each link to other documents of the feed, and to its hub."""
    yield "self", feed.url
    if feed.hub:
        yield "hub", feed.hub
    if feed.is_archive:
        yield "current", feed.current_url
    if feed.previous_url:
        yield "prev-archive", feed.previous_url
    if feed.next_url:
        yield "next-archive", feed.next_url
