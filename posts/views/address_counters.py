"""Requests for old and missing addresses: counted in memory, and written to the database now and then.

So a request for a missing page costs no write, and a flood of them few.
"""

import logging
import re
from collections import Counter
from threading import Lock
from time import monotonic

from django.db import DatabaseError

from posts.models.address_counts import MAX_ADDRESS, add_missed_requests, add_redirect_hits
from posts.models.redirect import Redirect

logger = logging.getLogger(__name__)

WRITE_SECONDS = 30  # between two writes of a process
MAX_COUNTED = 1_000  # addresses held in memory; further ones are not counted
# Of parts of the site that are no pages: some of their addresses are secret.
PRIVATE_PATH = re.compile(r"/(?:accounts|admin|api|media|shared|static)/", re.IGNORECASE)
# What only programs ask for that look for weak spots.
NOISE = re.compile(
    r"\.(?:php\d?|aspx?|jspx?|cgi|env|git|sql|bak|old|zip|tar|gz|rar|7z|ini|ya?ml|log|exe|sh|py|rb|dll|axd|"
    r"swp|pem|key|conf|config|db|sqlite3?)(?:[/.~]|$)|/\.(?!well-known/)|/\.well-known/|[\x00-\x1f\x7f]|"
    r"(?:wp-|xmlrpc|phpmyadmin|cgi-bin|vendor/|actuator|autodiscover|boaform|hnap1|solr/|owa/|_ignition|"
    r"node_modules|\.\./|<|\$\{|%00)",
    re.IGNORECASE,
)


class AddressCounters:
    """Counts of this process that are not written yet."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.missed: Counter[str] = Counter()
        self.followed: Counter[int] = Counter()
        self.written_at = monotonic()

    def count_missed(self, path: str) -> None:
        """Count a request for `path`, where nothing is; not if only programs ask for it."""
        if len(path) > MAX_ADDRESS - 1 or PRIVATE_PATH.match(path) or NOISE.search(path):
            return
        path = Redirect.normalise_path(path)
        if path in self.missed or len(self.missed) < MAX_COUNTED:
            self.add(self.missed, path)

    def count_followed(self, redirect_id: int) -> None:
        self.add(self.followed, redirect_id)

    def add(self, counter: Counter[str] | Counter[int], key: str | int) -> None:
        with self.lock:
            counter[key] += 1  # type: ignore[index]
        if monotonic() - self.written_at >= WRITE_SECONDS:
            self.write()

    def write(self) -> None:
        """Write what was counted; a database that cannot be written loses it, and no request fails."""
        with self.lock:
            missed, followed = dict(self.missed), dict(self.followed)
            self.missed.clear()
            self.followed.clear()
            self.written_at = monotonic()
        try:
            if missed:
                add_missed_requests(missed)
            if followed:
                add_redirect_hits(followed)
        except DatabaseError:
            logger.warning("Requests for missing addresses could not be counted.", exc_info=True)


counters = AddressCounters()
