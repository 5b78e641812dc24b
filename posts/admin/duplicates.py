"""A button that makes a new draft of a post."""

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from posts.admin.extension import AdminExtension
from posts.models import permissions
from posts.publishing.duplicates import duplicate_post


class DuplicateExtension(AdminExtension):
    """Makes a new draft with what a post has, and opens it."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.duplicate_view))
        return [path("<path:object_id>/duplicate/", view, name="posts_post_duplicate")]

    def duplicate_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        if not permissions.can_add_post(request.user):
            raise PermissionDenied
        posts = self.model_admin.get_queryset(request).filter(binned_at=None)
        copy = duplicate_post(get_object_or_404(posts, pk=unquote(object_id)), request.user)
        self.model_admin.log_addition(request, copy, [{"added": {}}])
        messages.success(request, _("“%(title)s” is a new draft.") % {"title": copy.title})
        return HttpResponseRedirect(reverse("admin:posts_post_change", args=[copy.pk]))
