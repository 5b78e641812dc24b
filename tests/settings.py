"""Settings for tests: fast, sealed, and the same on every machine."""

import os
import tempfile

# The site of this checkout, if it is one, has its own.
os.environ["ENV_FILE"] = ""

from config.settings import *  # noqa: F403

SECRET_KEY = "not a secret"  # noqa: S105
LANGUAGE_CODE = "en"
TIME_ZONE = "Asia/Shanghai"
SITE_NAME = "Transmission"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AXES_ENABLED = False
FACTOR_KEYS = ["dGVzdHMgb25seSB0ZXN0cyBvbmx5IHRlc3RzIG9ubHk="]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
TASKS_MODE = "immediate"
TASKS = {"default": {"BACKEND": TASK_BACKENDS[TASKS_MODE], "QUEUES": TASK_QUEUES}}  # noqa: F405
# Of each worker its own: they share a folder, but neither database nor users.
LOCKS_DIR = DATA_DIR / f"locks-{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"  # noqa: F405
WHITENOISE_AUTOREFRESH = True
# A thread would write while tests count; those of the pages on the disk turn it on.
PAGE_DISK_MB = 0
database = DATABASES["default"]  # noqa: F405
if database["ENGINE"] == "posts.database.sqlite3":
    # In a file: a browser's requests come several at a time, and the connections to a database in
    # memory would lock each other out. Of this run alone: others may be under way.
    database["TEST"] = {"NAME": f"{tempfile.gettempdir()}/transmission-{os.getpid()}.sqlite3"}
    # What a crash would lose is thrown away anyhow.
    database["OPTIONS"]["init_command"] += " PRAGMA synchronous=OFF;"
# The threads of a live server would keep theirs, and the database could not be dropped.
database["CONN_MAX_AGE"] = 0
