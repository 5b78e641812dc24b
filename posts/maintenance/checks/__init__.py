"""What can be wrong with a site, one small function each: the list that `manage.py doctor` goes through.

A check yields messages of Django's check framework: what is wrong, and as hint what mends it.
"""

from collections.abc import Callable, Iterable, Iterator

from django.core.checks import CheckMessage
from django.core.checks import Warning as CheckWarning
from django.db import Error
from django.utils.translation import gettext as _

from posts.maintenance.checks.accounts import report_factor_key, report_owner
from posts.maintenance.checks.address import report_address, report_address_header
from posts.maintenance.checks.backups import report_backup
from posts.maintenance.checks.clock import report_clock
from posts.maintenance.checks.database import report_database, report_migrations, report_renders
from posts.maintenance.checks.environment import report_env_file, report_names, report_quotes
from posts.maintenance.checks.files import report_disk, report_owners, report_privacy, report_static_files
from posts.maintenance.checks.queue import report_tasks
from posts.maintenance.checks.services import report_mail, report_redis, report_store

SiteCheck = Callable[[], Iterable[CheckMessage]]

SITE_CHECKS: tuple[SiteCheck, ...] = (
    report_database,
    report_migrations,
    report_static_files,
    report_owners,
    report_privacy,
    report_names,
    report_quotes,
    report_env_file,
    report_address,
    report_address_header,
    report_renders,
    report_disk,
    report_store,
    report_redis,
    report_mail,
    report_tasks,
    report_backup,
    report_clock,
    report_owner,
    report_factor_key,
)
# What these ask is not there before the first `migrate`.
TABLE_CHECKS = {
    report_address_header,
    report_renders,
    report_tasks,
    report_clock,
    report_owner,
    report_factor_key,
}


def run_site_checks() -> Iterator[CheckMessage]:
    """Yield what all checks find. One that fails is itself a finding; the others go on."""
    skipped: set[SiteCheck] = set()
    for check in SITE_CHECKS:
        for message in run_site_check(check) if check not in skipped else ():
            if message.id in {"site.database", "site.migrations"}:
                skipped |= TABLE_CHECKS | {report_migrations}
            yield message


def run_site_check(check: SiteCheck) -> list[CheckMessage]:
    """Return what `check` finds; that it could not be done, if it raised an error."""
    try:
        return list(check())
    except (Error, OSError, ValueError, LookupError) as error:
        text = _("This could not be checked: %(name)s (%(error)s).")
        values = {"name": check.__name__.removeprefix("report_"), "error": type(error).__name__}
        return [CheckWarning(text % values, id="site.unchecked")]
