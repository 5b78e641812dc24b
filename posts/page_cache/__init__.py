"""The page cache: answers anonymous readers from memory, before Django.

Any change that a reader could see begins another *version* of the site, in every process at once.
A page of an older one is sent only after the SELECTs that it was made of have found the same rows again.
`store_page` marks the views whose pages are kept, `PageStore` wraps the application,
`watch_all_connections` sees to it that every change is noticed.
"""

from posts.page_cache.decorators import store_page
from posts.page_cache.invalidation import listen_for_changes, watch_all_connections
from posts.page_cache.store import PageStore

__all__ = ["PageStore", "listen_for_changes", "store_page", "watch_all_connections"]
