"""The picture library: all pictures of the site, where they are used, and how they are replaced."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from posts import imaging
from posts.admin.deletions import AuditedDeletionsMixin
from posts.admin.picture_forms import ReplacePictureForm, UploadPicturesForm
from posts.editor import PictureLibraryView, SaveRemotePictureView
from posts.editor.uploads import describe_storage_error
from posts.media import library
from posts.models import Picture, Post, permissions
from posts.models.machine_slots import NoFreeSlot
from posts.models.render_messages import format_render_error
from posts.rendering import RenderError

# What `describe_picture_error` describes.
PICTURE_ERRORS = (imaging.InvalidImage, OSError, RenderError, NoFreeSlot, library.PictureReplaceError)


class PictureUsageFilter(admin.SimpleListFilter):
    title = _("usage")
    parameter_name = "use"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("none", _("not used")), ("some", _("used"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() in {"none", "some"}:
            is_used = Q(posts__isnull=False) | Q(citable_versions__isnull=False)
            is_unused = Q(posts=None, citable_versions=None)
            return queryset.filter(is_unused if self.value() == "none" else is_used).distinct()
        return queryset


class MissingAltFilter(admin.SimpleListFilter):
    title = _("alternative text")
    parameter_name = "alt"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("none", _("missing"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(alt="") if self.value() == "none" else queryset


@admin.register(Picture)
class PictureAdmin(AuditedDeletionsMixin):
    list_display = ("thumbnail", "title", "alt", "measures", "use_count", "sent")
    list_display_links = ("thumbnail", "title")
    list_filter = (
        PictureUsageFilter,
        MissingAltFilter,
        ("sent_by", admin.RelatedOnlyFieldListFilter),
        "created_at",
    )
    list_select_related = ("sent_by",)
    list_per_page = 50
    search_fields = ("title", "alt", "name", "posts__title")
    search_help_text = _("Searches titles, alternative texts, file names and titles of posts.")
    fields = ("full_picture", "title", "alt", "measures", "used_in", "sent_by", "created_at")
    readonly_fields = ("full_picture", "measures", "used_in", "sent_by", "created_at")

    def get_urls(self) -> list[URLPattern]:
        replace = self.admin_site.admin_view(self.replace_view)
        rotate = self.admin_site.admin_view(require_POST(self.rotate_view))
        return [
            path("library/", PictureLibraryView.as_view(), name="posts_picture_library"),
            path("bring-home/", SaveRemotePictureView.as_view(), name="posts_picture_save_remote"),
            path("<int:picture_id>/replace/", replace, name="posts_picture_replace"),
            path("<int:picture_id>/rotate/", rotate, name="posts_picture_rotate"),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        counted: QuerySet[Any] = (
            super().get_queryset(request).annotate(post_count=Count("posts", distinct=True))
        )
        return counted

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:  # noqa: FBT001, FBT002
        texts = {
            "alt": _("Suggested when the picture is inserted. Posts that already show it keep their own.")
        }
        return super().get_form(request, obj, change=change, help_texts=texts, **kwargs)

    # Permissions --------------------------------------------------------------

    def has_view_permission(self, request: HttpRequest, obj: Picture | None = None) -> bool:
        return permissions.can_use_pictures(request.user)

    def has_change_permission(self, request: HttpRequest, obj: Picture | None = None) -> bool:
        if obj:
            return permissions.can_change_picture(request.user, obj)
        return super().has_change_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Picture | None = None) -> bool:
        if obj:
            return permissions.can_delete_picture(request.user, obj)
        return super().has_delete_permission(request)

    # Columns and read-only fields -----------------------------------------------

    @admin.display(description=_("picture"))
    def thumbnail(self, picture: Picture) -> SafeString:
        image = '<img class="thumbnail" src="{}" alt="{}" loading="lazy">'
        return format_html(image, picture.thumbnail_url, picture.alt or picture.title or picture.name)

    @admin.display(description=_("picture"))
    def full_picture(self, picture: Picture) -> SafeString:
        image = '<a href="{0}"><img class="picture-preview" src="{0}" alt="{1}"></a>'
        return format_html(image, picture.url, picture.alt or picture.title)

    @admin.display(description=_("size"), ordering="bytes")
    def measures(self, picture: Picture) -> str:
        return f"{picture.width} × {picture.height}\n{filesizeformat(picture.bytes)}"

    @admin.display(description=_("uploaded"), ordering="created_at")
    def sent(self, picture: Picture) -> str:
        day = date_format(localtime(picture.created_at), "SHORT_DATE_FORMAT")
        return f"{day}\n{picture.sent_by or ''}"

    @admin.display(description=_("posts"), ordering="post_count")
    def use_count(self, picture: Any) -> int:
        return int(picture.post_count)

    def get_object(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        picture = super().get_object(request, *args, **kwargs)
        if picture:
            # For `used_in` and the template, which get no request.
            picture.viewing_user = request.user
            picture.can_be_rotated = imaging.can_be_rotated(picture.name)
        return picture

    @admin.display(description=_("used in"))
    def used_in(self, picture: Any) -> str:
        lines = list(describe_picture_usage(picture, picture.viewing_user))
        items = format_html_join("", "<li>{}</li>", ((line,) for line in lines))
        return format_html('<ul class="picture-usage">{}</ul>', items) if lines else gettext("no posts")

    # Views ------------------------------------------------------------------------

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Upload several pictures at once; name each that is refused, with the reason."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        form = UploadPicturesForm(*get_form_data(request))
        if form.is_valid():
            self.add_pictures(request, form.cleaned_data["sent"])
            return HttpResponseRedirect(reverse("admin:posts_picture_changelist"))
        return self.render_file_form(request, form, _("Upload pictures"), _("Upload"))

    def add_pictures(self, request: HttpRequest, files: Any) -> None:
        added = 0
        for file in files:
            try:
                picture = library.save_picture(
                    file.read(imaging.MAX_IMAGE_BYTES + 1), file.name or "", request.user
                )
            except (imaging.InvalidImage, OSError) as error:
                messages.error(request, f"{file.name}: {describe_picture_error(error)}")
            else:
                self.log_addition(request, picture, [{"added": {}}])
                added += 1
        if added:
            text = ngettext(
                "%(count)d picture added to the library.", "%(count)d pictures added to the library.", added
            )
            messages.success(request, text % {"count": added})

    def get_changeable_picture(self, request: HttpRequest, picture_id: int) -> Picture:
        """Return the picture. Raises Http404 and PermissionDenied."""
        picture: Picture = get_object_or_404(Picture, pk=picture_id)
        if not self.has_change_permission(request, picture):
            raise PermissionDenied
        return picture

    def rotate_view(self, request: HttpRequest, picture_id: int) -> HttpResponse:
        """Turn a picture clockwise by the `degrees` that are sent, in all posts that show it."""
        picture = self.get_changeable_picture(request, picture_id)
        degrees = request.POST.get("degrees", "")
        if degrees not in {"90", "180", "270"}:
            return HttpResponseBadRequest()
        try:
            new, count = library.rotate_picture(picture, int(degrees), request.user)
        except PICTURE_ERRORS as error:
            messages.error(request, describe_picture_error(error))
            new = picture
        else:
            self.report_replacement(request, picture, new, count)
        return HttpResponseRedirect(reverse("admin:posts_picture_change", args=[new.pk]))

    def replace_view(self, request: HttpRequest, picture_id: int) -> HttpResponse:
        picture = self.get_changeable_picture(request, picture_id)
        form = ReplacePictureForm(*get_form_data(request))
        if form.is_valid() and (new := self.replace_picture(request, picture, form)):
            return HttpResponseRedirect(reverse("admin:posts_picture_change", args=[new.pk]))
        return self.render_file_form(
            request, form, _("Replace: %(picture)s") % {"picture": picture}, _("Replace"), picture
        )

    def replace_picture(self, request: HttpRequest, picture: Picture, form: forms.Form) -> Picture | None:
        """Replace `picture` by the uploaded file in all posts; on failure, None and an error in `form`."""
        file = form.cleaned_data["file"]
        try:
            new, count = library.replace_picture(
                picture, file.read(imaging.MAX_IMAGE_BYTES + 1), file.name, request.user
            )
        except PICTURE_ERRORS as error:
            form.add_error("file", describe_picture_error(error))
            return None
        self.report_replacement(request, picture, new, count)
        return new

    def report_replacement(self, request: HttpRequest, picture: Picture, new: Picture, count: int) -> None:
        text = ngettext(
            "%(count)d post now shows the new picture.", "%(count)d posts now show the new picture.", count
        )
        messages.success(request, text % {"count": count})
        self.log_change(request, new, gettext("Replaced %(name)s.") % {"name": picture.name})

    def render_file_form(
        self, request: HttpRequest, form: forms.Form, title: Any, button: Any, picture: Picture | None = None
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "form": form,
            "title": title,
            "button": button,
            "original": picture,
        }
        return TemplateResponse(request, "admin/posts/picture/upload_form.html", context)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Protect pictures that are used, and name the posts."""
        deleted, counts, needed, protected = super().get_deleted_objects(objs, request)
        used = [
            format_html("{}: {}", picture, line)
            for picture in objs
            for line in describe_picture_usage(picture, request.user)
        ]
        return deleted, counts, needed, [*protected, *used]


