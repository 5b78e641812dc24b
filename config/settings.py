"""The settings: safe by default, changed by environment variables.

Every variable is listed in docs/settings.md. A value that cannot be read stops
the start with a message, so that a typing error never becomes a default.
"""

import os
import re
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.urls import reverse_lazy

from config.accounts import *  # noqa: F403
from config.addresses import parse_database_address, parse_redis_address, use_site_engine
from config.environment import (
    ENV_FILE,  # noqa: F401  (settings too)
    ENV_FILE_NAMES,  # noqa: F401
    describe_file_error,
    env,
    read_boolean,
    read_contact,
    read_hosts,
    read_integer,
    read_macros,
    read_time_zone,
    read_web_address,
)
from config.mail import parse_mail_address
from config.secret_key import read_secret_key
from config.tasks import *  # noqa: F403
from config.watching import *  # noqa: F403
from posts.media.storage import parse_storage_address

BASE_DIR = Path(__file__).resolve().parent.parent

# Everything the site writes lives in one folder: database, media, built
# static files and the secret key.
DATA_DIR = Path(env.str("DATA_DIR", str(BASE_DIR / "data"))).resolve()
try:
    DATA_DIR.mkdir(parents=True, exist_ok=True)
except OSError as error:
    raise ImproperlyConfigured(f"DATA_DIR: {describe_file_error(DATA_DIR, error)}") from error
# Empty files that the processes of this machine lock, to share out work.
LOCKS_DIR = DATA_DIR / "locks"


# The site -------------------------------------------------------------------

SITE_NAME = env.str("SITE_NAME", "Transmission")
SITE_DESCRIPTION = env.str("SITE_DESCRIPTION", "")
# The public URL, such as https://example.org. If it is https, cookies and
# redirects require https.
SITE_URL = env.str("SITE_URL", "").rstrip("/")
if SITE_URL and not re.fullmatch(r"https?://[^/\s:@?#]+(:\d{1,5})?", SITE_URL):
    raise ImproperlyConfigured(
        f"SITE_URL must be like https://example.org, without a path, not {SITE_URL!r}."
    )
IS_PUBLIC = SITE_URL.startswith("https://")

# A folder with templates and static files that go before the site's own: docs/theming.md. Where there is
# none at that path the site has its own looks, and says so.
THEME_DIR = Path(env.str("THEME_DIR", "")).resolve() if env.str("THEME_DIR", "") else None

LANGUAGE_CODE = env.str("LANGUAGE_CODE", "zh-hans")
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
if LANGUAGE_CODE not in dict(LANGUAGES):
    raise ImproperlyConfigured(
        f"LANGUAGE_CODE must be one of {', '.join(dict(LANGUAGES))}, not {LANGUAGE_CODE!r}."
    )
LOCALE_PATHS = [BASE_DIR / "posts" / "locale"]
USE_I18N = True
TIME_ZONE = read_time_zone("TIME_ZONE", default="Asia/Shanghai")
USE_TZ = True


# Security -------------------------------------------------------------------

SECRET_KEY = read_secret_key(DATA_DIR / "secret-key", is_public=IS_PUBLIC)
DEBUG = read_boolean("DEBUG", default=False)
ALLOWED_HOSTS = read_hosts("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
if SITE_URL:
    ALLOWED_HOSTS.append(urlsplit(SITE_URL).hostname)
    CSRF_TRUSTED_ORIGINS = [SITE_URL]

SECURE_SSL_REDIRECT = IS_PUBLIC
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_PUBLIC else None
SECURE_HSTS_SECONDS = 31_536_000 if IS_PUBLIC else 0
# For its own host the site can decide. Whether every subdomain serves https too, and
# will for a year, only its owner knows.
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = read_boolean("HSTS_SUBDOMAINS", default=False)
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SESSION_COOKIE_SECURE = IS_PUBLIC
CSRF_COOKIE_SECURE = IS_PUBLIC
X_FRAME_OPTIONS = "DENY"
# Whom to write to about a fault in security: /.well-known/security.txt.
SECURITY_CONTACT = read_contact("SECURITY_CONTACT")
# Whom feeds tell of changes, who tells their subscribers: a WebSub hub.
WEBSUB_HUB = read_web_address("WEBSUB_HUB")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        # Imported posts may show images of other hosts.
        "img-src": [SELF, "data:", "https:", "http:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}

# What an editor typed is shown again even if the form's CSRF token has expired.
CSRF_FAILURE_VIEW = "posts.admin.form_recovery.csrf_failure"

PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]


# Caching --------------------------------------------------------------------------

# Size of the page cache in the memory of each process, in megabytes.
PAGE_STORE_MB = read_integer("PAGE_STORE_MB", default=64)
# Size of the page cache on the disk, in DATA_DIR, in megabytes.
PAGE_DISK_MB = read_integer("PAGE_DISK_MB", default=1000)
# How long a cache in front of the site (nginx, a CDN) may serve a page without revalidating it.
SHARED_CACHE_SECONDS = read_integer("SHARED_CACHE_SECONDS", default=0)


# The application --------------------------------------------------------------

INSTALLED_APPS = [
    "posts.apps.PostsConfig",
    "posts.apps.SiteAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "markdownx",
    "taggit",
    "config",  # its commands
]

MIDDLEWARE = [
    "posts.views.middleware.RequestIdMiddleware",
    # Before all that looks at the host or the scheme: health is asked at 127.0.0.1.
    "posts.views.service.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "posts.views.middleware.ReaderMethodsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "posts.views.middleware.GZipTextMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "csp.middleware.CSPMiddleware",
    "posts.views.middleware.SiteLocaleMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "posts.accounts.language.AccountLanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "posts.views.middleware.RedirectMiddleware",
    "posts.views.middleware.BusyMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "posts.theming.backend.ThemedTemplates",
        "NAME": "django",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "posts.views.context_processors.site_settings",
            ],
        },
    },
]

