"""Pictures: what may come into media, what is there, and how it goes out."""

from posts.images.checking import check_image
from posts.images.limits import MAX_IMAGE_BYTES, InvalidImage
from posts.images.serving import get_file_headers
from posts.images.sizes import (
    MEDIA_PREFIX,
    find_media_references,
    get_image_size,
    get_image_sizes,
    replace_media_reference,
)
from posts.images.storing import get_stem, prepare_upload, store_prepared_file, store_upload
from posts.images.variants import delete_with_variants, may_have_variants, read_media_file, write_variants

__all__ = [
    "MAX_IMAGE_BYTES",
    "MEDIA_PREFIX",
    "InvalidImage",
    "check_image",
    "write_variants",
    "may_have_variants",
    "prepare_upload",
    "read_media_file",
    "find_media_references",
    "delete_with_variants",
    "get_file_headers",
    "get_image_size",
    "get_image_sizes",
    "get_stem",
    "store_upload",
    "store_prepared_file",
    "replace_media_reference",
]
