"""The cover in the form of a post: a file that is uploaded, or a picture of the library.

Without JavaScript it is Django's field for a file; the script beside it offers the library, dropping and
pasting, and sends the key of a picture instead of a file.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.admin.widgets import AdminFileWidget
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext

from posts.admin.picture_field import PictureField
from posts.models import Picture


@dataclass
class ChosenPicture:
    """The picture of the library whose key was sent; has what a widget shows of a stored file."""

    key: str

    @cached_property
    def picture(self) -> Picture | None:
        is_key = self.key.isascii() and self.key.isdecimal() and len(self.key) < 10
        return Picture.objects.filter(pk=self.key).first() if is_key else None

    @property
    def url(self) -> str:
        return self.picture.url if self.picture else ""

    @property
    def thumbnail_url(self) -> str:
        return self.picture.thumbnail_url if self.picture else ""

    def __str__(self) -> str:
        return str(self.picture or "")


class CoverWidget(AdminFileWidget):
    """Django's widget for a file, and beside it what the script fills in."""

    template_name = "admin/posts/editor/cover_widget.html"

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Return the uploaded file; else the picture that was chosen; else what Django's widget returns."""
        sent = super().value_from_datadict(data, files, name)
        key = data.get(f"{name}-picture")
        return ChosenPicture(key) if key and name not in files else sent

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return super().value_omitted_from_data(data, files, name) and f"{name}-picture" not in data

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        chosen = value if isinstance(value, ChosenPicture) and value.url else None
        shown = chosen.thumbnail_url if chosen else getattr(value, "url", "") if value else ""
        extra = {
            "picture_name": f"{name}-picture",
            "picture_key": chosen.key if chosen else "",
            "shown_url": shown,
        }
        context["widget"].update(extra)
        return context


class CoverField(PictureField):
    """A picture that pages and social networks show: uploaded, or chosen from the library by its key."""

    widget = CoverWidget
    # In place of Django's, which names all suffixes that Pillow knows.
    default_validators: Any = ()

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Return what the widget shows: what was chosen, or the stored file. No upload can be shown again."""
        return data if isinstance(data, ChosenPicture) else initial

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another picture is meant: what was chosen or removed may be sent again with each save."""
        if isinstance(data, ChosenPicture):
            return not data.picture or data.picture.name != str(getattr(initial, "name", None) or "")
        return bool(super().has_changed(initial, data) and (data is not False or initial))

    def clean(self, data: Any, initial: Any = None) -> Any:
        if not isinstance(data, ChosenPicture):
            file = super().clean(data, initial)
            if isinstance(file, ContentFile):  # and neither the stored one nor none
                check_cover_name(file.name or "")
            return file
        if data.picture is None:
            raise ValidationError(gettext("This picture is no longer in the library."), code="gone")
        check_cover_name(data.picture.name)
        return data.picture.name


def check_cover_name(name: str) -> None:
    """Raise ValidationError for a drawing, which social networks do not show."""
    if name.lower().endswith(".svg"):
        text = gettext(
            "Social networks show no SVG drawings. Choose a PNG, JPEG, WebP or AVIF for the cover."
        )
        raise ValidationError(text, code="drawing")
