"""The admin: where posts are written, organised and published. A file for each model or concern."""

import taggit.admin
import taggit.models
from django.conf import settings
from django.contrib import admin

from posts.admin import (
    audit_log,
    imports,
    invitations,
    pages,
    pictures,
    posts,
    profiles,
    redirects,
    tags,
    tasks,
    taxonomy,
    users,
)

__all__ = [
    "audit_log",
    "imports",
    "invitations",
    "pages",
    "pictures",
    "posts",
    "profiles",
    "redirects",
    "tags",
    "tasks",
    "taxonomy",
    "users",
]

admin.site.site_title = admin.site.site_header = settings.SITE_NAME
# Tags are ours; the table that comes with django-taggit stays empty.
admin.site.unregister(taggit.models.Tag)
