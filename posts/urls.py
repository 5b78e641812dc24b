"""The public URLs. They must not change: readers and search engines keep them."""

from django.urls import URLPattern, include, path, register_converter
from django.urls.converters import IntConverter, StringConverter

from posts import views
from posts.models.page_path import MAX_PAGE_DEPTH
from posts.models.reserved_paths import is_reserved_path
from posts.page_cache import store_page
from posts.views import social_images
from posts.views.citable_version import CitableVersionView, VersionChangesView, VersionNumberConverter
from posts.views.diagrams import DiagramView, SharedDiagramView
from posts.views.feeds import (
    FEED_FILES,
    ArchiveRangeConverter,
    AuthorFeed,
    CategoriesOpmlView,
    CategoryFeed,
    CorrectionsFeed,
    FeedView,
    SeriesFeed,
    SiteFeed,
    TagFeed,
)
from posts.views.markdown import LlmsView, PostMarkdownView
from posts.views.notebook import NotebookDownloadView
from posts.views.preview_link import PreviewLinkView
from posts.views.security_txt import SecurityTextView
from posts.views.service import LiveView, ReadyView
from posts.views.site_look import AccentView
from posts.views.sitemaps import sitemap_view

app_name = "posts"


class YearConverter(IntConverter):
    regex = "[0-9]{4}"

    def to_url(self, value: int | str) -> str:
        return f"{int(value):04}"


class TwoDigitConverter(IntConverter):
    regex = "[0-9]{2}"

    def to_url(self, value: int | str) -> str:
        return f"{int(value):02}"


class DiagramFileConverter(StringConverter):
    """The file of a diagram below its post, by its digest; no segment is reserved by it."""

    regex = r"diagrams/[0-9a-f]{12}\.svg"

    def to_python(self, value: str) -> str:
        return value.removeprefix("diagrams/").removesuffix(".svg")

    def to_url(self, value: str) -> str:
        return f"diagrams/{value}.svg"


class PagePathConverter(StringConverter):
    """The path of a page: slugs between slashes, the first of them none that the site uses itself."""

    regex = rf"[-\w]+(?:/[-\w]+){{0,{MAX_PAGE_DEPTH - 1}}}"

    def to_python(self, value: str) -> str:
        if is_reserved_path(value):
            raise ValueError(value)
        return value


register_converter(DiagramFileConverter, "diagram_file")
register_converter(PagePathConverter, "page_path")
register_converter(VersionNumberConverter, "version_number")
register_converter(YearConverter, "yyyy")
register_converter(TwoDigitConverter, "dd")
register_converter(ArchiveRangeConverter, "feed_archive")


def feed_urls(feed: type[FeedView], prefix: str = "") -> list[URLPattern]:
    """Return the URLs of a list's feeds, named `rss`, `atom` and `json_feed` after `prefix`, and of archives.

    An archive is at `archive/<range>/rss.xml`, and called `rss_archive`.
    """
    patterns = []
    for feed_format in FEED_FILES:
        view = store_page(feed.as_view(feed_format=feed_format))
        name, file_name = f"{prefix}{feed_format.route}", feed_format.file_name
        patterns += [
            path(file_name, view, name=name),
            path(f"archive/<feed_archive:archive>/{file_name}", view, name=f"{name}_archive"),
        ]
    return patterns


period_view = store_page(views.ArchivePeriodView.as_view(), "page")

diagram_view = store_page(DiagramView.as_view())

