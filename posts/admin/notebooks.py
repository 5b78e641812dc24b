"""The notebook of a post on its form: downloaded, offered to readers or not, and replaced by a newer one."""

from collections.abc import Callable
from typing import Any

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from posts.admin.extension import AdminExtension
from posts.editor import UploadNotebookView
from posts.models import PostNotebook, permissions
from posts.publishing.checks.notebooks import find_stale_code


class NotebookExtension(AdminExtension):
    """The section of the form about the notebook, and the view to which a newer one is sent."""

    def get_urls(self) -> list[URLPattern]:
        return [path("notebook/", UploadNotebookView.as_view(), name="posts_post_notebook")]

    def form_view(
        self, request: HttpRequest, object_id: str | None, show_form: Callable[[], HttpResponse]
    ) -> HttpResponse:
        # It is no part of the text: it holds at once, also where the rest is saved as a draft.
        if request.method == "POST" and object_id and "_notebook" in request.POST:
            self.set_public(request, object_id, is_public="_notebook_public" in request.POST)
        return show_form()

    def set_public(self, request: HttpRequest, object_id: str, *, is_public: bool) -> None:
        """Offer the notebook to readers, or no longer. Raises PermissionDenied."""
        post = self.model_admin.get_object(request, unquote(object_id))
        notebook = PostNotebook.objects.filter(post=post).defer("versions").first() if post else None
        if post is None or notebook is None or notebook.is_public == is_public:
            return
        if not permissions.can_change_post(request.user, post):
            raise PermissionDenied
        PostNotebook.objects.filter(pk=notebook.pk).update(is_public=is_public)

    def after_save(self, request: HttpRequest, obj: Any, form: ModelForm) -> None:
        """Show readers the notebook that the saved text is made of."""
        notebook = PostNotebook.objects.filter(post=obj).first()
        version = notebook.find_version(obj.source) if notebook else None
        if notebook and version and version["media_name"] != notebook.media_name:
            notebook.show_version(version)
            notebook.save()

    def add_form_context(self, request: HttpRequest, context: dict[str, Any]) -> None:
        post = context["original"]
        notebook = PostNotebook.objects.filter(post=post).defer("versions").first() if post else None
        if notebook:
            context |= {
                "notebook": notebook,
                "can_offer_notebook": permissions.can_change_post(request.user, post),
                "stale_code": list(find_stale_code(post)),
            }
