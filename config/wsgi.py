"""The WSGI application, for granian, gunicorn and their kind: the site, behind its page store."""

import os
import sys

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

django_application = get_wsgi_application()

from posts.page_cache import PageStore  # noqa: E402  (not before the set-up)

# A page that is kept takes microseconds to give: it shall not wait 5 ms, Python's default, for its turn
# beside one that is being made.
sys.setswitchinterval(0.0005)

application = PageStore(django_application)
