"""The feeds of the site and of its categories as one file, which feed readers import: OPML 2.0."""

from io import StringIO
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.xmlutils import SimplerXMLGenerator
from django.views import View

from posts.models import Category, get_site
from posts.models.feed_paths import get_feed_path
from posts.models.urls import absolute_url
from posts.rendering.characters import normalize_text


class CategoriesOpmlView(View):
    """The site's feed, and those of the categories with listed posts, as their tree."""

    http_method_names = ("get", "head", "options")

    def get(self, request: HttpRequest) -> HttpResponse:
        site = get_site().name
        output = StringIO()
        writer: Any = SimplerXMLGenerator(output, "utf-8", short_empty_elements=True)
        writer.startDocument()
        writer.startElement("opml", {"version": "2.0"})
        writer.startElement("head", {})
        writer.addQuickElement("title", normalize_text(site))
        writer.endElement("head")
        writer.startElement("body", {})
        self.add_outline(writer, site)
        writer.endElement("outline")
        depth = 0
        for category in Category.objects.get_tree():
            depth = self.close_outlines(writer, depth, category.depth)
            self.add_outline(writer, category.name, category)
            depth += 1
        self.close_outlines(writer, depth, 0)
        writer.endElement("body")
        writer.endElement("opml")
        return HttpResponse(output.getvalue(), content_type="text/x-opml; charset=utf-8")

    def add_outline(self, writer: Any, name: str, category: Category | None = None) -> None:
        """Begin the outline of a feed."""
        page = "/" if category is None else category.get_absolute_url()
        attributes = {
            "type": "rss",
            "text": normalize_text(name),
            "title": normalize_text(name),
            "xmlUrl": absolute_url(get_feed_path("rss", category), self.request),
            "htmlUrl": absolute_url(page, self.request),
        }
        writer.startElement("outline", attributes)

    def close_outlines(self, writer: Any, depth: int, wanted: int) -> int:
        """End outlines until `wanted` are open of `depth`; return how many are."""
        for _ in range(depth - wanted):
            writer.endElement("outline")
        return min(depth, wanted)
