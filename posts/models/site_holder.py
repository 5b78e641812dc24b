"""What this process knows of the settings of the site, and when it must read them again."""

from typing import Any

from django.db import connection, transaction


class SiteHolder:
    """What was read last, and what was made of it; `posts.models.site` fills it."""

    held: Any = None  # a StoredSite
    # The rows, the environment, and the Site that both lead to.
    resolved: tuple[Any, tuple[str, ...], Any] | None = None


holder = SiteHolder()


def forget_stored_site() -> None:
    """Have the rows read again, in this process, after a change of them was committed."""
    connection.has_site_changes = False  # type: ignore[attr-defined]
    holder.held = None


def note_site_change() -> None:
    """Have this connection read the rows each time, until the transaction that changes them ends."""
    connection.has_site_changes = True  # type: ignore[attr-defined]
    transaction.on_commit(forget_stored_site)
