"""Writes the smaller variants of pictures into media."""

from posts.imaging import encode_variants, has_fixed_size
from posts.media.uploads import take_decoding_slot
from posts.models.media_files import read_media_file, write_media_file
from posts.rendering.responsive_images import variant_path


def write_variants(name: str) -> list[int]:
    """Make those variants of the picture `name` in media that save bytes; return their widths, ascending."""
    if has_fixed_size(name):
        return []
    widths = []
    with take_decoding_slot():
        variants = list(encode_variants(read_media_file(name)))
    for width, files in variants:
        for suffix, content in files.items():
            write_media_file(variant_path(name, width, suffix), content)
        widths.append(width)
    return widths
