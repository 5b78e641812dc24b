"""The settings of the site: one screen, for Owners."""

from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import admin, messages
from django.contrib.admin.helpers import AdminForm
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from posts.accounts.language import LANGUAGE_SESSION_KEY
from posts.admin.navigation_form import NavigationFormSet
from posts.admin.scheme_colours import COLOUR, SCHEMES, describe_contrast
from posts.admin.site_settings_form import VERIFICATION_LABELS, SiteSettingsForm
from posts.auditing.entries import record_action
from posts.media.site_icons import write_site_icons
from posts.models import AuditAction, SiteSettings, get_site, permissions
from posts.models.site import get_default_site, is_time_zone
from posts.models.site_settings import SETTINGS_KEY
from posts.publishing.time_zones import MovedPosts, find_moved_posts
from posts.revisions.dependent_renders import queue_citing_posts


def pair_verification_fields() -> list[tuple[str, ...]]:
    """Return the names of the fields of codes, two for each row of the form."""
    names = [f"verification_{key}" for key in VERIFICATION_LABELS]
    return [tuple(names[start : start + 2]) for start in range(0, len(names), 2)]


FIELDSETS: Any = (
    (gettext_lazy("Name"), {"fields": ("name", "description")}),
    (
        gettext_lazy("Home page and lists"),
        {"fields": ("masthead", "list_heading", "home_page", "posts_per_page", "list_form")},
    ),
    (gettext_lazy("Posts"), {"fields": ("numbering", "citation_style")}),
    (gettext_lazy("Language and time"), {"fields": ("language", "time_zone")}),
    (gettext_lazy("Appearance"), {"fields": ("logo", "icon", "accent_light", "accent_dark")}),
    (
        gettext_lazy("Footer"),
        {
            "fields": (
                *("copyright", "license_name", "license_url", "registration_number", "registration_url"),
                *("police_number", "footer_text", "social_links"),
            )
        },
    ),
    (
        gettext_lazy("Search engines"),
        {
            "fields": (*pair_verification_fields(), "robots"),
            "description": gettext_lazy(
                "Codes that prove to a search engine that the site is yours. "
                "You can paste the whole meta tag."
            ),
        },
    ),
)


@admin.register(SiteSettings)
class SiteSettingsAdmin(admin.ModelAdmin):
    """The only row, and the links of the header, in one form."""

    def get_urls(self) -> list[URLPattern]:
        def wrap(view: Any) -> Any:
            return self.admin_site.admin_view(view)

        return [
            path("", wrap(self.settings_view), name="posts_sitesettings_changelist"),
            path("contrast/", wrap(self.contrast_view), name="posts_sitesettings_contrast"),
            path("days/", wrap(self.days_view), name="posts_sitesettings_days"),
            path("<path:object_id>/change/", wrap(self.row_view), name="posts_sitesettings_change"),
        ]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return permissions.can_change_site_settings(request.user)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_change_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def check_permission(self, request: HttpRequest) -> None:
        if not self.has_change_permission(request):
            raise PermissionDenied

    def row_view(self, request: HttpRequest, object_id: str) -> HttpResponseRedirect:
        """Lead from the address that the admin links a row by to the screen."""
        return redirect("admin:posts_sitesettings_changelist")

    def settings_view(self, request: HttpRequest) -> HttpResponse:
        """Show the form, and save it; a change of the time zone that moves posts asks first."""
        self.check_permission(request)
        row = SiteSettings.objects.filter(pk=SETTINGS_KEY).first() or SiteSettings(pk=SETTINGS_KEY)
        sent: Any = (request.POST, request.FILES) if request.method == "POST" else (None, None)
        form = SiteSettingsForm(*sent, instance=row)
        links = NavigationFormSet(sent[0])
        moved = None
        if request.method == "POST":
            is_valid = all([form.is_valid(), links.is_valid()])
            zone = form.cleaned_data.get("time_zone", "")
            moved = find_moved(zone)
            is_confirmed = moved is None or request.POST.get("confirmed_zone") == get_zone_name(zone)
            if is_valid and is_confirmed:
                self.save(request, form, links)
                return redirect("admin:posts_sitesettings_changelist")
        return self.show_form(request, form, links, moved)

    def save(self, request: HttpRequest, form: SiteSettingsForm, links: Any) -> None:
        changed = list_changes(form, links)
        with transaction.atomic():
            row = form.save()
            links.save_in_order()
            if row.icon.name and "icon" in form.changed_data:
                # Before the commit: no page shall name icons that are not there.
                write_site_icons(row.icon.name)
            if changed:
                record_action(AuditAction.SITE_CHANGED, row, fields=changed)
            if "citation_style" in changed:
                queue_citing_posts(None)
        site = get_site()
        with override(get_own_language(request) or site.language):
            messages.success(request, _("The site settings were saved. Readers see them now."))

    def show_form(
        self, request: HttpRequest, form: SiteSettingsForm, links: Any, moved: MovedPosts | None
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": capfirst(self.opts.verbose_name),
            "opts": self.opts,
            "form": form,
            "admin_form": AdminForm(form, FIELDSETS, {}, model_admin=self),
            "links": links,
            "moved": moved,
            "zone": get_zone_name(form["time_zone"].value()),
            "lost_files": bool(request.FILES) and (moved or form.errors or not links.is_valid()),
            "is_multipart": form.is_multipart(),
        }
        return TemplateResponse(request, "admin/posts/sitesettings/form.html", context)

    def contrast_view(self, request: HttpRequest) -> JsonResponse:
        """Answer how the colour `colour` can be read in the scheme `scheme`; an empty text for no colour."""
        self.check_permission(request)
        scheme, colour = request.GET.get("scheme"), request.GET.get("colour", "").lower()
        if scheme not in SCHEMES or not COLOUR.fullmatch(colour):
            return JsonResponse({"text": "", "passes": True, "nearest": ""})
        contrast = describe_contrast(scheme, colour)
        return JsonResponse({"text": contrast.text, "passes": contrast.passes, "nearest": contrast.nearest})

    def days_view(self, request: HttpRequest) -> HttpResponse:
        """Answer what the time zone `zone` would move, as a part of the form; empty where it is nothing."""
        self.check_permission(request)
        zone = request.GET.get("zone", "")
        moved = find_moved(zone)
        if moved is None:
            return HttpResponse("")
        context = {"moved": moved, "zone": get_zone_name(zone)}
        return TemplateResponse(request, "admin/posts/sitesettings/moved_posts.html", context)


def get_zone_name(chosen: Any) -> str:
    """Return the name of a chosen time zone; that of the environment for none."""
    return chosen if is_time_zone(chosen or "") else get_default_site().time_zone


def find_moved(chosen: str) -> MovedPosts | None:
    """Return the posts that the time zone `chosen` would move to another day; None where there is none."""
    name, site = get_zone_name(chosen), get_site()
    if name == site.time_zone:
        return None
    moved = find_moved_posts(site.zone, ZoneInfo(name))
    return moved if moved.count else None


def list_changes(form: SiteSettingsForm, links: Any) -> list[str]:
    """Return what was changed, by the names of the columns: what the audit log says."""
    changed = [name for name in form.fields if name in form.changed_data]
    return [*changed, "navigation"] if links.has_changed() else changed


def get_own_language(request: HttpRequest) -> str:
    """Return the language that the account chose for the admin; "" for that of the site."""
    return str(request.session.get(LANGUAGE_SESSION_KEY) or "")
