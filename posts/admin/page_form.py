"""The form of a page: that of a post with a parent in the place of what lists know of."""

from typing import Any, ClassVar

from django import forms
from django.db.models import Value
from django.db.models.functions import Replace
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from posts.admin.drafts import find_text_to_open
from posts.admin.forms import PostForm, SwitchSelect
from posts.models import Post, PostKind
from posts.publishing.navigation import is_in_navigation

# Drafts hold no field with this prefix: the switch is the site's, and counts when the form is sent.
NAVIGATION_SWITCH = "_in_navigation"

PAGE_FIELDSETS = (
    (None, {"fields": ("title", "source")}),
    (
        gettext_lazy("Publishing"),
        {
            "fields": (
                "parent",
                "slug",
                "published_at",
                "author",
                "language",
                "translation_of",
                "is_unlisted",
                NAVIGATION_SWITCH,
            )
        },
    ),
    (gettext_lazy("Excerpt & cover"), {"fields": ("summary", "cover", "cover_alt")}),
    (gettext_lazy("Literature"), {"fields": ("bibliography",)}),
    (gettext_lazy("Dates"), {"fields": ("created_at", "updated_at")}),
)


def is_page_form(request: HttpRequest, post: Post | None) -> bool:
    """Whether the form is that of a page: of `post` or, where that is None, of what the address asks for."""
    if post is not None:
        return post.is_page
    text = find_text_to_open(request, None) if "draft" in request.GET else None
    kind = request.POST.get("kind") or request.GET.get("kind") or (text.fields.get("kind") if text else "")
    return kind == PostKind.PAGE


class ParentField(forms.ModelChoiceField):
    """The page above a page: all pages as a tree, but for itself and those below it."""

    def __init__(self, queryset: Any, **kwargs: Any) -> None:
        pages = queryset.filter(binned_at=None).order_by(Replace("path", Value("/"), Value(" ")))
        super().__init__(
            pages.only("title", "slug", "kind", "path"), **{**kwargs, "empty_label": _("(no parent)")}
        )

    def label_from_instance(self, page: Any) -> str:
        return f"{'— ' * page.path.count('/')}{page.title}"


class KindField(forms.CharField):
    """Tells autosave, which gets the fields alone, of what kind a new post is."""

    widget = forms.HiddenInput

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Never: it is hidden, so nobody changes it."""
        return False


class PageForm(PostForm):
    """The form of a page, which has a parent and no category."""

    kind = KindField(required=False)
    _in_navigation = forms.BooleanField(
        label=gettext_lazy("in the navigation"),
        required=False,
        widget=SwitchSelect,
        help_text=gettext_lazy(
            "A link in the header of every page. Order and names are set in the settings of the site."
        ),
    )

    class Meta(PostForm.Meta):
        field_classes: ClassVar = {**PostForm.Meta.field_classes, "parent": ParentField}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["kind"] = self.instance.kind = PostKind.PAGE
        self.initial[NAVIGATION_SWITCH] = is_in_navigation(self.instance)
        if "parent" in self.fields and self.instance.pk:
            own = [self.instance.pk, *(page.pk for page in self.instance.list_subpages(self.instance.path))]
            parent: Any = self.fields["parent"]
            parent.queryset = parent.queryset.exclude(pk__in=own)
        if "slug" in self.fields:
            self.fields["slug"].help_text = _(
                "The last part of the page's address. Leave empty to make it from the title, in pinyin."
            )
            self.fields["slug"].widget.attrs["data-kind"] = PostKind.PAGE
