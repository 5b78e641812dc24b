"""Settings for tests: fast, sealed, and the same on every machine."""

from config.settings import *  # noqa: F403

SECRET_KEY = "not a secret"  # noqa: S105
LANGUAGE_CODE = "en"
TIME_ZONE = "Asia/Shanghai"
SITE_NAME = "Transmission"
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AXES_ENABLED = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_AUTOREFRESH = True
