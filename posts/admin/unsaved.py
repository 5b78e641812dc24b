"""The page that saving would make: saved, shown and taken back within one transaction.

So it is the site's own page in every byte, and there is no second way to make one.
"""

from collections.abc import Callable
from copy import copy as copy_of
from typing import Any, cast
from urllib.parse import unquote

from django.contrib import admin
from django.db import DatabaseError, transaction
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.urls import resolve
from django.utils.translation import gettext as _

from posts.editor.autosave import build_form_data
from posts.models import Post, WorkingCopy

BuildForm = Callable[[HttpRequest, WorkingCopy], ModelForm]


class PreviewError(Exception):  # noqa: N818  # it is told to people
    """That there is no page to show, and why."""


class IgnoredMessages:
    """Takes the messages of a save that is taken back."""

    def add(self, *args: Any, **kwargs: Any) -> None:
        pass


def render_working_copy(
    desk: admin.ModelAdmin, request: HttpRequest, copy: WorkingCopy, fill: BuildForm
) -> HttpResponse:
    """Return the page of the post that saving `copy` at `desk` would make."""
    try:
        with transaction.atomic():
            post = save_working_copy_as_post(desk, build_save_request(request, copy), copy, fill)
            page = get_rendered_response(build_page_request(request, post, copy))
            transaction.set_rollback(True)
    except Http404 as error:
        raise PreviewError(_("What is in the bin has no page.")) from error
    except DatabaseError as error:
        raise PreviewError(_("The page cannot be shown now: the database refused it.")) from error
    return page


def save_working_copy_as_post(
    desk: admin.ModelAdmin, request: HttpRequest, copy: WorkingCopy, fill: BuildForm
) -> Post:
    form = build_savable_form(request, copy, fill)
    change = copy.post is not None
    post = desk.save_form(request, form, change)
    desk.save_model(request, post, form, change)
    desk.save_related(request, form, [], change)
    return cast(Post, post)


def build_savable_form(request: HttpRequest, copy: WorkingCopy, fill: BuildForm) -> ModelForm:
    """Return a form with `copy` that can be saved: what is not valid yet is left as it was saved."""
    refused = dict(fill(request, copy).errors)
    if reasons := refused.get("source"):
        raise PreviewError(" ".join(map(str, reasons)))
    # Checking has put into the post what is refused.
    form = fill(request, WorkingCopy.objects.select_related("post").get(pk=copy.pk))
    for name in refused.keys() & form.fields.keys():
        del form.fields[name]
    post = cast(Post, form.instance)
    post.title = post.title or str(copy)
    if post.author_id is None:
        post.author = cast(Any, request.user)
    # What is wrong with the form as a whole does not keep anybody from looking at it.
    form.errors.clear()
    return form


def build_save_request(request: HttpRequest, copy: WorkingCopy) -> HttpRequest:
    """Return the request that would save `copy`; it tells nobody anything."""
    sent = copy_of(request)
    sent.method = "POST"
    for name, value in {
        "POST": build_form_data(copy),
        "GET": QueryDict(),
        "_messages": IgnoredMessages(),
    }.items():
        setattr(sent, name, value)
    return sent


def build_page_request(request: HttpRequest, post: Post, copy: WorkingCopy) -> HttpRequest:
    """Return the request for the page of `post`, by whoever made `request`."""
    visit = copy_of(request)
    visit.path = visit.path_info = unquote(post.get_absolute_url())
    visit.GET = QueryDict()
    visit.working_copy = copy  # type: ignore[attr-defined]
    return visit


def get_rendered_response(visit: HttpRequest) -> HttpResponse:
    """Return the answer to `visit`, complete."""
    view, arguments, options = resolve(visit.path_info)
    response = view(visit, *arguments, **options)
    return response.render() if isinstance(response, TemplateResponse) else cast(HttpResponse, response)