def get_form_data(request: HttpRequest) -> tuple[Any, ...]:
    """Return the arguments that bind a form if it was sent."""
    return (request.POST, request.FILES) if request.method == "POST" else ()


def describe_picture_usage(picture: Picture, user: Any) -> Iterator[SafeString | str]:
    """Yield links to the posts that use `picture`; of posts that `user` may not see, only the number."""
    usage = library.find_picture_usage(picture)
    visible = set(Post.objects.visible_to(user).filter(pk__in=[post.pk for post in usage.posts]))
    hidden = 0
    for post in usage.posts:
        if permissions.can_view_post(user, post):
            url = reverse("admin:posts_post_change", args=[post.pk])
            yield format_html('<a href="{}">{}</a> ({})', url, post, post.state.label)
        elif post in visible:
            yield format_html('<a href="{}">{}</a>', post.get_absolute_url(), post)
        else:
            hidden += 1
    if hidden:
        text = ngettext("%(count)d post by another author", "%(count)d posts by other authors", hidden)
        yield text % {"count": hidden}
    for draft in usage.drafts:
        yield gettext("unsaved changes by %(name)s") % {"name": draft.editor}
    for version in usage.versions:
        text = gettext("version %(version)d") % {"version": version.number}
        yield format_html('<a href="{}">{}</a> ({})', version.get_absolute_url(), version.title, text)


def describe_picture_error(error: Exception) -> str:
    """Return the reason why a picture was refused, for people."""
    if isinstance(error, RenderError):
        return format_render_error(error)
    if isinstance(error, library.PictureReplaceError):
        text = gettext("You do not have permission to change a post that shows it: %(title)s")
        return text % {"title": error}
    if isinstance(error, NoFreeSlot):
        return gettext("The server is busy with other pictures. Try again in a moment.")
    return describe_storage_error(error) if isinstance(error, OSError) else str(error)
