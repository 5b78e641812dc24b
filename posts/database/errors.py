"""What an error of the database or the disk says."""

import errno

DISK_FULL_NUMBERS = frozenset({errno.ENOSPC, errno.EDQUOT})
# How the drivers name it: PostgreSQL by an SQLSTATE, SQLite by a name (Result Codes).
DISK_FULL_CODES = frozenset({"53100", "SQLITE_FULL"})


def is_disk_full(error: BaseException) -> bool:
    """Return whether `error`, of a file or as Django raises it of a database, says that a disk is full."""
    if isinstance(error, OSError):
        return error.errno in DISK_FULL_NUMBERS
    driver_error = error.__cause__
    codes = (getattr(driver_error, name, None) for name in ("sqlstate", "sqlite_errorname"))
    return any(code in DISK_FULL_CODES for code in codes)
