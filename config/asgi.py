"""The ASGI application, for servers that speak only ASGI."""

import os

from config.startup import explain_errors

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

with explain_errors():
    from django.core.asgi import get_asgi_application

    application = get_asgi_application()

    from posts.tasks.child import WORKER_CHILD

WORKER_CHILD.start()
