"""What readers see. Everything here only reads: the work was done when a post was saved."""

from posts.views.indexes import ArchiveView, CategoryListView, FeedsView, TagListView
from posts.views.lists import ArchivePeriodView, AuthorView, CategoryView, HomeView, SeriesView, TagView
from posts.views.media import MediaView
from posts.views.post import PostView
from posts.views.searching import SearchView, TitleSuggestionsView
from posts.views.service import HealthView, RobotsView

__all__ = [
    "ArchivePeriodView",
    "ArchiveView",
    "AuthorView",
    "CategoryListView",
    "CategoryView",
    "FeedsView",
    "HealthView",
    "HomeView",
    "MediaView",
    "PostView",
    "RobotsView",
    "SearchView",
    "SeriesView",
    "TagListView",
    "TagView",
    "TitleSuggestionsView",
]
