"""The form of the screen "Site settings": the fields of the row, checked."""

from typing import Any, ClassVar
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.contrib.admin.widgets import AdminFileWidget
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from posts.admin.address_check import check_link_address
from posts.admin.picture_field import PictureField
from posts.admin.scheme_colours import describe_contrast
from posts.admin.site_fields import HELP_TEXTS, SETTINGS_WIDGETS
from posts.imaging import InvalidImage, read_image_size
from posts.imaging.icons import encode_icon
from posts.models import CitationStyle, ListForm, Numbering, Post, SiteSettings, get_site
from posts.models.site import VERIFICATION_NAMES, get_default_site

ONE_LINE_FIELDS = ("name", "masthead", "list_heading", "copyright", "license_name")
MIN_ICON_SIDE = 180  # pixels: that of a home screen
VERIFICATION_LABELS: dict[str, Any] = {
    "google": "Google",
    "bing": "Bing",
    "baidu": gettext_lazy("Baidu"),
    "yandex": "Yandex",
    "sogou": gettext_lazy("Sogou"),
    "360": gettext_lazy("360 Search"),
    "naver": "Naver",
    "pinterest": "Pinterest",
}
ROBOTS_FIELDS = (
    "user-agent",
    "allow",
    "disallow",
    "sitemap",
    "crawl-delay",
    "host",
    "clean-param",
    "content-signal",
)


class ColourField(forms.CharField):
    """A colour, however it is written: `A63F0A`, `#a30`; as #rrggbb."""

    def to_python(self, value: Any) -> str:
        digits = str(super().to_python(value) or "").lower().removeprefix("#")
        digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
        return f"#{digits}" if digits else ""


class SitePictureField(PictureField):
    """A picture of the site, which may be a drawing in SVG: Django's validator refuses its suffix."""

    default_validators: Any = ()


def build_url_field(name: str, label: Any) -> forms.URLField:
    help_text = HELP_TEXTS[name]
    return forms.URLField(
        label=label, required=False, max_length=500, assume_scheme="https", help_text=help_text
    )


def build_picture_field(name: str, label: Any) -> SitePictureField:
    return SitePictureField(label=label, required=False, help_text=HELP_TEXTS[name], widget=AdminFileWidget)


