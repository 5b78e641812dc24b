"""The admin: where posts are written, organised and published. A file for each model or concern."""

import taggit.admin
import taggit.models
from django.contrib import admin

from posts.admin import (
    api_tokens,
    audit_log,
    imports,
    invitations,
    links,
    literature,
    pages,
    pictures,
    posts,
    profiles,
    redirects,
    site_settings,
    tags,
    tasks,
    taxonomy,
    users,
)

__all__ = [
    "api_tokens",
    "audit_log",
    "imports",
    "invitations",
    "links",
    "literature",
    "pages",
    "pictures",
    "posts",
    "profiles",
    "redirects",
    "site_settings",
    "tags",
    "tasks",
    "taxonomy",
    "users",
]

# Tags are ours; the table that comes with django-taggit stays empty.
admin.site.unregister(taggit.models.Tag)
