"""Contrast of an accent colour with the backgrounds of a scheme, as the style sheets have them."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.utils.translation import gettext as _

from posts.imaging.colours import MIN_TEXT_CONTRAST, find_readable_colour, measure_least_contrast

COLOUR = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)
# On which the accent stands as text; each is light-dark(…, …), or one colour for both.
BACKGROUNDS = ("--color-background", "--color-surface")
DARK_BACKGROUNDS = ("--color-dark-background",)
DEFAULT_BACKGROUNDS = {"light": ("#fbf8f1", "#f4efe4"), "dark": ("#0a0e1a", "#131a2b")}
SCHEMES = tuple(DEFAULT_BACKGROUNDS)


@dataclass(frozen=True, slots=True)
class Contrast:
    """How a colour can be read: the nearest colour that can be, and a sentence for people."""

    nearest: str
    text: str
    passes: bool


@cache
def get_backgrounds(scheme: str) -> tuple[str, ...]:
    """Return the backgrounds of "light" or "dark" in the style sheet of the site, or of its theme."""
    path = finders.find("css/tokens.css")
    sheet = Path(path).read_text() if path else ""
    index = SCHEMES.index(scheme)
    names = BACKGROUNDS + (DARK_BACKGROUNDS if scheme == "dark" else ())
    found = []
    for name in names:
        declaration = re.search(rf"{name}:([^;]+);", sheet)
        colours = COLOUR.findall(declaration[1]) if declaration else []
        if colours:
            found.append(colours[min(index, len(colours) - 1)].lower())
    return tuple(dict.fromkeys(found)) or DEFAULT_BACKGROUNDS[scheme]


def describe_contrast(scheme: str, colour: str) -> Contrast:
    """Return how `colour`, as #rrggbb, can be read in the light or the dark `scheme`."""
    backgrounds = get_backgrounds(scheme)
    ratio = measure_least_contrast(colour, backgrounds)
    values = {"ratio": f"{int(ratio * 10) / 10:.1f}", "needed": MIN_TEXT_CONTRAST}
    if ratio >= MIN_TEXT_CONTRAST:
        return Contrast(colour, _("Contrast %(ratio)s : 1, easy to read.") % values, passes=True)
    nearest = find_readable_colour(colour, backgrounds)
    text = _(
        "Contrast %(ratio)s : 1, hard to read; %(needed)s : 1 are needed. "
        "The nearest colour that has it is %(nearest)s."
    )
    return Contrast(nearest, text % {**values, "nearest": nearest}, passes=False)
