"""Charts of posts by month, drawn as the wave of `morse`."""

from collections.abc import Iterable
from math import sqrt
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from posts.templatetags.morse import HALF_WAVE, WAVE_HEIGHT, draw_burst

register = template.Library()

# In pixels of the wave's drawing: a month's width, and how much of it a burst fills.
MONTH_WIDTH, BURST_WIDTH = 40, 13 * HALF_WAVE

# So many posts in a month reach the full height at least: a new site's few posts look like few.
MIN_PEAK = 4


@register.simple_tag
def year_wave(months: Iterable[dict[str, Any]], peak: int) -> SafeString:
    """Draw a year as a wave: each month a burst whose power is its number of posts.

    `months` are those with posts, as {"date", "count"}; `peak` is the largest
    count of any year's month, so that the years compare. The power of a wave is
    the square of its height.
    """
    counts = {month["date"].month: month["count"] for month in months}
    paths = (draw_month(counts.get(number, 0) / max(peak, MIN_PEAK)) for number in range(1, 13))
    return format_html(
        '<svg class="year-wave" viewBox="0 {} {} {}" preserveAspectRatio="none" aria-hidden="true">'
        '<path d="M0 0{}"/></svg>',
        -WAVE_HEIGHT,
        12 * MONTH_WIDTH,
        2 * WAVE_HEIGHT,
        "".join(paths),
    )


def draw_month(power: float) -> str:
    """Return path data of a month with a burst of `power`, from 0 (a flat line) to 1."""
    if not power:
        return f"h{MONTH_WIDTH}"
    margin = f"h{(MONTH_WIDTH - BURST_WIDTH) / 2:.1f}"
    return margin + draw_burst(BURST_WIDTH, WAVE_HEIGHT * sqrt(power)) + margin
