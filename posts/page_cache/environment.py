"""What pages depend on beside the rows that they ask for: the values of the site, which a process holds."""

from hashlib import blake2b

from django.utils import timezone

from posts.models.site import read_stored_site, resolve_site


def digest_environment() -> bytes:
    """Return a digest of the values of the site, and of which links of its header are live.

    Raises DatabaseError, where the site would show the values that were known last.
    """
    site, now = resolve_site(read_stored_site()), timezone.now()
    are_live = [[one.is_live(now) for one in (link, *link.translations)] for link in site.stored_links]
    return blake2b(repr((site, are_live)).encode(), digest_size=16).digest()
