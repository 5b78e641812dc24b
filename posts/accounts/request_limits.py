"""Limits of how often something is asked for, counted in the database: by all processes and machines."""

import hashlib
import time
from datetime import timedelta
from typing import NamedTuple

from django.db import transaction
from django.utils import timezone

from posts.models import RequestCount


class RequestLimit(NamedTuple):
    """At most `requests` within `seconds`, of those that are counted under the same name and value."""

    name: str
    requests: int
    seconds: int = 3600


RESETS_BY_NETWORK = RequestLimit("reset_password", 20)
RESET_MAILS = RequestLimit("reset_mail", 5)


def take_request(limit: RequestLimit, value: str) -> bool:
    """Count a request for `value`, such as an address; return False, and count nothing, beyond `limit`."""
    now = time.time()
    key = hashlib.sha256(f"{limit.name}:{value}".encode()).hexdigest()
    expires_at = timezone.now() + timedelta(seconds=limit.seconds)
    with transaction.atomic():
        RequestCount.objects.filter(expires_at__lt=timezone.now()).delete()
        RequestCount.objects.get_or_create(key=key, defaults={"expires_at": expires_at})
        # Of two at the same time the second waits here, and then reads what the first has written.
        count = RequestCount.objects.select_for_update().get(key=key)
        count.times = [moment for moment in count.times if moment > now - limit.seconds]
        if len(count.times) >= limit.requests:
            return False
        count.times.append(now)
        count.expires_at = expires_at
        count.save()
    return True
