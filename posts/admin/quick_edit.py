"""Quick edit: a few fields of a post, changed in the list.

What is typed goes through the post's own form, with all other fields as they are stored, so that the same
checks, permissions, merges and revisions apply.
"""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from posts.admin.extension import AdminExtension
from posts.models import Post, permissions
from posts.publishing.transitions import PUBLIC_STATES, get_requested_transition, list_transitions

QUICK_FIELDS = ("title", "slug", "category", "tags", "published_at", "is_pinned", "is_unlisted")
FORM_ID = "quick-edit-form"
# Buttons of the form that a list has no room for.
OMITTED_TRANSITIONS = {"_bin", "_again", "_first", "_update"}


class QuickEditExtension(AdminExtension):
    """Shows the form of the quick edit, and saves it by way of the post's form."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.quick_edit_view)
        return [path("<path:object_id>/quick/", view, name="posts_post_quick_edit")]

    def quick_edit_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        posts = self.model_admin.get_queryset(request)
        post = get_object_or_404(posts.filter(binned_at=None), pk=unquote(object_id))
        if not permissions.can_change_post(request.user, post):
            raise PermissionDenied
        form = self.model_admin.get_form(request, post, change=True)(instance=post)
        return self.save(request, post, form) if request.method == "POST" else self.show(request, post, form)

    def show(self, request: HttpRequest, post: Post, form: forms.ModelForm) -> HttpResponse:
        if "published_at" in form.fields:
            form.fields["published_at"].widget = build_date_widget()
        context = {
            **self.admin_site.each_context(request),
            "opts": self.model_admin.opts,
            "title": post.title,
            "post": post,
            "post_version": post.version,
            "form_id": FORM_ID,
            "fields": [(form[name], render_field(form[name])) for name in list_quick_fields(form)],
            "transitions": [
                one for one in list_transitions(request.user, post) if one.name not in OMITTED_TRANSITIONS
            ],
            "save_button": get_save_button(post),
            "query": request.GET.urlencode(),
            "return_url": get_return_url(request),
        }
        return TemplateResponse(request, "admin/posts/post/quick_edit.html", context)

    def save(self, request: HttpRequest, post: Post, form: forms.ModelForm) -> HttpResponse:
        """Save, and return to the list; if it cannot be saved or published, show the post's form."""
        request.POST = data = build_complete_data(form, request.POST, get_save_button(post))  # type: ignore[assignment]
        change_url = reverse("admin:posts_post_change", args=[post.pk])
        response = self.model_admin.changeform_view(request, str(post.pk), form_url=change_url)
        if response.status_code != 302 or is_blocked(post.pk, data):
            return response
        target = get_return_url(request)
        return (
            HttpResponseRedirect(target)
            if target
            else self.model_admin.response_post_save_change(request, post)
        )


def get_save_button(post: Post) -> str:
    """Return the name of the button that saves `post` itself: one that is public has a draft beside."""
    return "_update" if post.state in PUBLIC_STATES else "_save"


def get_return_url(request: HttpRequest) -> str:
    """Return the path, on this site, of the page that the form was opened from; "" for the list."""
    url = request.GET.get("next", "")
    return url if url_has_allowed_host_and_scheme(url, allowed_hosts=None) else ""


def list_quick_fields(form: forms.ModelForm) -> list[str]:
    """Return the names of the fields that the quick edit shows of `form`, which holds what one may change."""
    return [name for name in QUICK_FIELDS if name in form.fields]


def build_date_widget() -> forms.Widget:
    """Return the browser's own inputs of a date and a time, under the names that the post's form has."""
    return forms.SplitDateTimeWidget(
        date_attrs={"type": "date", "aria-label": _("date")},
        time_attrs={"type": "time", "step": "1", "aria-label": _("time")},
        date_format="%Y-%m-%d",
        time_format="%H:%M:%S",
    )


def render_field(field: forms.BoundField) -> str:
    """Return the input of `field`, which may stand outside of its form: in the middle of another one."""
    return field.as_widget(getattr(field.field.widget, "widget", None), attrs={"form": FORM_ID})


def build_complete_data(form: forms.ModelForm, sent: QueryDict, save_button: str) -> QueryDict:
    """Return what the whole `form` would send of the stored post, the quick fields as they were `sent`."""
    data = QueryDict(mutable=True)
    quick = set(list_quick_fields(form))
    for field in form:
        if field.name not in quick:
            for name, value in iter_inputs(field):
                data[name] = value
    for name in sent:
        if (
            name.startswith("_")
            or name in {"version", "csrfmiddlewaretoken"}
            or get_field_name(name) in quick
        ):
            data.setlist(save_button if name == "_save" else name, sent.getlist(name))
    if not any(name.startswith("_") for name in sent):
        data[save_button] = "1"
    return data


def get_field_name(name: str) -> str:
    """Return the name of the field of an input; a date has two, whose names end in a number."""
    return name.removesuffix("_0").removesuffix("_1")


def iter_inputs(field: forms.BoundField) -> Iterator[tuple[str, Any]]:
    """Yield the name and value of each input of `field` as a browser sends it; none for files."""
    if isinstance(field.field, forms.FileField):
        return
    widget: Any = getattr(field.field.widget, "widget", field.field.widget)
    value = field.value()
    if isinstance(widget, forms.CheckboxInput):
        if value:
            yield field.html_name, "on"
        return
    context = widget.get_context(field.html_name, value, {})["widget"]
    for part in context.get("subwidgets") or [context]:
        shown = part["value"]
        yield part["name"], (shown[0] if shown else "") if isinstance(shown, list) else shown or ""


def is_blocked(key: int, data: QueryDict) -> bool:
    """Whether a post that should have become public by `data` is not: errors kept it from that."""
    transition = get_requested_transition(data)
    wants_public = transition.publishes if transition else bool(data.get("published_at_0"))
    return wants_public and Post.objects.get(pk=key).state not in PUBLIC_STATES
