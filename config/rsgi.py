"""The RSGI application, for granian: the site behind its front."""

import sys

from config.startup import explain_errors, start_django

wsgi_application = start_django()

with explain_errors():
    from posts.maintenance.start_report import report_start_in_thread
    from posts.page_cache.front import Front

# A stored page takes microseconds to send: the event loop must not wait 5 ms, Python's default, for a
# thread that makes another page.
sys.setswitchinterval(0.0005)

application = Front(wsgi_application)
report_start_in_thread()
