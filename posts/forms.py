"""How posts are written: the form behind the admin's pages."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File

from posts import images
from posts.models import Post, name_of
from posts.rendering.text import normalise


class MarkdownField(forms.CharField):
    """Markdown as it is stored: line feeds alone, and the spaces that begin a code block kept."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{**kwargs, "strip": False})

    def to_python(self, value: Any) -> str:
        return normalise(super().to_python(value) or "")


class PictureField(forms.ImageField):
    """A picture someone sends: verified by its content, upright, without metadata."""

    def to_python(self, data: Any) -> File | None:
        file = forms.FileField.to_python(self, data)
        if file is None:
            return None
        try:
            return images.prepare(file.read(images.MAX_BYTES + 1), file.name or "")
        except images.BadImage as error:
            raise ValidationError(str(error), code="bad_image") from error


class AuthorField(forms.ModelChoiceField):
    """Accounts by the name that readers see."""

    def label_from_instance(self, user: Any) -> str:
        return name_of(user)


class PostForm(forms.ModelForm):
    class Meta:
        model = Post
        # The admin says which, in its fieldsets.
        fields: ClassVar[list[str]] = []
        field_classes: ClassVar = {
            "author": AuthorField,
            "cover": PictureField,
            "source": MarkdownField,
            "summary": MarkdownField,
        }
