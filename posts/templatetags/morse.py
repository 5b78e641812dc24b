"""Morse code as a drawing: every rule and wave of the site's pages spells a text."""

from functools import cache
from math import pi, sin, sqrt

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from posts.social.morse import LETTER_GAP, encode_morse

register = template.Library()

# The wave's drawing, in pixels: the width of a dot and of half a wave, and the height of a dash.
DOT_WIDTH, HALF_WAVE, WAVE_HEIGHT = 12, 2.4, 40


def draw_burst(width: float, height: float = WAVE_HEIGHT) -> str:
    """Return path data of a burst of waves, `width` wide, that swells to `height` and fades."""
    count = round(width / HALF_WAVE)
    swings = (height * sqrt(sin(pi * (i + 0.5) / count)) * (-1) ** i for i in range(count))
    # A quadratic curve rises half as high as its control point.
    return "".join(f"q{HALF_WAVE / 2} {2 * swing:.0f} {HALF_WAVE} 0" for swing in swings)


# The texts stand in the templates or are slugs: a drawing is the same on every page.
@register.simple_tag
@cache
def morse_line(text: str) -> SafeString:
    """Draw `text` in Morse code as a broken line; one unit is a dot."""
    path = "".join(f"m{pause} 0h{length}" for pause, length in encode_morse(text))
    return format_html('<svg class="morse" aria-hidden="true"><path d="M0 1{}"/></svg>', path)


@register.simple_tag
@cache
def morse_wave(text: str) -> SafeString:
    """Draw `text` in Morse code as a keyed carrier wave."""
    signals = [*encode_morse(text), (LETTER_GAP, 0)]
    margin = LETTER_GAP * DOT_WIDTH
    return format_html(
        '<svg class="carrier" viewBox="{} -50 {} 100" preserveAspectRatio="{}" aria-hidden="true">'
        '<path d="M{} 0h{}{}"/></svg>',
        -margin,
        margin + DOT_WIDTH * sum(map(sum, signals)),
        "xMidYMid slice",
        -margin,
        margin,
        "".join(f"h{pause * DOT_WIDTH}{draw_burst(length * DOT_WIDTH)}" for pause, length in signals),
    )
