"""Settings of `manage.py setup` alone: it writes what the site's own settings are read from."""

INSTALLED_APPS = ["config"]
USE_I18N = False
USE_TZ = True
