"""The site's public pages. Views only read: whatever can be computed is computed when a post is saved."""

from posts.views.archive import ArchivePeriodView, ArchiveView
from posts.views.home import show_home, show_post_index
from posts.views.lists import AuthorView, CategoryView, SeriesView, TagView
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
    "show_home",
    "show_post_index",
]
