"""The links of the header, as rows of the screen "Site settings"."""

import re
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from posts.admin.address_check import check_link_address
from posts.models import BuiltInList, NavigationItem, Post
from posts.models.site_values import DEFAULT_NAVIGATION

MAX_LINKS = 60
BLANK_ROWS = 2  # for whoever has no script that adds one
# Browsers take `/\` for `//`, which begins an address of another site, and leave out tabs.
OWN_PATH = re.compile(r"/(?![/\\])[^\s\x00-\x1f]*")


class NavigationItemForm(forms.ModelForm):
    """A link of the header: a list or a page, chosen in one field, or an address."""

    target = forms.ChoiceField(label=gettext_lazy("leads to"), required=False)

    class Meta:
        model = NavigationItem
        fields: ClassVar = ["label", "url"]

    def __init__(self, *args: Any, pages: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lists = [(f"list:{value}", label) for value, label in BuiltInList.choices]
        groups = [(_("Lists"), lists), (_("Pages"), pages)]
        target: Any = self.fields["target"]
        target.choices = [("", _("an address")), *(group for group in groups if group[1])]
        self.initial.setdefault("target", name_target(self.instance))
        self.fields["url"].widget.attrs |= {"placeholder": "https://…", "class": "vTextField"}
        self.fields["label"].widget.attrs |= {"dir": "auto", "class": "vTextField"}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        url = (data.get("url") or "").strip()
        if not data.get("target"):
            if not url:
                self.add_error("url", _("Enter an address, or choose where it leads."))
            elif not OWN_PATH.fullmatch(url):
                self.check_own_address(url)
            if url and not data.get("label"):
                self.add_error("label", _("An address needs a label."))
        data["url"] = "" if data.get("target") else url
        return data

    def check_own_address(self, url: str) -> None:
        try:
            check_link_address(url, url)
        except ValidationError as error:
            self.add_error("url", error)

    def save(self, commit: bool = True) -> NavigationItem:  # noqa: FBT001, FBT002
        # A link that was shown as it is by default, and stayed so, was not cleaned.
        target = (self.cleaned_data or self.initial)["target"]
        kind, _colon, value = target.partition(":")
        self.instance.built_in = value if kind == "list" else ""
        self.instance.page_id = int(value) if kind == "page" else None
        item: NavigationItem = super().save(commit)
        return item


def name_target(item: NavigationItem) -> str:
    """Return the choice of `target` that is the list or the page of `item`; "" for an address."""
    if item.built_in:
        return f"list:{item.built_in}"
    return f"page:{item.page_id}" if item.page_id else ""


class BaseNavigationFormSet(forms.BaseModelFormSet):
    """The links in their order, which their number fields tell.

    Where none is stored, the default ones are shown. They are stored as soon as one of them is changed,
    or another is added.
    """

    def __init__(self, data: Any = None) -> None:
        items = NavigationItem.objects.all()
        defaults = [] if items.exists() else [{"target": f"list:{route}"} for route in DEFAULT_NAVIGATION]
        self.extra = len(defaults) + BLANK_ROWS
        super().__init__(data, prefix="links", queryset=items, initial=defaults)

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        return {**super().get_form_kwargs(index), "pages": self.page_choices}

    @cached_property
    def page_choices(self) -> list[tuple[str, str]]:
        pages = Post.objects.pages().filter(binned_at=None).order_by("path")
        rows = pages.only("title", "title_text", "path")
        return [(f"page:{page.pk}", f"{page.plain_title} (/{page.path}/)") for page in rows]

    def _construct_form(self, i: int, **kwargs: Any) -> Any:
        form = super()._construct_form(i, **kwargs)  # type: ignore[misc]
        if self.is_bound and form.instance.pk is None:
            # New, or deleted by somebody else meanwhile: then its key is no error.
            form.fields["id"].required, form.fields["id"].disabled = False, True
        return form

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        order = form.fields["ORDER"]
        order.label = _("Number")
        order.widget.attrs |= {"min": 1, "max": 999}
        if index is not None and form.initial.get("target"):
            order.initial = index + 1

    def _should_delete_form(self, form: Any) -> bool:
        """Whether a row is to go: if it is marked so, or if all of it was emptied."""
        if super()._should_delete_form(form):  # type: ignore[misc]
            return True
        sent = (form[name].data for name in ("target", "url", "label"))
        return bool(self.is_bound and not any(sent))

    def save_in_order(self) -> None:
        """Save the links, numbered in the order that was sent; delete all others.

        So a form that is sent twice, or by two owners at once, leaves the links of the last one.
        """
        if not self.has_changed():
            return
        kept = self.list_kept_forms()
        for item in NavigationItem.objects.exclude(pk__in=[form.instance.pk for form in kept]):
            item.delete()
        for order, form in enumerate(kept, 1):
            form.instance.order = order
            form.save()

    def list_kept_forms(self) -> list[Any]:
        """Return the forms of all links that stay, in the order of their numbers."""
        kept = [
            form
            for form in self.forms
            if not self._should_delete_form(form)
            and (form.instance.pk or form.has_changed() or form.initial.get("target"))
        ]
        return sorted(kept, key=get_sent_number)


def get_sent_number(form: Any) -> int:
    """Return the number that was sent with `form`; that of the default one for what was not changed."""
    number = (form.cleaned_data or {}).get("ORDER") or form.fields["ORDER"].initial
    return int(number or MAX_LINKS)


NavigationFormSet = forms.modelformset_factory(
    NavigationItem,
    form=NavigationItemForm,
    formset=BaseNavigationFormSet,
    can_order=True,
    can_delete=True,
    max_num=MAX_LINKS,
    validate_max=True,
)
