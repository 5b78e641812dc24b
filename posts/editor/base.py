"""The editor's form widget, and the base class of the views that its scripts call."""

from typing import Any

from django.contrib.auth.mixins import PermissionRequiredMixin
from django.forms.widgets import Script
from django.utils.decorators import method_decorator
from django.utils.formats import number_format
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.generic import View
from markdownx.widgets import AdminMarkdownxWidget

from posts.accounts.second_factor import lacks_second_factor
from posts.models import permissions
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
        }


@method_decorator([csrf_protect, never_cache], name="dispatch")
class EditorView(PermissionRequiredMixin, View):
    """A view for the editor's scripts: users who may not write get 403, never a login page."""

    raise_exception = True

    def has_permission(self) -> bool:
        return permissions.can_write_posts(self.request.user) and not lacks_second_factor(self.request)