class SiteSettingsForm(forms.ModelForm):
    """All of the row. An empty field is shown with what it means then."""

    logo = build_picture_field("logo", gettext_lazy("Logo"))
    icon = build_picture_field("icon", gettext_lazy("Icon"))
    license_url = build_url_field("license_url", gettext_lazy("Address of the licence"))
    registration_url = build_url_field("registration_url", gettext_lazy("Address of the ICP filing"))

    class Meta:
        model = SiteSettings
        exclude: ClassVar = ("verification",)
        widgets: ClassVar = SETTINGS_WIDGETS
        field_classes: ClassVar = {"accent_light": ColourField, "accent_dark": ColourField}
        help_texts: ClassVar = HELP_TEXTS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        default, site = get_default_site(), get_site()
        for name in ("name", "description", "masthead", "list_heading", "posts_per_page"):
            self.fields[name].widget.attrs["placeholder"] = str(getattr(default, name))
        zones = sorted({*available_timezones(), site.time_zone} - {"localtime"})
        self.set_choices("language", dict(settings.LANGUAGES)[default.language], settings.LANGUAGES)
        self.set_choices("time_zone", default.time_zone, [(zone, zone) for zone in zones])
        list_form: Any = self.fields["list_form"]
        list_form.choices = ListForm.choices
        self.initial["list_form"] = self.initial.get("list_form") or site.list_form
        numbering: Any = self.fields["numbering"]
        # Empty is the default, as for all fields of the row.
        numbering.choices = [("", Numbering.POST.label), *Numbering.choices[1:]]
        citation_style: Any = self.fields["citation_style"]
        citation_style.choices = CitationStyle.choices
        self.initial["citation_style"] = self.initial.get("citation_style") or site.citation_style
        home_page: Any = self.fields["home_page"]
        home_page.queryset, home_page.empty_label = Post.objects.live_pages(), _("The list of posts")
        codes = self.instance.verification or {}
        for key, label in VERIFICATION_LABELS.items():
            self.fields[f"verification_{key}"] = forms.CharField(
                label=label, required=False, max_length=200, initial=codes.get(key, "")
            )

        for field in self.fields.values():
            if (
                isinstance(field.widget, (forms.TextInput, forms.URLInput))
                and "size" not in field.widget.attrs
            ):
                field.widget.attrs.setdefault("class", "vTextField")

    def set_choices(self, name: str, default: str, choices: Any) -> None:
        """Make the field `name` a choice; the first one is what the environment says, `default`."""
        field = self.fields[name]
        first = ("", _("From the environment: %(value)s") % {"value": default})
        self.fields[name] = forms.ChoiceField(
            label=field.label, required=False, help_text=field.help_text, choices=[first, *choices]
        )

    def clean_accent_light(self) -> str:
        return self.clean_accent("light")

    def clean_accent_dark(self) -> str:
        return self.clean_accent("dark")

    def clean_accent(self, scheme: str) -> str:
        """Return the colour, in lower case. Raises ValidationError where it could not be read on the site."""
        colour: str = self.cleaned_data[f"accent_{scheme}"]
        if colour:
            contrast = describe_contrast(scheme, colour)
            if not contrast.passes:
                raise ValidationError(contrast.text, code="contrast")
        return colour

    def clean_icon(self) -> Any:
        file = self.cleaned_data["icon"]
        if file and "icon" in self.changed_data:
            check_icon(file)
        return file

    def clean_social_links(self) -> str:
        text: str = self.cleaned_data["social_links"]
        for line in filter(str.strip, text.splitlines()):
            check_link_address(line.split()[-1], line)
        return text

    def clean_robots(self) -> str:
        text: str = self.cleaned_data["robots"]
        for line in filter(str.strip, text.splitlines()):
            name, colon, _value = line.partition(":")
            if not line.lstrip().startswith("#") and not (colon and name.strip().lower() in ROBOTS_FIELDS):
                raise ValidationError(_("Not a line of robots.txt: %(line)s") % {"line": line})
        return text

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        # Names stand in headers of mails, where a line must not end.
        data |= {name: " ".join(data[name].split()) for name in ONE_LINE_FIELDS if name in data}
        if data.get("license_url") and not data.get("license_name"):
            self.add_error("license_name", _("Give the licence a name."))
        return data

    def save(self, commit: bool = True) -> SiteSettings:  # noqa: FBT001, FBT002  (as Django has it)
        codes = {key: clean_code(self.cleaned_data[f"verification_{key}"]) for key in VERIFICATION_NAMES}
        self.instance.verification = {key: code for key, code in codes.items() if code}
        if "logo" in self.changed_data:
            self.measure_logo()
        row: SiteSettings = super().save(commit)
        return row

    def measure_logo(self) -> None:
        file, size = self.cleaned_data["logo"], None
        if file:
            size = read_image_size(file, file.name)
            file.seek(0)
        self.instance.logo_width, self.instance.logo_height = size or (0, 0)


def clean_code(text: str) -> str:
    """Return the code of a whole meta element, which is what search engines offer to copy; else `text`."""
    _before, found, rest = text.strip().partition("content=")
    return rest.lstrip("\"' ").split('"')[0].split("'")[0].strip() if found else text.strip()


def check_icon(file: Any) -> None:
    """Raise ValidationError for an icon that is a drawing, too small, or far from square."""
    data = file.read()
    file.seek(0)
    try:
        encode_icon(data, 32)
    except InvalidImage as error:
        raise ValidationError(_("Upload a PNG: a drawing in SVG cannot be the icon.")) from error
    size = read_image_size(file, file.name)
    file.seek(0)
    if size and min(size) < MIN_ICON_SIDE:
        text = _("The icon has %(width)d × %(height)d pixels; it needs at least 180 × 180.")
        raise ValidationError(text % {"width": size[0], "height": size[1]})
