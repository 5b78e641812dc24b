"""The ASGI application, for servers that speak only ASGI."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = get_asgi_application()

from posts.tasks.child import WORKER_CHILD  # noqa: E402  (not before the set-up)

WORKER_CHILD.start()
