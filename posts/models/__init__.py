"""The content of a site: posts, what sorts them, who writes them, and what they were."""

from posts.models.nearness import Nearness
from posts.models.neighbours import AdjacentPosts, get_adjacent_posts
from posts.models.origins import Imported, Redirect
from posts.models.people import Profile, SavedFilter, get_display_name
from posts.models.picture import Picture
from posts.models.post import Language, Post
from posts.models.publication import PostState
from posts.models.revision import Revision, RevisionKind, WorkingCopy
from posts.models.sharing import ShareLink
from posts.models.tag import Synonym, Tag, TaggedPost, resolve_synonyms
from posts.models.taxonomy import Category, Series

__all__ = [
    "Category",
    "Imported",
    "RevisionKind",
    "Language",
    "Nearness",
    "AdjacentPosts",
    "Picture",
    "Post",
    "Profile",
    "Redirect",
    "Revision",
    "SavedFilter",
    "Series",
    "ShareLink",
    "PostState",
    "Synonym",
    "Tag",
    "TaggedPost",
    "WorkingCopy",
    "resolve_synonyms",
    "get_display_name",
    "get_adjacent_posts",
]
