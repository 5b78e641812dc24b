"""Where media may be kept: a folder, or a store that speaks S3."""

from posts.media.storage.address import parse_storage_address

__all__ = ["parse_storage_address"]
