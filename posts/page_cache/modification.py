"""When feeds were modified last: programs that fetch them know no other way, some of them.

A page depends on more than the posts on it, and a date counts in seconds. So the date is that of the
version of the site with which this process first saw these bytes: the first whole second after it knew of
the version. What was sent before bears an earlier date, and what comes after a later one.
"""

from collections import OrderedDict
from threading import Lock

from django.conf import settings
from django.utils.http import http_date, parse_http_date_safe

from posts.page_cache.keys import FEED_TYPES, PLAIN_XML, PageKey

DATED_TYPES = frozenset({*FEED_TYPES, PLAIN_XML, "application/feed+json", "text/x-opml"})
MAX_DATED_PAGES = 2_000


class ModificationDates:
    """Since when feeds are as they are, by their keys, beyond the version of the site."""

    def __init__(self) -> None:
        self.dates: OrderedDict[PageKey, tuple[str, int]] = OrderedDict()
        self.lock = Lock()

    def find_date(self, key: PageKey, etag: str, version_since: float) -> int:
        """Return since when the page with `etag` is at `key`, in seconds since 1970.

        `version_since` is when this process knew of the version of the site that the page is of.
        """
        with self.lock:
            known, seconds = self.dates.pop(key, ("", 0))
            if known != etag:
                seconds = int(version_since) + 1
            self.dates[key] = etag, seconds
            if len(self.dates) > MAX_DATED_PAGES:
                self.dates.popitem(last=False)
        return seconds


def is_dated_type(content_type: str) -> bool:
    """Whether pages of this type say when they were modified."""
    return content_type.partition(";")[0].strip() in DATED_TYPES


def is_unmodified(date: str, modified_at: int, now: float) -> bool:
    """Whether `date`, the value of If-Modified-Since (RFC 9110, section 13.1.3), is as late as the page.

    A date in the future says nothing, nor does a page's before its time. Clocks of several machines differ:
    there it must be the page's own.
    """
    if settings.REDIS_URL:
        return date == http_date(modified_at) and modified_at <= now
    seconds = parse_http_date_safe(date)
    return seconds is not None and modified_at <= seconds <= now
