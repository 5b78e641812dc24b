"""The form of a post in the admin, and its fields."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from taggit.forms import TagField

from posts.admin.cover_field import CoverField, CoverWidget
from posts.exchange.literature_problems import describe_problem
from posts.models import Post, get_display_name, get_site
from posts.models.cited_literature import MAX_BIBLIOGRAPHY_CHARACTERS, parse_bibliography
from posts.models.slugs import sanitize_slug
from posts.rendering.characters import normalize_text
from posts.revisions.new_posts import is_never_saved, is_provisional_title

MAX_VERSION = 2**31  # of the database's column


class SwitchSelect(forms.Select):
    """Yes or no. An unchecked checkbox sends nothing, as a form without it does, and drafts must tell."""

    def __init__(self, attrs: Any = None) -> None:
        super().__init__(attrs, choices=((False, _("No")), (True, _("Yes"))))


class MarkdownField(forms.CharField):
    """Markdown, normalised as it is stored; leading spaces are kept, since they begin a code block."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{**kwargs, "strip": False})

    def to_python(self, value: Any) -> str:
        return normalize_text(super().to_python(value) or "")


class AuthorField(forms.ModelChoiceField):
    """Users by the name that readers see."""

    def label_from_instance(self, user: Any) -> str:
        return get_display_name(user)


class BibliographyWidget(forms.Textarea):
    """A text box, and a file that a script reads into it."""

    template_name = "admin/posts/editor/bibliography.html"


class BibliographyField(MarkdownField):
    """BibTeX or CSL-JSON of one post. A file that is chosen beside it is read into it by a script."""

    def clean(self, value: Any) -> str:
        """Return the text. Raises ValidationError where it is too long, or nothing in it can be read."""
        text: str = super().clean(value)
        if len(text) > MAX_BIBLIOGRAPHY_CHARACTERS:
            raise ValidationError(
                gettext("This is too long for one post: import it into the library instead.")
            )
        if text.strip():
            found = parse_bibliography(text)
            if not found.entries:
                raise ValidationError(
                    list(map(describe_problem, found.problems[:5])) or gettext("There is no entry in it.")
                )
        return text


class VersionField(forms.IntegerField):
    """The version of a post that the form was opened with; 0, which no post has, for invalid values."""

    widget = forms.HiddenInput(attrs={"autocomplete": "off"})

    def to_python(self, value: Any) -> int | None:
        try:
            version = super().to_python(value)
        except ValidationError:
            return 0
        return version if version is None or 0 < version < MAX_VERSION else 0

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Never: it is hidden, so nobody changes it."""
        return False


class SlugInputField(forms.SlugField):
    """A slug; what is typed is sanitised instead of refused, if a letter or digit is left."""

    def to_python(self, value: Any) -> str:
        typed = (super().to_python(value) or "").strip()
        slug = sanitize_slug(typed)
        if typed and not slug:
            text = _("Enter at least one letter or digit, or leave it empty to use the title.")
            raise ValidationError(text, code="no_letter")
        return slug


class TagsInputField(TagField):
    """Tags by their names, whose order is the author's."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        return not self.disabled and [tag.name for tag in initial or ()] != self.clean(data)


def build_tag_attributes() -> dict[str, str]:
    """Return the attributes by which the script of the tags' field finds the tags, and its texts."""
    return {
        "data-tags-url": reverse("admin:posts_post_tags"),
        "data-list-label": gettext("Tags of the post"),
        "data-suggestions-label": gettext("Suggested tags"),
        "data-remove-label": gettext("Remove the tag “%s”"),
        "data-added-label": gettext("Added: %s"),
        "data-removed-label": gettext("Removed: %s"),
        "data-new-label": gettext("new tag"),
    }


class PostForm(forms.ModelForm):
    version = VersionField(required=False)

    class Meta:
        model = Post
        # `PostAdmin.fieldsets` names them.
        fields: ClassVar[list[str]] = []
        field_classes: ClassVar = {
            "author": AuthorField,
            "bibliography": BibliographyField,
            "cover": CoverField,
            "slug": SlugInputField,
            "source": MarkdownField,
            "summary": MarkdownField,
            "tags": TagsInputField,
        }
        error_messages: ClassVar = {"slug": {"unique": _("Another post already uses this slug.")}}
        widgets: ClassVar = {
            "bibliography": BibliographyWidget(
                attrs={"rows": 5, "class": "vLargeTextField", "spellcheck": "false", "data-bibliography": ""}
            ),
            "cover": CoverWidget,
            "title": AdminTextInputWidget(attrs={"placeholder": _("Title")}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial.setdefault("version", self.instance.version)
            if is_never_saved(self.instance):
                self.begin_unsaved_post()
        elif "title" in self.fields:
            self.fields["title"].widget.attrs["autofocus"] = True
        if "slug" in self.fields:
            check_url = reverse("admin:posts_post_slug")
            key = "" if is_never_saved(self.instance) else self.instance.pk or ""
            attributes = {"data-check-url": check_url, "data-post": key}
            self.fields["slug"].widget.attrs |= attributes
        if "tags" in self.fields:
            self.fields["tags"].widget.attrs |= build_tag_attributes()

    def begin_unsaved_post(self) -> None:
        """Show no title and no slug that nobody typed; the first save makes the slug from the title."""
        self.instance.forget_stored_slug()
        self.initial["slug"] = ""
        if is_provisional_title(self.instance.title):
            self.initial["title"] = ""

    def clean_published_at(self) -> datetime | None:
        """Require a date in the future if the button "Schedule" was pressed."""
        date: datetime | None = self.cleaned_data["published_at"]
        if "_schedule" not in self.data or (date and date > timezone.now()):
            return date
        now = {"now": date_format(timezone.localtime(), "Y-m-d H:i"), "zone": get_site().time_zone}
        text = (
            gettext("Choose a time in the future. In %(zone)s it is now %(now)s.")
            if date
            else gettext("Choose the time.")
        )
        raise ValidationError(text % now, code="past")
