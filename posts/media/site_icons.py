"""Writes the icons of a site into media, beside the picture that the owner chose."""

from posts.imaging.icons import encode_icon
from posts.media.uploads import take_decoding_slot
from posts.models.media_files import read_media_file, write_media_file
from posts.models.site_values import ICON_SIZES, name_icon_variant

MASKABLE_BACKGROUND = "#0a0e1a"  # --color-dark-background of static/css/tokens.css
LARGEST_ICON = max(ICON_SIZES)


def write_site_icons(name: str) -> None:
    """Make all sizes of the icon called `name` in media. Raises `InvalidImage`, `NoFreeSlot` and OSError."""
    data = read_media_file(name)
    with take_decoding_slot():
        files = {name_icon_variant(name, size): encode_icon(data, size) for size in ICON_SIZES}
        maskable = name_icon_variant(name, LARGEST_ICON, "maskable")
        files[maskable] = encode_icon(data, LARGEST_ICON, MASKABLE_BACKGROUND)
    for path, content in files.items():
        write_media_file(path, content)
