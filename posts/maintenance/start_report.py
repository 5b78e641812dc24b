"""What a server logs at its start: an upgrade that is not finished, a setting that nothing reads, a theme."""

import logging
from threading import Thread

from django.db import DatabaseError, connections

from posts.maintenance.setting_names import find_misspelled_settings
from posts.theming.faults import find_theme_faults
from posts.views.readiness import find_missing_parts

logger = logging.getLogger(__name__)

REMEDIES = {"migrations": "Pages may fail. Run: manage.py upgrade"}
ADVICE = "manage.py doctor says what to do."


def report_start_in_thread() -> None:
    """Log what is missing, while the server starts: a database that is away must not hold it up."""
    Thread(target=report_start, name="start report", daemon=True).start()


def report_start() -> None:
    """Log a line for each missing part of the site, each misspelled setting and each fault of the theme."""
    for fault in find_theme_faults():
        logger.error("The theme: %s", fault)
    try:
        for name, meant in find_misspelled_settings().items():
            logger.warning("%s is not a setting, and has no effect. Did you mean %s?", name, meant)
        missing = find_missing_parts()
        if "migrations" in missing:
            missing.pop("tables", None)  # they come with the migrations
        for name, reason in missing.items():
            logger.error("The site is not ready: %s: %s. %s", name, reason, REMEDIES.get(name, ADVICE))
    except DatabaseError:
        logger.exception("What is missing could not be found out.")
    finally:
        connections.close_all()
