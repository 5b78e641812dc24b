"""What records of the log are cut down to before they are written."""

import logging

SERVICE_UNAVAILABLE = 503


class OutageFilter(logging.Filter):
    """Names the reason of a 503 in its line, in place of a traceback, which is the same for each request.

    While a database is away, every request that asks it fails: tracebacks would fill the disk. They
    stay where the root logger writes DEBUG.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        is_outage = getattr(record, "status_code", None) == SERVICE_UNAVAILABLE
        error = record.exc_info[1] if is_outage and record.exc_info else None
        if error and not logging.getLogger().isEnabledFor(logging.DEBUG):
            reason = str(error).strip().partition("\n")[0]
            record.msg, record.args = "%s (%s: %s)", (record.getMessage(), type(error).__name__, reason)
            record.exc_info = record.exc_text = None
        return True