urlpatterns = [
    path("", store_page(views.show_home, "page"), name="home"),
    path("posts/", store_page(views.show_post_index, "page"), name="post_list"),
    path("posts/<str:slug>/", store_page(views.PostView.as_view()), name="post"),
    path("posts/<str:slug>/<diagram_file:digest>", diagram_view, name="diagram"),
    path("posts/<str:slug>.md", store_page(PostMarkdownView.as_view()), name="post_markdown"),
    path("posts/<str:slug>.ipynb", NotebookDownloadView.as_view(), name="notebook"),
    path("posts/<str:slug>/card.png", social_images.CardView.as_view(), name="card"),
    path(
        "posts/<str:slug>/v<version_number:number>/",
        store_page(CitableVersionView.as_view()),
        name="citable_version",
    ),
    path(
        "posts/<str:slug>/v<version_number:number>/changes/",
        store_page(VersionChangesView.as_view()),
        name="version_changes",
    ),
    path("shared/<slug:token>/", PreviewLinkView.as_view(), name="shared"),
    path("shared/<slug:token>/<diagram_file:digest>", SharedDiagramView.as_view(), name="shared_diagram"),
    path("card.png", social_images.SiteCardView.as_view(), name="site_card"),
    path("accent-<slug:version>.css", AccentView.as_view(), name="accent"),
    path("favicon.ico", social_images.FaviconView.as_view(), name="favicon"),
    path("manifest.webmanifest", social_images.ManifestView.as_view(), name="manifest"),
    path("categories/", store_page(views.CategoryListView.as_view()), name="category_list"),
    path("categories/<str:slug>/", store_page(views.CategoryView.as_view(), "page"), name="category"),
    path("categories/<str:slug>/feeds/", include(feed_urls(CategoryFeed, "category_"))),
    path("tags/", store_page(views.TagListView.as_view()), name="tag_list"),
    path("tags/<str:slug>/", store_page(views.TagView.as_view(), "page"), name="tag"),
    path("tags/<str:slug>/feeds/", include(feed_urls(TagFeed, "tag_"))),
    path("series/<str:slug>/", store_page(views.SeriesView.as_view(), "page"), name="series"),
    path("series/<str:slug>/feeds/", include(feed_urls(SeriesFeed, "series_"))),
    path("authors/<str:slug>/", store_page(views.AuthorView.as_view(), "page"), name="author"),
    path("authors/<str:slug>/feeds/", include(feed_urls(AuthorFeed, "author_"))),
    path("search/", views.SearchView.as_view(), name="search"),
    path("search/titles.json", views.TitleSuggestionsView.as_view(), name="titles"),
    path("archive/", store_page(views.ArchiveView.as_view()), name="archive"),
    path("archive/<yyyy:year>/", period_view, name="archive_year"),
    path("archive/<yyyy:year>/<dd:month>/", period_view, name="archive_month"),
    path("archive/<yyyy:year>/<dd:month>/<dd:day>/", period_view, name="archive_day"),
    path("feeds/", store_page(views.FeedListView.as_view()), name="feeds"),
    path("feeds/", include(feed_urls(SiteFeed))),
    path("feeds/categories.opml", store_page(CategoriesOpmlView.as_view()), name="opml"),
    path("feeds/corrections.xml", store_page(CorrectionsFeed.as_view()), name="corrections_feed"),
    path("media/<path:name>", views.MediaView.as_view(), name="media"),
    path("sitemap.xml", store_page(sitemap_view, "p"), name="sitemap"),
    path("sitemap-<slug:section>.xml", store_page(sitemap_view, "p"), name="sitemap_section"),
    path("robots.txt", store_page(views.RobotsView.as_view()), name="robots"),
    path("llms.txt", store_page(LlmsView.as_view()), name="llms"),
    path(".well-known/security.txt", SecurityTextView.as_view(), name="security_txt"),
    path("healthz", views.HealthView.as_view(), name="health"),
    path("livez", LiveView.as_view(), name="live"),
    path("readyz", ReadyView.as_view(), name="ready"),
    path("<diagram_file:digest>", diagram_view, name="home_diagram"),
    path("<page_path:path>/<diagram_file:digest>", diagram_view, name="page_diagram"),
    # After all others: a page is where nothing else is.
    path("<page_path:path>/", store_page(views.PageView.as_view()), name="page"),
    path("<page_path:path>", views.PageSlashView.as_view(), name="page_without_slash"),
]
