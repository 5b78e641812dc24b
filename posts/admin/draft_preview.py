"""Draft preview: the page that saving a draft would make.

It is saved, rendered by the site's own view and rolled back within one transaction, so there is no
second way to make the page.
"""

from collections.abc import Callable
from copy import copy as shallow_copy
from typing import Any, cast
from urllib.parse import unquote

from django.contrib import admin
from django.db import DatabaseError, transaction
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.urls import resolve
from django.utils.translation import gettext as _

from posts.models import Draft, Post
from posts.revisions.editor_window import build_form_data

BuildForm = Callable[[HttpRequest, Draft], ModelForm]


class PreviewError(Exception):
    """There is no page to show; the message says why."""


class IgnoredMessages:
    """Stands in for the message storage while something is saved that is rolled back."""

    def add(self, *args: Any, **kwargs: Any) -> None:
        pass


def render_draft(
    model_admin: admin.ModelAdmin, request: HttpRequest, draft: Draft, build_form: BuildForm
) -> HttpResponse:
    """Return the page of the post that saving `draft` in the admin would make. Raises PreviewError.

    `build_form` returns the form of the post, bound to what the draft holds.
    """
    try:
        with transaction.atomic():
            save_request = build_save_request(request, draft)
            post = save_draft_as_post(model_admin, save_request, draft, build_form)
            page = get_rendered_response(build_page_request(request, post, draft))
            transaction.set_rollback(True)
    except Http404 as error:
        raise PreviewError(_("A post in the trash cannot be previewed. Restore it first.")) from error
    except DatabaseError as error:
        raise PreviewError(
            _("The preview is not available: the database reported an error. Try again in a moment.")
        ) from error
    return page


def save_draft_as_post(
    model_admin: admin.ModelAdmin, request: HttpRequest, draft: Draft, build_form: BuildForm
) -> Post:
    form = build_savable_form(request, draft, build_form)
    change = draft.post is not None
    post = model_admin.save_form(request, form, change)
    model_admin.save_model(request, post, form, change)
    model_admin.save_related(request, form, [], change)
    return cast(Post, post)


def build_savable_form(request: HttpRequest, draft: Draft, build_form: BuildForm) -> ModelForm:
    """Return a form with `draft` that can be saved: fields that are not valid keep their saved value."""
    errors = dict(build_form(request, draft).errors)
    if source_errors := errors.get("source"):
        raise PreviewError(" ".join(map(str, source_errors)))
    # Checking wrote the invalid values into the post, so it is read again.
    form = build_form(request, Draft.objects.select_related("post").get(pk=draft.pk))
    for name in errors.keys() & form.fields.keys():
        del form.fields[name]
    post = cast(Post, form.instance)
    post.title = post.title or str(draft)
    if post.author_id is None:
        post.author = cast(Any, request.user)
    # Errors of the form as a whole do not keep anybody from looking at the page.
    form.errors.clear()
    return form


def build_save_request(request: HttpRequest, draft: Draft) -> HttpRequest:
    """Return the request that would save `draft`; its messages are ignored."""
    save_request = shallow_copy(request)
    save_request.method = "POST"
    attributes = {"POST": build_form_data(draft.fields), "GET": QueryDict(), "_messages": IgnoredMessages()}
    for name, value in attributes.items():
        setattr(save_request, name, value)
    return save_request


def build_page_request(request: HttpRequest, post: Post, draft: Draft) -> HttpRequest:
    """Return the request for the page of `post` by the user of `request`."""
    page_request = shallow_copy(request)
    page_request.path = page_request.path_info = unquote(post.get_absolute_url())
    page_request.GET = QueryDict()
    page_request.draft = draft  # type: ignore[attr-defined]
    return page_request


def get_rendered_response(page_request: HttpRequest) -> HttpResponse:
    """Return the complete answer of the view that `page_request` leads to."""
    view, arguments, options = resolve(page_request.path_info)
    response = view(page_request, *arguments, **options)
    return response.render() if isinstance(response, TemplateResponse) else cast(HttpResponse, response)
