"""The seam of the post admin: a ModelAdmin made of extensions, one for each concern.

`PostAdmin.extension_classes` lists them. For each hook of Django that several concerns share,
`ExtensibleAdmin` calls the method of that purpose on every extension, in the order of the list. So a
concern never overrides a hook, and does not depend on the order of base classes.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib import admin
from django.contrib.admin import AdminSite
from django.contrib.admin.templatetags.admin_urls import add_preserved_filters
from django.db.models import Model
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, reverse


class AdminExtension:
    """One concern of a model's admin. Override what is needed; by default each method changes nothing.

    | method             | when it is called                                                   |
    |--------------------|---------------------------------------------------------------------|
    | get_urls           | once; its patterns stand before Django's own                        |
    | get_list_context   | for each page of the list                                           |
    | form_view          | around Django's view of the add and change form, like a middleware  |
    | get_form_class     | whenever Django builds the form's class                             |
    | add_form_context   | before the form is shown                                            |
    | before_save        | form is valid, row is not written                                   |
    | after_save         | row is written, tags are not                                        |
    | after_save_related | row and tags are written                                            |
    | get_response       | after saving; the first answer that is not None is sent             |

    Everything from the form's check to the answer runs in Django's one transaction.
    """

    def __init__(self, model_admin: "ExtensibleAdmin") -> None:
        self.model_admin = model_admin
        self.admin_site: AdminSite = model_admin.admin_site

    def get_urls(self) -> list[URLPattern]:
        return []

    def get_list_context(self, request: HttpRequest) -> dict[str, Any]:
        return {}

    def form_view(
        self, request: HttpRequest, object_id: str | None, show_form: Callable[[], HttpResponse]
    ) -> HttpResponse:
        """Answer a request for the form; `show_form` is the rest of the way. No `object_id` to add."""
        return show_form()

    def get_form_class(self, request: HttpRequest, obj: Any, form_class: type[ModelForm]) -> type[ModelForm]:
        return form_class

    def add_form_context(self, request: HttpRequest, context: dict[str, Any]) -> None:
        """Add to the template's `context`; `context["original"]` is the object, None to add one."""

    def before_save(self, request: HttpRequest, obj: Any, form: ModelForm, *, change: bool) -> None:
        pass

    def after_save(self, request: HttpRequest, obj: Any, form: ModelForm) -> None:
        pass

    def after_save_related(self, request: HttpRequest, obj: Any, *, change: bool) -> None:
        pass

    def after_save_draft(self, request: HttpRequest, obj: Any, *, is_submitted: bool) -> None:
        """Is called after the form of a public `obj` was saved as a draft, in the place of the above."""

    def get_response(self, request: HttpRequest, obj: Any) -> HttpResponse | None:
        return None

    def build_change_url(self, request: HttpRequest, obj: Any) -> str:
        """Return the URL of the form of `obj`, with the filters of the list that one came from."""
        filters: dict[str, Any] = {
            "preserved_filters": self.model_admin.get_preserved_filters(request),
            "opts": self.model_admin.opts,
        }
        name = f"admin:{self.model_admin.opts.app_label}_{self.model_admin.opts.model_name}_change"
        return add_preserved_filters(filters, reverse(name, args=[obj.pk]))


class ExtensibleAdmin(admin.ModelAdmin):
    """A ModelAdmin that calls its extensions at the hooks they share."""

    # In the order in which they are called.
    extension_classes: tuple[type[AdminExtension], ...] = ()

    def __init__(self, model: type[Model], admin_site: AdminSite) -> None:
        super().__init__(model, admin_site)
        self.extensions = [extension_class(self) for extension_class in self.extension_classes]

    def get_urls(self) -> list[URLPattern]:
        extension_urls = [url for extension in self.extensions for url in extension.get_urls()]
        return [*extension_urls, *super().get_urls()]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        context: dict[str, Any] = {}
        for extension in self.extensions:
            context |= extension.get_list_context(request)
        return super().changelist_view(request, {**context, **(extra_context or {})})

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        view = partial(super().changeform_view, request, object_id, form_url, extra_context)
        for extension in reversed(self.extensions):
            view = partial(extension.form_view, request, object_id, view)
        return view()

    def get_form(
        self,
        request: HttpRequest,
        obj: Any = None,
        change: bool = False,  # noqa: FBT001, FBT002
        **kwargs: Any,
    ) -> type[ModelForm]:
        options = {**self.get_form_options(request, obj), **kwargs}
        form_class = super().get_form(request, obj, change=change, **options)
        for extension in self.extensions:
            form_class = extension.get_form_class(request, obj, form_class)
        return form_class

    def get_plain_form(self, request: HttpRequest, obj: Any) -> type[ModelForm]:
        """Return the form without what extensions make of it, with all fields, whoever may change them."""
        return super().get_form(request, obj, change=False, **self.get_form_options(request, obj))

    def get_form_options(self, request: HttpRequest, obj: Any) -> dict[str, Any]:
        """Return what Django's `modelform_factory` is given to build the form of `obj`."""
        return {}

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        for extension in self.extensions:
            extension.add_form_context(request, context)
        # An extension may have put another object in the place of the one that the form filled.
        kwargs["obj"] = context["original"]
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm, change: bool) -> None:  # noqa: FBT001
        for extension in self.extensions:
            extension.before_save(request, obj, form, change=change)
        super().save_model(request, obj, form, change)
        for extension in self.extensions:
            extension.after_save(request, obj, form)

    def save_related(self, request: HttpRequest, form: ModelForm, formsets: Any, change: bool) -> None:  # noqa: FBT001
        super().save_related(request, form, formsets, change)
        for extension in self.extensions:
            extension.after_save_related(request, form.instance, change=change)

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: str | None = None
    ) -> HttpResponse:
        return self.get_extension_response(request, obj) or super().response_add(
            request, obj, post_url_continue
        )

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return self.get_extension_response(request, obj) or super().response_change(request, obj)

    def get_extension_response(self, request: HttpRequest, obj: Any) -> HttpResponse | None:
        """Return the first answer that an extension gives after saving."""
        responses = (extension.get_response(request, obj) for extension in self.extensions)
        return next(filter(None, responses), None)
