"""Pictures as bytes: validation, normalization, sizes, variants. Knows neither models nor storage."""

from posts.imaging.limits import MAX_IMAGE_BYTES, InvalidImage
from posts.imaging.normalization import NormalizedImage, normalize_image
from posts.imaging.sizes import ImageSize, read_image_size
from posts.imaging.validation import check_image
from posts.imaging.variants import encode_variants, has_fixed_size, may_have_variants

__all__ = [
    "MAX_IMAGE_BYTES",
    "ImageSize",
    "InvalidImage",
    "NormalizedImage",
    "check_image",
    "encode_variants",
    "has_fixed_size",
    "may_have_variants",
    "normalize_image",
    "read_image_size",
]
