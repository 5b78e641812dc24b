"""Confirmation: what takes a post from readers is asked once, by a dialog or, without scripts, by a page."""

from collections.abc import Callable
from typing import Any

from django.contrib.admin.utils import unquote
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from posts.admin.extension import AdminExtension
from posts.publishing.removals import describe_removal, is_removal
from posts.publishing.transitions import get_requested_transition

REMOVAL_CONFIRMED_FIELD = "_confirmed"


class RemovalExtension(AdminExtension):
    def form_view(
        self, request: HttpRequest, object_id: str | None, show_form: Callable[[], HttpResponse]
    ) -> HttpResponse:
        """Ask first where a button of the form takes the post from readers; files could not be sent again."""
        if (
            request.method != "POST"
            or not object_id
            or REMOVAL_CONFIRMED_FIELD in request.POST
            or request.FILES
        ):
            return show_form()
        transition = get_requested_transition(request.POST)
        post = self.model_admin.get_object(request, unquote(object_id)) if transition else None
        if post is None or not is_removal(post.state, transition):
            return show_form()
        if not self.model_admin.has_change_permission(request, post):
            return show_form()
        return self.render_question(request, post, transition)

    def render_question(self, request: HttpRequest, post: Any, transition: Any) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "opts": self.model_admin.opts,
            "original": post,
            "title": transition.label,
            "removal": describe_removal(post),
            "transition": transition,
            "hidden_fields": [
                (name, value)
                for name, values in request.POST.lists()
                for value in values
                if name != "csrfmiddlewaretoken"
            ],
            "confirmed_field": REMOVAL_CONFIRMED_FIELD,
        }
        return TemplateResponse(request, "admin/posts/post/removal_confirmation.html", context)
