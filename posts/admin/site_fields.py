"""What the screen "Site settings" says of its fields, and the widgets of those that need their own."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

HELP_TEXTS: dict[str, Any] = {
    "name": gettext_lazy("Shown in the header, in page titles, feeds, mails and on social cards."),
    "description": gettext_lazy("A sentence or two, for the home page, search engines and feeds."),
    "masthead": gettext_lazy("The large words at the top of the home page. They may be in any script."),
    "list_heading": gettext_lazy("Shown above the list of posts on the home page."),
    "home_page": gettext_lazy("A page to show as the home page, in place of the list of posts."),
    "numbering": gettext_lazy("Each series can decide for itself."),
    "citation_style": gettext_lazy("How posts cite literature, and list what they cite."),
    "language": gettext_lazy(
        "The language of the site and of its mails. Each account can choose another for the admin."
    ),
    "time_zone": gettext_lazy("Decides on which day a post was published, and where the archive lists it."),
    "logo": gettext_lazy("Shown before the name in the header: 28 pixels high, on a dark background."),
    "icon": gettext_lazy(
        "For browser tabs and home screens: a square of at least 180 × 180 pixels, better 512 × 512."
    ),
    "accent_light": gettext_lazy("For links and marks on a light background."),
    "accent_dark": gettext_lazy("For links and marks on a dark background, and in the header."),
    "copyright": gettext_lazy("For example “© 2020–2026 Lin Mo”."),
    "license_name": gettext_lazy("For example CC BY-SA 4.0."),
    "license_url": gettext_lazy("For example https://creativecommons.org/licenses/by-sa/4.0/"),
    "registration_number": gettext_lazy(
        "Required for sites hosted in mainland China, for example 京ICP备12345678号."
    ),
    "registration_url": gettext_lazy("If empty: https://beian.miit.gov.cn/"),
    "police_number": gettext_lazy("For example 京公网安备11010102000001号."),
    "footer_text": gettext_lazy("Plain text, for example an imprint."),
    "social_links": gettext_lazy(
        "One per line: an address, with a name before it if you like: “Mastodon https://mastodon.example/@lin”."
    ),
    "robots": gettext_lazy("Added below the site’s own, for example “User-agent: GPTBot” and “Disallow: /”."),
}


def build_text_area(rows: int, **attributes: str) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "class": "vLargeTextField", **attributes})


def build_colour_input(scheme: str, default: str) -> forms.TextInput:
    """Return the field of a colour, which `static/js/site-settings.js` checks while it is typed."""
    attributes = {"data-scheme": scheme, "data-default": default, "placeholder": default, "size": "9"}
    return forms.TextInput(attrs={**attributes, "spellcheck": "false", "autocomplete": "off"})


def build_text_input() -> forms.TextInput:
    return forms.TextInput(attrs={"class": "vTextField", "dir": "auto"})


# By the names of fields.
SETTINGS_WIDGETS: dict[str, Any] = {
    **{name: build_text_input() for name in ("name", "masthead", "list_heading", "copyright")},
    "description": build_text_area(2, dir="auto"),
    "footer_text": build_text_area(2, dir="auto"),
    "social_links": build_text_area(4),
    "robots": build_text_area(4, spellcheck="false"),
    "accent_light": build_colour_input("light", "#a63f0a"),
    "accent_dark": build_colour_input("dark", "#ffb454"),
}
