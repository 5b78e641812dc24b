"""The content of a site: posts, what sorts them, who writes them, and what they were."""

from posts.models.imported import Imported
from posts.models.nearness import Nearness
from posts.models.neighbours import AdjacentPosts, get_adjacent_posts
from posts.models.origins import Redirect
from posts.models.people import Profile, get_display_name
from posts.models.picture import Picture
from posts.models.post import Language, Post
from posts.models.publication import PostState
from posts.models.revision import Revision, RevisionKind, WorkingCopy
from posts.models.saved_filter import SavedFilter
from posts.models.sharing import ShareLink
from posts.models.tag import Synonym, Tag, TaggedPost, resolve_synonyms
from posts.models.taxonomy import Category, Series

__all__ = [
    "AdjacentPosts",
    "Category",
    "Imported",
    "Language",
    "Nearness",
    "Picture",
    "Post",
    "PostState",
    "Profile",
    "Redirect",
    "Revision",
    "RevisionKind",
    "SavedFilter",
    "Series",
    "ShareLink",
    "Synonym",
    "Tag",
    "TaggedPost",
    "WorkingCopy",
    "get_adjacent_posts",
    "get_display_name",
    "resolve_synonyms",
]
