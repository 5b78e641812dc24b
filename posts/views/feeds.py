"""Feeds of the newest posts in full: RSS 2.0, Atom 1.0 (RFC 4287) and JSON Feed 1.1."""

import json
from collections.abc import Sequence
from typing import Any, TextIO

from django.contrib.syndication.views import Feed
from django.db.models import Case, F, QuerySet, When
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.feedgenerator import (
    Atom1Feed,
    Rss201rev2Feed,
    Stylesheet,
    SyndicationFeed,
    rfc3339_date,
)
from django.utils.xmlutils import SimplerXMLGenerator

from posts.models import Category, Post, Tag, TaggedPost, get_site
from posts.models.querysets import LIST_DEFERRED_FIELDS, PostQuerySet
from posts.page_cache.keys import PLAIN_XML, prefers_plain_xml
from posts.rendering.characters import normalize_text
from posts.rendering.formulas.alttext import move_tex_to_alttext
from posts.rendering.url_rewriting import make_urls_absolute
from posts.social.descriptions import html_to_description

FEED_LENGTH = 20


def add_stylesheet(handler: SimplerXMLGenerator) -> None:
    """Add the stylesheet with which browsers display the feed; feed readers ignore it."""
    handler.processingInstruction(
        "xml-stylesheet", str(Stylesheet(static("css/feed.css"), "text/css", "all"))
    )


class PostFeed(SyndicationFeed):
    """Entries with a `content` beside their description, for readers on other sites."""

    def add_item(self, title: str, link: str, description: str, **kwargs: Any) -> None:  # type: ignore[override]
        """Add an entry; `description` and `content` are HTML, with the addresses that the site has."""
        description = make_urls_absolute(move_tex_to_alttext(description), link)
        kwargs["content"] = make_urls_absolute(kwargs["content"], link)
        super().add_item(title, link, description, **kwargs)


class RssFeed(PostFeed, Rss201rev2Feed):
    """RSS 2.0: the excerpt in description, the whole post in content:encoded."""

    content_type = "application/rss+xml; charset=utf-8"

    def add_stylesheets(self, handler: SimplerXMLGenerator) -> None:
        add_stylesheet(handler)

    def rss_attributes(self) -> dict[str, str]:
        return {
            **super().rss_attributes(),
            "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
            "xml:lang": self.feed["language"],
        }

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("content:encoded", item["content"])


class AtomFeed(PostFeed, Atom1Feed):
    """Atom 1.0: the excerpt in summary, the whole post in content."""

    # Django adds stylesheets to RSS, but not to Atom.
    def write(self, outfile: Any, encoding: str) -> None:
        handler: Any = SimplerXMLGenerator(outfile, encoding, short_empty_elements=True)
        handler.startDocument()
        add_stylesheet(handler)
        handler.startElement("feed", self.root_attributes())
        self.add_root_elements(handler)
        self.write_items(handler)
        handler.endElement("feed")

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["content"], {"type": "html"})


class JsonFeed(PostFeed):
    """JSON Feed 1.1 (jsonfeed.org/version/1.1)."""

    content_type = "application/feed+json; charset=utf-8"

    def write(self, outfile: TextIO, encoding: str) -> None:
        feed = {
            "version": "https://jsonfeed.org/version/1.1",
            "title": self.feed["title"],
            "home_page_url": self.feed["link"],
            "feed_url": self.feed["feed_url"],
            "description": self.feed["description"],
            "language": self.feed["language"],
            "items": [self.format_item(item) for item in self.items],
        }
        text = json.dumps(feed, ensure_ascii=False)
        outfile.write(text.encode(encoding))  # type: ignore[arg-type]  # Django hands over a response

    def format_item(self, item: dict[str, Any]) -> dict[str, Any]:
        return {
            "id": item["unique_id"],
            "url": item["link"],
            "title": item["title"],
            "content_html": item["content"],
            "summary": html_to_description(item["description"]),
            "date_published": rfc3339_date(item["pubdate"]),
            "date_modified": rfc3339_date(item["updateddate"]),
            "authors": [{"name": item["author_name"]}],
            "tags": item["categories"],
        }


