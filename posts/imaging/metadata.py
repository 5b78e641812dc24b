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


def strip_metadata(data: bytes, image_format: str) -> bytes:
    """Return a verified picture without its metadata; other formats than PNG and WebP unchanged."""
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
    return data


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
