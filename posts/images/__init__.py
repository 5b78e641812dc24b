"""Pictures: what may come into media, what is there, and how it goes out."""

from posts.images.checking import check
from posts.images.limits import MAX_BYTES, BadImage
from posts.images.serving import response_headers
from posts.images.sizes import size_of, sizes_in
from posts.images.storing import prepare, store

__all__ = ["MAX_BYTES", "BadImage", "check", "prepare", "response_headers", "size_of", "sizes_in", "store"]
