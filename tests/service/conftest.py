"""The Redis of the page store's tests serves here too."""

from tests.caching.conftest import redis_url

__all__ = ["redis_url"]
