"""Pictures: what may come into media, what is there, and how it goes out."""

from posts.images.checking import check
from posts.images.limits import MAX_BYTES, BadImage
from posts.images.serving import response_headers
from posts.images.sizes import MEDIA, references, size_of, sizes_in, with_picture
from posts.images.storing import prepare, stem_of, store, store_prepared
from posts.images.variants import make_variants, may_vary, read, remove_with_variants

__all__ = [
    "MAX_BYTES",
    "MEDIA",
    "BadImage",
    "check",
    "make_variants",
    "may_vary",
    "prepare",
    "read",
    "references",
    "remove_with_variants",
    "response_headers",
    "size_of",
    "sizes_in",
    "stem_of",
    "store",
    "store_prepared",
    "with_picture",
]
