"""The WSGI application, for servers without RSGI, such as gunicorn: the site behind its page cache.

Of what `config.rsgi` holds off, readers who send or read slowly, it knows nothing.
"""

import logging
import sys

from config.startup import explain_errors, start_django

django_application = start_django()

with explain_errors():
    from posts.maintenance.start_report import report_start_in_thread
    from posts.page_cache import PageStore
    from posts.tasks.child import WORKER_CHILD

# A cached page takes microseconds to send: it must not wait 5 ms, Python's default, for a thread that
# renders another page.
sys.setswitchinterval(0.0005)

with explain_errors():
    application = PageStore(django_application)
report_start_in_thread()
WORKER_CHILD.start()

# A server that could serve the other one; neither `runserver` nor the tests.
if "granian" in sys.modules:
    logging.getLogger(__name__).warning(
        "The site is served by WSGI: four readers who send a form slowly stop it for everybody. "
        "Start granian with --interface rsgi config.rsgi:application; docs/deploy/README.md has the steps."
    )
