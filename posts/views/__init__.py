"""The site's public pages. Views only read: whatever can be computed is computed when a post is saved."""

from posts.views.archive import ArchivePeriodView, ArchiveView
from posts.views.lists import AuthorView, CategoryView, HomeView, SeriesView, TagView
from posts.views.media import MediaView
from posts.views.post import PageSlashView, PageView, PostView
from posts.views.search import SearchView, TitleSuggestionsView
from posts.views.service import HealthView, RobotsView
from posts.views.taxonomy import CategoryListView, FeedListView, TagListView

__all__ = [
    "ArchivePeriodView",
    "ArchiveView",
    "AuthorView",
    "CategoryListView",
    "CategoryView",
    "FeedListView",
    "HealthView",
    "HomeView",
    "MediaView",
    "PageSlashView",
    "PageView",
    "PostView",
    "RobotsView",
    "SearchView",
    "SeriesView",
    "TagListView",
    "TagView",
    "TitleSuggestionsView",
]
