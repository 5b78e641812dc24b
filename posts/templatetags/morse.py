"""The site's mark: every rule and every wave it draws is a keyed carrier that can be read.

Timing is ITU-R M.1677-1's: a dash lasts three dots, the gap within a letter
one, between letters three, between words seven.
"""

from collections.abc import Iterator
from functools import cache
from math import pi, sin, sqrt

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

CODE = {
    "a": ".-", "b": "-...", "c": "-.-.", "d": "-..", "e": ".", "f": "..-.", "g": "--.", "h": "....",
    "i": "..", "j": ".---", "k": "-.-", "l": ".-..", "m": "--", "n": "-.", "o": "---", "p": ".--.",
    "q": "--.-", "r": ".-.", "s": "...", "t": "-", "u": "..-", "v": "...-", "w": ".--", "x": "-..-",
    "y": "-.--", "z": "--..", "0": "-----", "1": ".----", "2": "..---", "3": "...--", "4": "....-",
    "5": ".....", "6": "-....", "7": "--...", "8": "---..", "9": "----.", "?": "..--..", "+": ".-.-.",
}  # fmt: skip
LENGTH = {".": 1, "-": 3}
LETTER_GAP, WORD_GAP = 3, 7

# The carrier's drawing, in pixels: a dot's width, half a wave's, and the height of a dash.
DOT, HALF_WAVE, HEIGHT = 12, 2.4, 40


def keying(text: str) -> Iterator[tuple[int, int]]:
    """Yield what a key does to send `text`: how many dots' time it rests, then how many it is down.

    Characters that Morse code cannot send are passed over; spaces and hyphens part words.
    """
    rest = 0
    for character in text.lower():
        if character in " -":
            rest = WORD_GAP if rest else 0
        for sign in CODE.get(character, ""):
            yield rest, LENGTH[sign]
            rest = 1
        rest = max(rest, LETTER_GAP) if rest else 0


def packet(width: float, height: float = HEIGHT) -> str:
    """Return path data of a burst of the carrier, `width` wide, that swells to `height` and dies away."""
    count = round(width / HALF_WAVE)
    swings = (height * sqrt(sin(pi * (i + 0.5) / count)) * (-1) ** i for i in range(count))
    # A quadratic curve rises half as high as its control point.
    return "".join(f"q{HALF_WAVE / 2} {2 * swing:.0f} {HALF_WAVE} 0" for swing in swings)


# What is drawn stands in the templates: it is the same on every page.
@register.simple_tag
@cache
def morse(text: str) -> SafeString:
    """Draw `text` in Morse code as a broken line; one unit is a dot."""
    path = "".join(f"m{rest} 0h{down}" for rest, down in keying(text))
    return format_html('<svg class="morse" aria-hidden="true"><path d="M0 1{}"/></svg>', path)


@register.simple_tag
@cache
def carrier(text: str) -> SafeString:
    """Draw `text` in Morse code as the carrier wave that would bring it."""
    keyed = [*keying(text), (LETTER_GAP, 0)]
    lead = LETTER_GAP * DOT
    return format_html(
        '<svg class="carrier" viewBox="{} -50 {} 100" preserveAspectRatio="{}" aria-hidden="true">'
        '<path d="M{} 0h{}{}"/></svg>',
        -lead,
        lead + DOT * sum(map(sum, keyed)),
        "xMidYMid slice",
        -lead,
        lead,
        "".join(f"h{rest * DOT}{packet(down * DOT)}" for rest, down in keyed),
    )
