"""The view of all feeds: which posts, in which format, with which headers."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Case, F, When
from django.http import Http404, HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import http_date
from django.views import View

from posts.models import Post, Site, get_site
from posts.models.feed_paths import get_feed_path
from posts.models.querysets import LIST_DEFERRED_FIELDS
from posts.models.urls import absolute_url, is_for_static_site
from posts.page_cache.keys import PLAIN_XML, prefers_plain_xml
from posts.rendering.characters import normalize_text
from posts.views.feeds.archives import (
    FEED_LENGTH,
    ArchiveRange,
    ListPlaces,
    PostPlace,
    find_newest_archive,
)
from posts.views.feeds.atom import ATOM_TYPE, write_atom
from posts.views.feeds.entries import FeedDocument, FeedEntry, build_entries
from posts.views.feeds.json_feed import write_json_feed
from posts.views.feeds.rss import RSS_TYPE, write_rss


class FeedFormat(NamedTuple):
    """A format: the name of its routes, its media type, its file's name, and what writes it."""

    route: str
    media_type: str
    file_name: str
    write: Callable[[FeedDocument], str]


RSS_FEED = FeedFormat("rss", RSS_TYPE, "rss.xml", write_rss)
ATOM_FEED = FeedFormat("atom", ATOM_TYPE, "atom.xml", write_atom)
JSON_FEED = FeedFormat("json_feed", "application/feed+json", "feed.json", write_json_feed)
FEED_FILES = (RSS_FEED, ATOM_FEED, JSON_FEED)


class FeedWindow(NamedTuple):
    """The posts of a document by their places, and the documents before and after it."""

    places: Sequence[PostPlace]
    previous: ArchiveRange | None
    next: ArchiveRange | None = None
    is_complete: bool = False


