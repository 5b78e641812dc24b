"""The site as it is served, but for what takes long and is tested elsewhere."""

from config.settings import *  # noqa: F403

# Neither collected nor compressed, which takes longer than everything else.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}  # noqa: F405
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# The worker beside the server has tests of its own.
TASKS_MODE = "immediate"
TASKS = {"default": {"BACKEND": TASK_BACKENDS[TASKS_MODE], "QUEUES": TASK_QUEUES}}  # noqa: F405
# Strangers ask for thousands of addresses and hosts that are not there.
for name in ("django.request", "django.security"):
    LOGGING["loggers"][name] = {"level": "CRITICAL"}  # noqa: F405