# Templates of widgets may be in the templates folder.
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
# The widget is django-markdownx's, the views are ours: its own need no login.
MARKDOWNX_URLS_PATH = reverse_lazy("admin:posts_post_preview")
MARKDOWNX_UPLOAD_URLS_PATH = reverse_lazy("admin:posts_post_upload")

TAGGIT_CASE_INSENSITIVE = True
TAGGIT_TAGS_FROM_STRING = "posts.models.tag_parsing.parse_tags"
TAGGIT_STRING_FROM_TAGS = "posts.models.tag_parsing.join_tags"


# Storage ------------------------------------------------------------------------

database = parse_database_address(env.str("DATABASE_URL", "") or f"sqlite:///{DATA_DIR / 'db.sqlite3'}")
DATABASES = {"default": use_site_engine(database)}

# With it several machines tell each other of changes. Sessions and failed logins are in the
# database, so that nobody is signed out, and no lock-out forgotten, where it is away.
REDIS_URL = parse_redis_address(env.str("REDIS_URL", ""))
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", str(DATA_DIR / "static")))
# The first folder that has a file counts.
STATICFILES_DIRS = [*filter(os.path.isdir, [THEME_DIR / "static"] if THEME_DIR else []), BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": parse_storage_address(env.str("MEDIA_STORAGE", "") or MEDIA_ROOT.as_uri()),
    "staticfiles": {"BACKEND": "posts.media.storage.static.BundledStaticFilesStorage"},
}
# Archives that editors upload to import, until they are imported; and how large these may be.
IMPORT_FOLDER = Path(env.str("IMPORT_FOLDER", "") or DATA_DIR / "imports")
IMPORT_MAX_MB = read_integer("IMPORT_MAX_MB", default=2048)

# Mail: every message goes through our backend, which hands it on to the one that EMAIL_URL names.
EMAIL_BACKEND = "posts.mail.backend.QueuedEmailBackend"
mail_settings = parse_mail_address(env.str("EMAIL_URL", "") or "consolemail:")
globals().update(mail_settings)
MAIL_DELIVERY_BACKEND: str = mail_settings["MAIL_DELIVERY_BACKEND"]
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", "") or (
    f"noreply@{urlsplit(SITE_URL).hostname or 'localhost'}"
)
SERVER_EMAIL = env.str("SERVER_EMAIL", "") or DEFAULT_FROM_EMAIL

# TeX commands that every post may use; after a change, `manage.py render_posts --all`.
MATH_MACROS = read_macros("MATH_MACROS")

# Images are decoded in memory in any case; so a full disk fails where it can be reported.
FILE_UPLOAD_MAX_MEMORY_SIZE = 21 * 1024 * 1024
# The source of a long post exceeds Django's default of 2.5 MB for form fields.
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024

# After so many days without a backup the admin reminds its owners; 0: never.
BACKUP_REMINDER_DAYS = read_integer("BACKUP_REMINDER_DAYS", default=7)

METRICS_DIR = DATA_DIR / "metrics"
if METRICS_TOKEN:  # noqa: F405
    MIDDLEWARE.insert(1, "posts.views.metrics.MetricsMiddleware")

# All names that were asked for: what is close to one of them, and none, is a typing error.
SETTING_NAMES = frozenset(env.names | {"ENV_FILE", "SECRET_KEY"})
