"""The site's URLs: those of accounts, of the admin and of the posts app."""

from django.contrib import admin
from django.urls import include, path

handler429 = "posts.accounts.lockout.answer_too_many_requests"  # looked up by allauth
handler500 = "posts.views.service.server_error"

urlpatterns = [
    path("accounts/", include("posts.accounts.urls")),
    path("admin/", admin.site.urls),
    path("", include("posts.urls")),
]
