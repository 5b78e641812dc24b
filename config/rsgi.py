"""The RSGI application, for granian: the site behind its front, and the worker beside it."""

import multiprocessing
import os
import signal
import threading
from asyncio import AbstractEventLoop

from config.startup import explain_errors, start_django

wsgi_application = start_django()

with explain_errors():
    from django.conf import settings

    from posts.maintenance.start_report import report_start_in_thread
    from posts.page_cache.front import Front
    from posts.page_cache.measured_front import MeasuredFront
    from posts.tasks.child import WORKER_CHILD


def end_with_parent() -> None:
    """End this process once the server's first one is gone, which cannot tell it if it was killed."""
    if (parent := multiprocessing.parent_process()) is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)


class SiteServer(MeasuredFront if settings.METRICS_TOKEN else Front):  # type: ignore[misc]
    """The front, in a process that may be the parent of the worker."""

    def __rsgi_init__(self, loop: AbstractEventLoop) -> None:
        super().__rsgi_init__(loop)
        threading.Thread(target=end_with_parent, name="parent", daemon=True).start()
        WORKER_CHILD.start()

    def __rsgi_del__(self, loop: AbstractEventLoop) -> None:
        WORKER_CHILD.stop()
        super().__rsgi_del__(loop)


with explain_errors():
    application = SiteServer(wsgi_application)
report_start_in_thread()
