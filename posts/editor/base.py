"""The editor's form widget, and the base class of the views that its scripts call."""

from typing import Any

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.forms.widgets import Script
from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils.decorators import method_decorator
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.generic import View
from markdownx.widgets import AdminMarkdownxWidget

from posts.accounts.second_factor import lacks_second_factor
from posts.exchange.importing.records.file_types import NOTEBOOK_SUFFIX
from posts.imaging import list_accepted_types
from posts.models import permissions
from posts.models.machine_slots import NoFreeSlot
from posts.rendering.limits import MAX_SOURCE_CHARACTERS


class EditorWidget(AdminMarkdownxWidget):
    """django-markdownx's text box with our own template and script."""

    template_name = "admin/posts/editor/widget.html"

    class Media:
        extend = False
        js = (Script("js/editor.js", type="module"),)

    def get_context(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        formatted = number_format(MAX_SOURCE_CHARACTERS, force_grouping=True)
        return {
            **super().get_context(*args, **kwargs),
            "limit": MAX_SOURCE_CHARACTERS,
            "limit_shown": formatted,
            "accepted_types": ",".join([*list_accepted_types(), NOTEBOOK_SUFFIX]),
        }


@method_decorator([csrf_protect, never_cache], name="dispatch")
class EditorView(PermissionRequiredMixin, View):
    """A view for the editor's scripts: users who may not write get 403, never a login page.

    Where the server is busy with such work the answer is {"error"} with 429 and Retry-After (RFC 6585),
    and the scripts ask again.
    """

    raise_exception = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return super().dispatch(request, *args, **kwargs)
        except NoFreeSlot as busy:
            text = _("The server is busy; trying again in a moment.")
            headers = {"Retry-After": str(busy.retry_after)}
            return JsonResponse({"error": text}, status=429, headers=headers)

    def has_permission(self) -> bool:
        return permissions.can_write_posts(self.request.user) and not lacks_second_factor(self.request)
