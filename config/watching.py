"""Settings of what the site tells of itself: its log, its audit log, its metrics."""

from config.environment import read_boolean, read_choice, read_integer, read_log_level, read_token

# How records of the log are written: as lines for people, or a JSON object in each line.
LOG_FORMATTERS = {
    "text": "posts.monitoring.log_formatters.LineFormatter",
    "json": "posts.monitoring.log_formatters.JsonFormatter",
}
LOG_FORMAT = read_choice("LOG_FORMAT", LOG_FORMATTERS, default="text")
# Name and address are personal data: the log has them where the owner wants that.
LOG_FAILED_LOGINS = read_boolean("LOG_FAILED_LOGINS", default=False)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"site": {"()": LOG_FORMATTERS[LOG_FORMAT]}},
    "filters": {"outages": {"()": "posts.monitoring.log_filters.OutageFilter"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "site"}},
    "root": {"handlers": ["console"], "level": read_log_level("LOG_LEVEL", default="WARNING")},
    # It says without names and addresses what LockoutHandler says.
    "loggers": {"axes": {"level": "ERROR"}, "django.request": {"filters": ["outages"]}},
}

# The audit log: for how many days (0: for ever), and whether with the addresses of people.
AUDIT_LOG_DAYS = read_integer("AUDIT_LOG_DAYS", default=365)
AUDIT_LOG_ADDRESSES = read_boolean("AUDIT_LOG_ADDRESSES", default=False)

# Who knows it may read /metrics; without one there is no such page.
METRICS_TOKEN = read_token("METRICS_TOKEN")