class FeedView(View):
    """A list's newest posts in full, or an archive of older ones. Subclasses say which list.

    `term`: what the list is of, None for the whole site.
    """

    feed_format: FeedFormat = RSS_FEED
    term: Any = None
    http_method_names = ("get", "head", "options")

    def get_term(self, slug: str) -> Any:
        """Return what the list is of. Raises Http404."""
        raise NotImplementedError

    def get_places(self) -> ListPlaces:
        """Return the places of the list's posts."""
        return ListPlaces(Post.objects.listed())

    def count_posts(self) -> int:
        """Return how many posts the list has."""
        return self.get_places().rows.count()

    def get(
        self, request: HttpRequest, slug: str | None = None, archive: ArchiveRange | None = None
    ) -> HttpResponse:
        self.term = None if slug is None else self.get_term(slug)
        window = self.read_archive(archive) if archive else self.read_newest()
        if self.term is not None and not window.places:
            raise Http404("It has no listed post.")  # its name is not public
        feed = self.build_document(request, window, archive)
        return self.build_response(request, feed)

    def read_newest(self) -> FeedWindow:
        total, places = self.count_posts(), self.get_places().read_newest()
        newest = find_newest_archive(places, total)
        return FeedWindow(places[:FEED_LENGTH], newest, is_complete=len(places) <= FEED_LENGTH)

    def read_archive(self, archive: ArchiveRange) -> FeedWindow:
        places = self.get_places()
        found = places.read_range(archive)
        return FeedWindow(found, places.find_previous(archive), places.find_next(archive))

    def read_posts(self, places: Sequence[PostPlace]) -> list[Post]:
        """Return the posts at `places`: sorting whole rows would read their texts.

        One may have been withdrawn since the places were read.
        """
        # A post that was not rendered since there is a form for feeds is sent as its page has it.
        content = Case(When(feed_html="", then=F("html")), default=F("feed_html"))
        posts = Post.objects.listed().filter(pk__in=[place.key for place in places]).newest_first()
        return list(posts.with_related().defer(*LIST_DEFERRED_FIELDS).annotate(content=content))

    def build_entries(self, request: HttpRequest, window: FeedWindow) -> list[FeedEntry]:
        return build_entries(self.read_posts(window.places), request)

    def build_document(
        self, request: HttpRequest, window: FeedWindow, archive: ArchiveRange | None
    ) -> FeedDocument:
        entries = self.build_entries(request, window)
        site, term, title = get_site(), self.term, self.build_title()
        page = reverse("posts:home") if term is None else term.get_absolute_url()
        return FeedDocument(
            title=normalize_text(title),
            description=normalize_text(self.get_description() or site.description or title),
            language=site.language_tag,
            url=self.build_url(request, archive),
            current_url=self.build_url(request),
            page_url=absolute_url(page, request),
            updated=max((entry.updated for entry in entries), default=None),
            modified=max((entry.modified for entry in entries), default=None),
            entries=entries,
            icon=absolute_url(find_icon(site, 180), request),
            favicon=absolute_url(find_icon(site, 192), request),
            logo=absolute_url(site.logo_url or find_icon(site, 512), request),
            large_icon=absolute_url(find_icon(site, 512), request),
            copyright=normalize_text(" · ".join(filter(None, (site.copyright, site.license_name)))),
            license_url=site.license_url,
            hub="" if archive or is_for_static_site(request) else settings.WEBSUB_HUB,
            previous_url=self.build_url(request, window.previous) if window.previous else "",
            next_url=self.build_url(request, window.next) if window.next else "",
            is_archive=archive is not None,
            is_complete=window.is_complete,
            stylesheet=static("css/feed.css"),
        )

    def build_title(self) -> str:
        name = get_site().name
        return name if self.term is None else f"{self.term.name} · {name}"

    def get_description(self) -> str:
        """Return what the owner or author says of the list; "" for nothing."""
        return getattr(self.term, "description", "")

    def build_url(self, request: HttpRequest, archive: ArchiveRange | None = None) -> str:
        """Return the address of this feed, or of an archive of it."""
        route = self.feed_format.route
        if archive is None:
            return absolute_url(get_feed_path(route, self.term), request)
        return absolute_url(get_feed_path(f"{route}_archive", self.term, archive), request)

    def build_response(self, request: HttpRequest, feed: FeedDocument) -> HttpResponse:
        own_type = self.feed_format.media_type
        response = HttpResponse(self.feed_format.write(feed), content_type=f"{own_type}; charset=utf-8")
        if self.feed_format is not JSON_FEED:
            set_browser_content_type(request, response)
        if feed.hub:
            # WebSub (W3C Recommendation, section 4): hubs look for the links here first.
            response["Link"] = f'<{feed.hub}>; rel="hub", <{feed.url}>; rel="self"'
        if feed.modified:
            set_last_modified(request, response, feed.modified)
        return response


def find_icon(site: Site, size: int) -> str:
    """Return the path of the site's icon of `size` pixels: the owner's, else ours."""
    if site.icon:
        return site.get_icon_url(size)
    return static(f"icons/{'apple-touch-icon' if size == 180 else f'icon-{size}'}.png")


def set_browser_content_type(request: HttpRequest, response: HttpResponse) -> None:
    """Send a feed as plain XML to clients that prefer this type: browsers.

    Chromium shows the feeds' own types as source, without their stylesheet.
    """
    own_type, _, parameters = response["Content-Type"].partition(";")
    if prefers_plain_xml(request, own_type):
        response["Content-Type"] = f"{PLAIN_XML};{parameters}"
    patch_vary_headers(response, ["Accept"])


def set_last_modified(request: HttpRequest, response: HttpResponse, moment: datetime) -> None:
    """Say when a post was changed last; 304 only to who names just this date.

    Where the newest post was deleted since, a later date is no sign of having the newest.
    """
    response["Last-Modified"] = http_date(moment.timestamp())
    if request.META.get("HTTP_IF_MODIFIED_SINCE") != response["Last-Modified"]:
        request.META.pop("HTTP_IF_MODIFIED_SINCE", None)
