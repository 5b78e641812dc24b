"""The page cache: answers anonymous readers from memory, before Django.

Every page belongs to a *version* of the site. Any change that a reader could see begins
another version, in every process at once, and all pages of the old one are dropped.
`store_page` marks the views whose pages are kept, `PageStore` wraps the application,
`watch_all_connections` sees to it that every change is noticed.
"""

from posts.page_cache.decorators import store_page
from posts.page_cache.invalidation import listen_for_changes, watch_all_connections
from posts.page_cache.store import PageStore

__all__ = ["PageStore", "listen_for_changes", "store_page", "watch_all_connections"]
