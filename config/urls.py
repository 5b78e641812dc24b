"""The site's URLs: those of accounts, of the admin and of the posts app."""

from django.contrib import admin
from django.urls import include, path

from posts.admin.first_steps import dismiss_first_steps
from posts.admin.palette import PaletteView
from posts.admin.site_state import show_site_state
from posts.api.dispatch import answer_unknown

handler429 = "posts.accounts.lockout.answer_too_many_requests"  # looked up by allauth
handler400 = "posts.api.failures.answer_bad_request"
handler500 = "posts.api.failures.answer_failure"

urlpatterns = [
    path("accounts/", include("posts.accounts.urls")),
    path("admin/state/", admin.site.admin_view(show_site_state), name="site_state"),
    path("admin/palette.json", PaletteView.as_view(), name="admin_palette"),
    path(
        "admin/first-steps/dismiss/",
        admin.site.admin_view(dismiss_first_steps),
        name="admin_dismiss_first_steps",
    ),
    path("admin/", admin.site.urls),
    path("api/v1/", include("posts.api.urls")),
    path("api/", answer_unknown),
    path("api/<path:path>", answer_unknown),
    path("", include("posts.urls")),
]
