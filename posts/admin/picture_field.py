"""A field of forms for an uploaded picture."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils.translation import gettext

from posts import imaging
from posts.media.uploads import prepare_upload
from posts.models.machine_slots import NoFreeSlot


class PictureField(forms.ImageField):
    """An uploaded picture: verified by its content, rotated upright, without metadata."""

    def to_python(self, data: Any) -> File | None:
        file = forms.FileField.to_python(self, data)
        if file is None:
            return None
        try:
            return prepare_upload(file.read(imaging.MAX_IMAGE_BYTES + 1), file.name or "")
        except imaging.InvalidImage as error:
            raise ValidationError(str(error), code="bad_image") from error
        except NoFreeSlot as busy:
            text = gettext(
                "The server is busy with other pictures. Choose the file and save again in a moment."
            )
            raise ValidationError(text, code="busy") from busy
