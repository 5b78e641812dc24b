"""The chart of the archive: a bar for each month."""

import re
from datetime import UTC, datetime

import pytest

from posts.templatetags.charts import MONTH_WIDTH, year_wave


def months(*counts):
    """Return rows as the archive has them: January holds the first of `counts`."""
    return [{"date": datetime(2026, n, 1, tzinfo=UTC), "count": count} for n, count in enumerate(counts, 1)]


def highest(drawing):
    """Return how high the largest swing of a wave goes, in the drawing's units."""
    return max(float(swing) for swing in re.findall(r"q[\d.]+ (\d+)", drawing)) / 2


def test_a_month_without_posts_is_the_bare_carrier():
    assert year_wave([], 0).count(f"h{MONTH_WIDTH}") == 12
    assert year_wave(months(1), 9).count(f"h{MONTH_WIDTH}") == 11


@pytest.mark.parametrize(("count", "peak", "height"), [(9, 9, 40), (4, 16, 20), (1, 1, 20), (4, 4, 40)])
def test_the_power_of_a_burst_is_its_number_of_posts(count, peak, height):
    assert highest(year_wave(months(count), peak)) == pytest.approx(height, abs=1)


def test_the_smallest_month_beside_the_largest_is_still_seen():
    assert highest(year_wave(months(1), 60)) >= 4
