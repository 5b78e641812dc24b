"""Where media may be kept: a folder, or a store that speaks S3."""

from posts.storage.address import storage_at

__all__ = ["storage_at"]
