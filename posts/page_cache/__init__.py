"""The page store: what an anonymous reader may see is answered before Django, from memory.

Everything such a reader sees belongs to a *generation* of the site, which ends with
any change of it, in every process at once. `stored` marks the pages that are kept,
`PageStore` is wrapped around the site, `announce_changes` ends the generations.
"""

from posts.page_cache.decorators import store_page
from posts.page_cache.invalidation import watch_all_connections
from posts.page_cache.store import PageStore

__all__ = ["PageStore", "watch_all_connections", "store_page"]
