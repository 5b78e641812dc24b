"""Removes the metadata of animations.

Animations are not encoded again, so the chunks with places, names and dates are
cut out of the file.
"""

import struct
from collections.abc import Iterator

# PNG (third edition), section 11.3: Exif, texts and the time of change.
PNG_METADATA = frozenset({b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"})
PNG_SIGNATURE_LENGTH = 8
# RFC 9649, section 2.7: chunks and their flags in the header chunk VP8X.
WEBP_METADATA = frozenset({b"EXIF", b"XMP "})
WEBP_METADATA_FLAGS = 0x08 | 0x04
RIFF_HEADER_LENGTH = 12
GIF_HEADER_LENGTH, GIF_IMAGE_LENGTH = 13, 11
GIF_EXTENSION, GIF_IMAGE, GIF_TRAILER = b"!", 0x2C, 0x3B
GIF_COMMENT, GIF_APPLICATION = 0xFE, 0xFF
GIF_LOOPS = frozenset({b"NETSCAPE2.0", b"ANIMEXTS1.0"})


def strip_metadata(data: bytes, image_format: str) -> bytes:
    """Return a verified picture without its metadata; other formats than PNG, WebP and GIF unchanged."""
    if image_format == "PNG":
        kept = [chunk for kind, chunk in iterate_png_chunks(data) if kind not in PNG_METADATA]
        return data[:PNG_SIGNATURE_LENGTH] + b"".join(kept)
    if image_format == "WEBP":
        kept = [
            clear_metadata_flags(kind, chunk)
            for kind, chunk in iterate_webp_chunks(data)
            if kind not in WEBP_METADATA
        ]
        body = b"WEBP" + b"".join(kept)
        return b"RIFF" + struct.pack("<I", len(body)) + body
    if image_format == "GIF":
        return b"".join(block for block in iterate_gif_blocks(data) if not is_gif_metadata(block))
    return data


def iterate_gif_blocks(data: bytes) -> Iterator[bytes]:
    """Yield header, extensions and images of a GIF (GIF89a specification, appendix B); stop where it ends.

    Its end is the last block; what stands behind it is none.
    """
    end = GIF_HEADER_LENGTH + get_gif_palette_length(data[10])
    yield data[:end]
    while end < len(data) and data[end] != GIF_TRAILER:
        start = end
        if data[end] == GIF_IMAGE:
            end += GIF_IMAGE_LENGTH + get_gif_palette_length(data[end + 9])
        else:
            end += 2
        while end < len(data) and data[end]:
            end += 1 + data[end]
        end += 1
        yield data[start:end]
    yield bytes([GIF_TRAILER])


def get_gif_palette_length(flags: int) -> int:
    """Return the bytes of the palette that the flags of a screen or an image announce."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def is_gif_metadata(block: bytes) -> bool:
    """Whether a block is a comment, or data of a program other than how often the animation is shown."""
    if block[:1] != GIF_EXTENSION or len(block) < 2:
        return False
    return block[1] == GIF_COMMENT or (block[1] == GIF_APPLICATION and block[3:14] not in GIF_LOOPS)


def iterate_png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the kind and the bytes of each chunk: length, kind, content, checksum."""
    at = PNG_SIGNATURE_LENGTH
    while at + 12 <= len(data):
        length, kind = struct.unpack(">I4s", data[at : at + 8])
        yield kind, data[at : at + 12 + length]
        at += 12 + length


def iterate_webp_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    """Yield the kind and the bytes of each chunk: kind, length, content padded to an even length."""
    at = RIFF_HEADER_LENGTH
    while at + 8 <= len(data):
        kind, length = struct.unpack("<4sI", data[at : at + 8])
        end = at + 8 + length + length % 2
        yield kind, data[at:end]
        at = end


def clear_metadata_flags(kind: bytes, chunk: bytes) -> bytes:
    """Return a chunk; the header chunk without the flags that announce metadata."""
    if kind != b"VP8X":
        return chunk
    return chunk[:8] + bytes([chunk[8] & ~WEBP_METADATA_FLAGS]) + chunk[9:]
