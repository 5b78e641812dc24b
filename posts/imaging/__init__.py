"""Pictures: what may come into media, what is there, and how it goes out."""

from posts.imaging.limits import MAX_IMAGE_BYTES, InvalidImage
from posts.imaging.validation import check_image
from posts.imaging.variants import delete_with_variants, may_have_variants, read_media_file, write_variants
from posts.media.headers import get_file_headers
from posts.media.uploads import get_stem, prepare_upload, store_prepared_file, store_upload
from posts.models.media_files import (
    MEDIA_PREFIX,
    find_media_references,
    measure_image,
    measure_images,
    replace_media_reference,
)

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
    "measure_image",
    "measure_images",
    "get_stem",
    "store_upload",
    "store_prepared_file",
    "replace_media_reference",
]
