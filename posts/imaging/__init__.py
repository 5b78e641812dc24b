"""Pictures as bytes: validation, normalization, sizes, variants. Knows neither models nor storage."""

from posts.imaging.acceptance import list_accepted_types, normalize_image, prepare_original
from posts.imaging.limits import MAX_IMAGE_BYTES, InvalidImage
from posts.imaging.normalization import NormalizedImage
from posts.imaging.rotation import can_be_rotated, rotate_image
from posts.imaging.sizes import ImageSize, read_image_size
from posts.imaging.variants import encode_variants, has_fixed_size, may_have_variants

__all__ = [
    "MAX_IMAGE_BYTES",
    "ImageSize",
    "InvalidImage",
    "NormalizedImage",
    "can_be_rotated",
    "encode_variants",
    "has_fixed_size",
    "list_accepted_types",
    "may_have_variants",
    "normalize_image",
    "prepare_original",
    "read_image_size",
    "rotate_image",
]
