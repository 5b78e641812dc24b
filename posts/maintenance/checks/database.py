"""Checks of the database: it answers, and has what this version needs."""

from collections.abc import Iterator

from django.core.checks import CheckMessage, Error
from django.core.checks import Warning as CheckWarning
from django.db import Error as DriverError
from django.db import connection
from django.utils.translation import gettext as _

from posts.database.applied_migrations import count_missing_migrations
from posts.models import Post
from posts.page_cache.health import ping_database
from posts.rendering import RENDERER_VERSION


def report_database() -> Iterator[CheckMessage]:
    """Find out whether the database answers."""
    try:
        ping_database()
    except DriverError as error:
        connection.close()
        yield Error(
            _("The database does not answer: %(error)s") % {"error": " ".join(str(error).split())},
            hint=_("Start it, or mend DATABASE_URL: manage.py setup --database …"),
            id="site.database",
        )


def report_migrations() -> Iterator[CheckMessage]:
    """Find migrations that were not run."""
    if count := count_missing_migrations(connection):
        yield Error(
            _("The database is that of an older version. Migrations that were not run: %(count)s.")
            % {"count": count},
            hint="manage.py upgrade",
            id="site.migrations",
        )


def report_renders() -> Iterator[CheckMessage]:
    """Find posts that an older renderer rendered."""
    if count := Post.objects.with_outdated_render(RENDERER_VERSION).count():
        yield CheckWarning(
            _("Posts that an older version rendered: %(count)s.") % {"count": count},
            hint="manage.py render_posts && manage.py index_posts",
            id="site.renders",
        )
