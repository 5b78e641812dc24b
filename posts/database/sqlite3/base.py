"""The backend that the settings name (Django: "Subclassing the built-in database backends")."""

from pathlib import Path
from typing import Any

from django.db.backends.sqlite3 import base

FileId = tuple[int, int]


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to a file that is given up when another file has its name.

    SQLite goes on with the file that it has opened: what is saved after a backup was put in its place,
    or the disk was mounted over it, would be acknowledged and lost.
    """

    file_id: FileId | None = None
    # Whether the file that this connection has replaced another one that it had.
    is_replaced = False

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = super().get_new_connection(conn_params)
        earlier, self.file_id = self.file_id, identify_file(self.settings_dict["NAME"])
        self.is_replaced = earlier not in {None, self.file_id}
        return connection

    def is_usable(self) -> bool:
        """Return whether the connection has the file that has its name now; Django asks at each request."""
        return identify_file(self.settings_dict["NAME"]) == self.file_id


def identify_file(path: Any) -> FileId | None:
    """Return what tells the file at `path` from all others; None where there is none."""
    try:
        found = Path(path).stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
