"""The content of a site: posts, what sorts them, who writes them, and what they were."""

from posts.models.nearness import Nearness
from posts.models.neighbours import Neighbours, neighbours_of
from posts.models.origins import Imported, Redirect
from posts.models.people import Profile, SavedFilter, name_of
from posts.models.picture import Picture
from posts.models.post import Language, Post
from posts.models.publication import State
from posts.models.revision import Kind, Revision, WorkingCopy
from posts.models.sharing import ShareLink
from posts.models.tag import Synonym, Tag, TaggedPost, canonical
from posts.models.taxonomy import Category, Series

__all__ = [
    "Category",
    "Imported",
    "Kind",
    "Language",
    "Nearness",
    "Neighbours",
    "Picture",
    "Post",
    "Profile",
    "Redirect",
    "Revision",
    "SavedFilter",
    "Series",
    "ShareLink",
    "State",
    "Synonym",
    "Tag",
    "TaggedPost",
    "WorkingCopy",
    "canonical",
    "name_of",
    "neighbours_of",
]
