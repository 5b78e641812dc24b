"""Set-up of the app when Django starts."""

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.db.backends.signals import connection_created
from django.utils.translation import gettext_lazy as _


class PostsConfig(AppConfig):
    default = True
    name = "posts"
    verbose_name = _("Content")

    def ready(self) -> None:
        import posts.checks  # noqa: F401, PLC0415  (registers the checks, which need the apps to be ready)
        from posts.accounts.receivers import connect_receivers  # noqa: PLC0415  (needs the models)
        from posts.indexing.index import configure_connection  # noqa: PLC0415  (not before it is asked for)
        from posts.models.dependent_posts import listen_for_dependent_posts  # noqa: PLC0415  (needs the models)
        from posts.page_cache import (  # noqa: PLC0415  (needs the models)
            listen_for_changes,
            watch_all_connections,
        )
        from posts.publishing.websub import queue_notification  # noqa: PLC0415  (needs the models)
        from posts.revisions.dependent_renders import (  # noqa: PLC0415  (needs the models)
            queue_dependent_renders,
        )

        connect_receivers()
        watch_all_connections()
        listen_for_changes(queue_notification)
        listen_for_dependent_posts(queue_dependent_renders)
        connection_created.connect(configure_connection)


class SiteAdminConfig(AdminConfig):
    """The admin, on a site that asks for the second factor."""

    default_site = "posts.accounts.admin_site.SecureAdminSite"
