"""Feeds of posts in full, with archives of older ones: RSS 2.0, Atom 1.0 (RFC 4287) and JSON Feed 1.1.

`lists` says which posts, `entries` what of them, and a module for each format how it is written.
"""

from posts.views.feeds.archives import ArchiveRangeConverter
from posts.views.feeds.corrections import CorrectionsFeed
from posts.views.feeds.feed_view import FEED_FILES, FeedFormat, FeedView
from posts.views.feeds.lists import AuthorFeed, CategoryFeed, SeriesFeed, SiteFeed, TagFeed
from posts.views.feeds.opml import CategoriesOpmlView

__all__ = [
    "FEED_FILES",
    "ArchiveRangeConverter",
    "AuthorFeed",
    "CategoriesOpmlView",
    "CategoryFeed",
    "CorrectionsFeed",
    "FeedFormat",
    "FeedView",
    "SeriesFeed",
    "SiteFeed",
    "TagFeed",
]
