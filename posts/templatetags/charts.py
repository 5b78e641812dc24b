"""The shape of the years, drawn with the carrier of morse.py."""

from collections.abc import Iterable
from math import sqrt
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from posts.templatetags.morse import HALF_WAVE, HEIGHT, packet

register = template.Library()

# In the carrier's pixels: a month's width, and how much of it a burst fills.
MONTH, BURST = 40, 13 * HALF_WAVE

# A site that is new does not shout: so many posts in a month reach the full height at least.
FULL = 4


@register.simple_tag
def year_wave(months: Iterable[dict[str, Any]], peak: int) -> SafeString:
    """Draw a year as the carrier: each month a burst whose power is its number of posts.

    `months` are those with posts, as {"date", "count"}; `peak` is the largest
    count of any year's month, so that the years compare. The power of a wave is
    the square of its height.
    """
    counts = {month["date"].month: month["count"] for month in months}
    slots = (slot(counts.get(number, 0) / max(peak, FULL)) for number in range(1, 13))
    return format_html(
        '<svg class="year-wave" viewBox="0 {} {} {}" preserveAspectRatio="none" aria-hidden="true">'
        '<path d="M0 0{}"/></svg>',
        -HEIGHT,
        12 * MONTH,
        2 * HEIGHT,
        "".join(slots),
    )


def slot(power: float) -> str:
    """Return path data of a month with a burst of `power`, from 0 (the bare carrier) to 1."""
    if not power:
        return f"h{MONTH}"
    rest = f"h{(MONTH - BURST) / 2:.1f}"
    return rest + packet(BURST, HEIGHT * sqrt(power)) + rest
