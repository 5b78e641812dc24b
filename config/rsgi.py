"""The RSGI application, for granian: the site behind its front."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

wsgi_application = get_wsgi_application()

from posts.page_cache.front import Front  # noqa: E402  (not before the set-up)

application = Front(wsgi_application)
