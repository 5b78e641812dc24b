"""Everything that is wrong with the site: what Django checks, and what SITE_CHECKS does."""

from dataclasses import dataclass

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage
from django.db import DEFAULT_DB_ALIAS

from posts.maintenance.checks import run_site_checks


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What is wrong: `errors` must be mended, `warnings` should be."""

    errors: list[CheckMessage]
    warnings: list[CheckMessage]


def diagnose_site() -> Diagnosis:
    """Run every check; return what they found, the worst first."""
    found = list(run_site_checks())
    databases = [] if any(message.id == "site.database" for message in found) else [DEFAULT_DB_ALIAS]
    found += checks.run_checks(include_deployment_checks=settings.IS_PUBLIC, databases=databases)
    messages = [message for message in found if not message.is_silenced()]
    return Diagnosis(
        [message for message in messages if message.level >= checks.ERROR],
        [message for message in messages if checks.WARNING <= message.level < checks.ERROR],
    )
