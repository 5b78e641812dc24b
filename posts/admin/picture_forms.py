"""Forms by which pictures come into the library."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from posts import imaging

ACCEPTED_MEDIA_TYPES = ",".join(imaging.list_accepted_types())


class MultipleFileInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class MultipleFileField(forms.FileField):
    """One file or many."""

    widget = MultipleFileInput(attrs={"accept": ACCEPTED_MEDIA_TYPES})

    def clean(self, data: Any, initial: Any = None) -> Any:
        return [super(MultipleFileField, self).clean(file, initial) for file in data or [None]]


class UploadPicturesForm(forms.Form):
    """Files to upload; each is accepted or refused on its own."""

    sent = MultipleFileField(
        label=_("Pictures"),
        allow_empty_file=True,
        help_text=_("PNG, JPEG, GIF, WebP, AVIF, HEIC or SVG; one or more."),
    )


class ReplacePictureForm(forms.Form):
    file = forms.FileField(
        label=_("New picture"),
        widget=forms.FileInput(attrs={"accept": ACCEPTED_MEDIA_TYPES}),
        help_text=_("It replaces the old picture in all posts that show it; each of them gets a revision."),
    )
