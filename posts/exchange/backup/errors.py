"""What backing up and restoring raise."""


class BackupError(Exception):
    """It was not done, and nothing half done is left; the message says why and what to do, for people."""
