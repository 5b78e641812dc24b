"""The WSGI application, for servers without RSGI, such as gunicorn: the site behind its page cache.

Of what `config.rsgi` holds off, readers who send or read slowly, it knows nothing.
"""

import logging
import os
import sys

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

django_application = get_wsgi_application()

from posts.page_cache import PageStore  # noqa: E402  (not before the set-up)
from posts.tasks.child import WORKER_CHILD  # noqa: E402

# A cached page takes microseconds to send: it must not wait 5 ms, Python's default, for a thread that
# renders another page.
sys.setswitchinterval(0.0005)

application = PageStore(django_application)
WORKER_CHILD.start()

# A server that could serve the other one; neither `runserver` nor the tests.
if "granian" in sys.modules:
    logging.getLogger(__name__).warning(
        "The site is served by WSGI: four readers who send a form slowly stop it for everybody. "
        "Start granian with --interface rsgi config.rsgi:application; docs/deploy/README.md has the steps."
    )
