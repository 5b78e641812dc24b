"""The content of a site: posts, what sorts them, and where they used to be."""

from posts.models.neighbours import Neighbours, neighbours_of
from posts.models.origins import Imported, Redirect
from posts.models.post import Language, Nearness, Post, State
from posts.models.taxonomy import Category, Series, Tag, TaggedPost

__all__ = [
    "Category",
    "Imported",
    "Language",
    "Nearness",
    "Neighbours",
    "Post",
    "Redirect",
    "Series",
    "State",
    "Tag",
    "TaggedPost",
    "neighbours_of",
]