def set_browser_content_type(request: HttpRequest, response: HttpResponse) -> None:
    """Send a feed as plain XML to clients that prefer this type: browsers.

    Chromium shows the feeds' own types as source, without their stylesheet.
    """
    own_type, _, parameters = response["Content-Type"].partition(";")
    if prefers_plain_xml(request, own_type):
        response["Content-Type"] = f"{PLAIN_XML};{parameters}"
    patch_vary_headers(response, ["Accept"])


class SiteFeed(Feed):
    """The newest listed posts of the site. `feed_type` is the format."""

    def __init__(self, feed_type: type[SyndicationFeed]) -> None:
        self.feed_type = feed_type

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().__call__(request, *args, **kwargs)
        if issubclass(self.feed_type, (RssFeed, AtomFeed)):
            set_browser_content_type(request, response)
        return response

    def get_post_keys(self, obj: Any) -> QuerySet[Any]:
        """Return the keys of the posts, newest first: sorting whole rows would read their texts."""
        return self.get_posts(obj).newest_first().values("pk")

    def get_posts(self, obj: Any) -> PostQuerySet:
        return Post.objects.listed()

    def items(self, obj: Any) -> Sequence[Post]:
        """Return the newest posts. Raises Http404 for what has no listed post: its name is not public."""
        posts = Post.objects.filter(pk__in=self.get_post_keys(obj)[:FEED_LENGTH]).newest_first()
        # A post that was not rendered since there is a form for feeds is sent as its page has it.
        content = Case(When(feed_html="", then=F("html")), default=F("feed_html"))
        items = list(posts.with_related().defer(*LIST_DEFERRED_FIELDS).annotate(content=content))
        if obj is not None and not items:
            raise Http404("It has no listed post.")
        return items

    def title(self, obj: Any) -> str:
        return get_site().name if obj is None else f"{obj.name} · {get_site().name}"

    def description(self, obj: Any) -> str:
        return getattr(obj, "description", "") or get_site().description or self.title(obj)

    subtitle = description

    def link(self, obj: Any) -> str:
        return reverse("posts:home") if obj is None else obj.get_absolute_url()

    # A control character would make the whole feed invalid (XML 1.0, section 2.2):
    # saving a post strips them, but rows may be written in other ways.
    def item_title(self, item: Post) -> str:
        return normalize_text(item.plain_title)

    def item_description(self, item: Post) -> str:
        return normalize_text(item.excerpt)

    def item_extra_kwargs(self, item: Any) -> dict[str, str]:
        return {"content": normalize_text(item.content)}

    def item_guid(self, item: Post) -> str:
        return item.uid.urn

    item_guid_is_permalink = False

    def item_pubdate(self, item: Post) -> Any:
        return item.published_at

    def item_updateddate(self, item: Post) -> Any:
        return item.updated_at

    def item_author_name(self, item: Post) -> str:
        return normalize_text(item.author_name)

    def item_categories(self, item: Post) -> list[str]:
        category = [item.category.name] if item.category else []
        return category + [tag.name for tag in item.tags.all()]


class CategoryFeed(SiteFeed):
    def get_object(self, request: HttpRequest, slug: str) -> Category:
        return get_object_or_404(Category, slug=slug)

    def get_posts(self, obj: Category) -> PostQuerySet:
        return super().get_posts(obj).filter(category__in=obj.get_descendant_keys())


class TagFeed(SiteFeed):
    def get_object(self, request: HttpRequest, slug: str) -> Tag:
        return get_object_or_404(Tag, slug=slug)

    def get_post_keys(self, obj: Tag) -> QuerySet[Any]:
        return TaggedPost.objects.listed_post_keys(obj)
