"""The site's URLs: those of the admin and of the posts app."""

from django.contrib import admin
from django.urls import include, path

handler500 = "posts.views.service.server_error"

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("posts.urls")),
]
