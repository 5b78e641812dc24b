"""Checks of the clock: against other machines of the site, and against what the site wrote before."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.core.checks import CheckMessage
from django.core.checks import Warning as CheckWarning
from django.db import connection
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from posts.exchange.backup.ownership import get_database_path
from posts.models import Post
from posts.views.readiness import REDIS_TIMEOUT

CLOCK_TOLERANCE = timedelta(minutes=2)


def report_clock() -> Iterator[CheckMessage]:
    """Find a clock that differs from that of another machine, or that was set back."""
    now = timezone.now()
    for other in (read_database_clock(), read_redis_clock()):
        if other and abs(other - now) > CLOCK_TOLERANCE:
            yield build_clock_message(other - now)
            return
    if (latest := find_latest_trace()) and latest - now > CLOCK_TOLERANCE:
        yield build_clock_message(latest - now)


def build_clock_message(difference: timedelta) -> CheckMessage:
    minutes = abs(difference) // timedelta(minutes=1)
    text = _("The clock of this machine is %(count)s minutes behind.")
    if difference < timedelta():
        text = _("The clock of this machine is %(count)s minutes ahead.")
    return CheckWarning(text % {"count": minutes}, hint="timedatectl set-ntp true", id="site.clock")


def read_database_clock() -> datetime | None:
    """Return the time of PostgreSQL's machine; SQLite has no clock of its own."""
    if connection.vendor != "postgresql":
        return None
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        value: datetime = cursor.fetchone()[0]
        return value


def read_redis_clock() -> datetime | None:
    """Return the time of the machine of Redis, if there is one and it answers."""
    if not settings.REDIS_URL:
        return None
    import redis  # noqa: PLC0415  (six megabytes, for sites that have one)

    try:
        with redis.Redis.from_url(
            settings.REDIS_URL, socket_timeout=REDIS_TIMEOUT, socket_connect_timeout=REDIS_TIMEOUT
        ) as client:
            return datetime.fromtimestamp(client.time()[0], UTC)
    except (redis.RedisError, OSError):
        return None


def find_latest_trace() -> datetime | None:
    """Return when, by its own clock, this site was written to last."""
    traces = [Post.objects.aggregate(latest=Max("updated_at"))["latest"]]
    path = get_database_path()
    if path and path.exists():
        traces.append(datetime.fromtimestamp(path.stat().st_mtime, UTC))
    return max(filter(None, traces), default=None)
