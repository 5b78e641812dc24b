"""Contrast of colours by WCAG 2.2, and the nearest colour that has enough of it.

Colours are written as #rrggbb. Nearness is measured in Oklab (Björn Ottosson, 2020), where equal
distances look equal.
"""

import math
from collections.abc import Iterable, Sequence

MIN_TEXT_CONTRAST = 4.5  # WCAG 2.2, success criterion 1.4.3
LIGHTNESS_STEPS = 200

Triple = tuple[float, float, float]


def parse_colour(colour: str) -> Triple:
    """Return red, green and blue of `colour`, linear, from 0 to 1 (WCAG 2.2, relative luminance)."""
    values = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    red, green, blue = (v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values)
    return red, green, blue


def write_colour(linear: Triple) -> str:
    """Return the colour of `linear` values, those outside 0 to 1 clipped."""
    clipped = (min(1.0, max(0.0, value)) for value in linear)
    values = (12.92 * v if v <= 0.0031308 else 1.055 * v ** (1 / 2.4) - 0.055 for v in clipped)
    return "#" + "".join(f"{round(255 * value):02x}" for value in values)


def measure_contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21."""
    lights = [0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in map(parse_colour, (one, other))]
    return (max(lights) + 0.05) / (min(lights) + 0.05)


def measure_least_contrast(colour: str, backgrounds: Iterable[str]) -> float:
    return min(measure_contrast(colour, background) for background in backgrounds)


def find_readable_colour(colour: str, backgrounds: Sequence[str], contrast: float = MIN_TEXT_CONTRAST) -> str:
    """Return the colour nearest to `colour` that has `contrast` to all of `backgrounds`: it, if it has.

    Its hue stays; it becomes lighter or darker, and paler where sRGB has no such colour. Black or
    white, if nothing else does.
    """
    if measure_least_contrast(colour, backgrounds) >= contrast:
        return colour
    lightness, a, b = to_oklab(parse_colour(colour))
    found = []
    for step in range(LIGHTNESS_STEPS + 1):
        candidate = write_in_gamut(step / LIGHTNESS_STEPS, a, b)
        if measure_least_contrast(candidate, backgrounds) >= contrast:
            there = to_oklab(parse_colour(candidate))
            found.append((measure_distance((lightness, a, b), there), candidate))
    extremes = ("#000000", "#ffffff")
    return min(found)[1] if found else max(extremes, key=lambda end: measure_least_contrast(end, backgrounds))


def measure_distance(one: Triple, other: Triple) -> float:
    return math.dist(one, other)


def write_in_gamut(lightness: float, a: float, b: float) -> str:
    """Return the colour of these values in Oklab, its chroma reduced until sRGB has it."""
    for share in range(20, -1, -1):
        linear = from_oklab((lightness, a * share / 20, b * share / 20))
        if all(-0.001 <= value <= 1.001 for value in linear):
            return write_colour(linear)
    return write_colour(linear)


def multiply(rows: Sequence[Triple], values: Triple) -> Triple:
    x, y, z = (sum(factor * value for factor, value in zip(row, values, strict=True)) for row in rows)
    return x, y, z


# The matrices of https://bottosson.github.io/posts/oklab/.
TO_CONES = (
    (0.4122214708, 0.5363325363, 0.0514459929),
    (0.2119034982, 0.6806995451, 0.1073969566),
    (0.0883024619, 0.2817188376, 0.6299787005),
)
CONES_TO_LAB = (
    (0.2104542553, 0.7936177850, -0.0040720468),
    (1.9779984951, -2.4285922050, 0.4505937099),
    (0.0259040371, 0.7827717662, -0.8086757660),
)
LAB_TO_CONES = (
    (1.0, 0.3963377774, 0.2158037573),
    (1.0, -0.1055613458, -0.0638541728),
    (1.0, -0.0894841775, -1.2914855480),
)
FROM_CONES = (
    (4.0767416621, -3.3077115913, 0.2309699292),
    (-1.2684380046, 2.6097574011, -0.3413193965),
    (-0.0041960863, -0.7034186147, 1.7076147010),
)


def to_oklab(linear: Triple) -> Triple:
    x, y, z = (value ** (1 / 3) for value in multiply(TO_CONES, linear))
    return multiply(CONES_TO_LAB, (x, y, z))


def from_oklab(lab: Triple) -> Triple:
    x, y, z = (value**3 for value in multiply(LAB_TO_CONES, lab))
    return multiply(FROM_CONES, (x, y, z))
