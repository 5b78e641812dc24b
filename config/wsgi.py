"""The WSGI application, for servers such as granian and gunicorn: the site behind its page cache."""

import os
import sys

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

django_application = get_wsgi_application()

from posts.page_cache import PageStore  # noqa: E402  (not before the set-up)

# A cached page takes microseconds to send: it must not wait 5 ms, Python's default, for a thread that
# renders another page.
sys.setswitchinterval(0.0005)

application = PageStore(django_application)
