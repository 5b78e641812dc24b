"""Storage backends: of media, a folder or an S3-compatible store; of static files."""

from posts.media.storage.address import parse_storage_address

__all__ = ["parse_storage_address"]
