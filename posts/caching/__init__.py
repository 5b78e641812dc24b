"""The page store: what an anonymous reader may see is answered before Django, from memory.

Everything such a reader sees belongs to a *generation* of the site, which ends with
any change of it, in every process at once. `stored` marks the pages that are kept,
`PageStore` is wrapped around the site, `announce_changes` ends the generations.
"""

from posts.caching.changes import announce_changes
from posts.caching.marking import stored
from posts.caching.store import PageStore

__all__ = ["PageStore", "announce_changes", "stored"]
