"""The RSGI application, for granian: the site behind its front."""

import os
import sys

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

wsgi_application = get_wsgi_application()

from posts.page_cache.front import Front  # noqa: E402  (not before the set-up)
from posts.page_cache.measured_front import MeasuredFront  # noqa: E402

# A stored page takes microseconds to send: the event loop must not wait 5 ms, Python's default, for a
# thread that makes another page.
sys.setswitchinterval(0.0005)

application = MeasuredFront(wsgi_application) if settings.METRICS_TOKEN else Front(wsgi_application)
