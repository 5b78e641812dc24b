"""Draws a social card: stars, the title, and a keyed carrier wave.

Three colours on the background, each in 85 shades, make a palette of 256 colours: a
small file without visible steps.
"""

from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass
from hashlib import sha256
from io import BytesIO
from itertools import accumulate
from math import pi, sin, sqrt
from random import Random

from PIL import Image, ImageChops, ImageColor, ImageDraw, ImageFilter

from posts.social.cards.line_breaking import Cohesion, break_lines, get_break_costs, no_cohesion
from posts.social.cards.typesetting import ELLIPSIS, MISSING_HAN, draw_text, make_drawable, measure_characters

CARD_VERSION = 1  # raised whenever the same card is drawn differently

CARD_SIZE = CARD_WIDTH, CARD_HEIGHT = 1200, 630  # pixels; the shape that networks show uncut
MARGIN = 80
TEXT_WIDTH = CARD_WIDTH - 2 * MARGIN

# The colours of static/css/tokens.css.
BACKGROUND = (10, 14, 26)
INKS = SOFT, SIGNAL, INK = (155, 167, 193), (255, 180, 84), (243, 245, 250)
STRENGTHS = 85
LEVELS = [round(level * STRENGTHS / 255) for level in range(256)]

# Sizes of the title in pixels, the number of lines each may have, and the cost of
# the size, on the scale of `line_breaking`.
TITLE_SIZES = ((132, 1, 0.0), (104, 1, 0.0), (88, 2, 0.02), (76, 3, 0.1), (60, 4, 0.25), (50, 4, 0.45))
LINE_HEIGHT = 1.3
TITLE_MIDDLE = 288
NAME_SIZE, NOTE_SIZE = 30, 26
NAME_LINE, NOTE_LINE = 98, 584
NOTE_GAP, MIN_NOTE_WIDTH = 40, 100

# The carrier wave: its axis, its amplitude, and the width of a dot, which is
# smaller for a long message.
CARRIER_AXIS, CARRIER_AMPLITUDE = 500, 36
MAX_DOT_WIDTH, MIN_DOT_WIDTH = 10, 6
HALF_WAVES = 4  # in a dot
STEPS = 8  # points on half a wave
# Lines are drawn larger and scaled down, for smooth edges.
SUPERSAMPLING = 3

GLOW_RADIUS = 24  # pixels

# The mark (templates/posts/_logo.html): its points on a square of 32, its side,
# how far it rises above the line of the name, and where that name begins.
MARK_SIDE, MARK_RISE, SITE_NAME_OFFSET = 48, 34, 64
MARK_POINTS = [(1, 16), (6, 16), (7.5, 12), (9, 16), (10.5, 20), (12, 16), (14, 3), (16, 16)]
MARK_POINTS += [
    (32 - x, 32 - y) for x, y in ((14, 3), (12, 16), (10.5, 22), (9, 16), (7.5, 10), (6, 16), (1, 16))
]


@dataclass(frozen=True, slots=True)
class SocialCard:
    """The content of a card. `keys` are the Morse keyings: units of rest, then units of signal.

    `accent` is the colour of the signal, as #rrggbb; "" is that of the style sheets.
    """

    site: str
    title: str
    notes: tuple[str, ...]
    keys: tuple[tuple[int, int], ...]
    accent: str = ""

    @property
    def version(self) -> str:
        """Return a hash of the content and of the way it is drawn, for the URL of the picture."""
        *content, accent = astuple(self)
        drawn = (CARD_VERSION, tuple(content), accent) if accent else (CARD_VERSION, tuple(content))
        return sha256(repr(drawn).encode()).hexdigest()[:12]

    @property
    def inks(self) -> Sequence[Sequence[int]]:
        """The colours of the three layers."""
        return (SOFT, ImageColor.getrgb(self.accent), INK) if self.accent else INKS


def draw_card(card: SocialCard, cohesion: Cohesion = no_cohesion) -> bytes:
    """Return `card` as PNG. `cohesion` tells which characters of the title belong together."""
    soft, signal, ink = (Image.new("L", CARD_SIZE) for _ in INKS)
    draw_stars(ImageDraw.Draw(soft), Random(card.version))  # noqa: S311
    draw_notes(ImageDraw.Draw(soft), card.notes)
    signal.paste(draw_carrier(card.keys), (0, CARRIER_AXIS - 2 * CARRIER_AMPLITUDE))
    signal.paste(draw_mark(), (MARGIN - GLOW_RADIUS, NAME_LINE - MARK_RISE - GLOW_RADIUS))
    write = ImageDraw.Draw(ink)
    site = fit_text(make_drawable(card.site), NAME_SIZE, TEXT_WIDTH - SITE_NAME_OFFSET)
    draw_text(write, (MARGIN + SITE_NAME_OFFSET, NAME_LINE), site, NAME_SIZE)
    draw_title(write, make_drawable(card.title) or make_drawable(card.site), cohesion)
    return encode_layers(card.inks, soft, signal, ink)


def encode_layers(inks: Sequence[Sequence[int]], *layers: Image.Image) -> bytes:
    """Combine the layers, one for each of `inks`, on the background, as PNG; later layers cover earlier."""
    picture = Image.new("L", CARD_SIZE)
    palette = list(BACKGROUND)
    for number, (layer, ink) in enumerate(zip(layers, inks, strict=True)):
        first = number * STRENGTHS
        numbers = [first + strength if strength else 0 for strength in LEVELS]
        picture = ImageChops.lighter(picture, layer.point(numbers))
        palette += [
            tone for strength in range(STRENGTHS) for tone in mix_colour(ink, (strength + 1) / STRENGTHS)
        ]
    picture.putpalette(palette)
    file = BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def mix_colour(ink: Sequence[int], strength: float) -> Iterator[int]:
    """Yield the red, green and blue of `ink` at a `strength` from 0 to 1 on the background."""
    return (round(dark + (tone - dark) * strength) for dark, tone in zip(BACKGROUND, ink, strict=True))


def draw_stars(draw: ImageDraw.ImageDraw, random: Random) -> None:
    for _ in range(140):
        x, y, radius = random.uniform(0, CARD_WIDTH), random.uniform(0, CARD_HEIGHT), random.uniform(0.4, 1.3)
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=random.randint(30, 140))


def draw_glowing_line(
    points: Sequence[tuple[float, float]], size: tuple[int, int], width: float
) -> Image.Image:
    """Draw a line through `points`, with smooth edges and a glow."""
    large = Image.new("L", (size[0] * SUPERSAMPLING, size[1] * SUPERSAMPLING))
    fine = [(x * SUPERSAMPLING, y * SUPERSAMPLING) for x, y in points]
    ImageDraw.Draw(large).line(fine, fill=255, width=round(width * SUPERSAMPLING), joint="curve")
    line = large.resize(size, Image.Resampling.BOX)
    glow = line.filter(ImageFilter.GaussianBlur(GLOW_RADIUS / 3)).point(lambda level: level * 0.55)
    return ImageChops.lighter(line, glow)


def draw_carrier(keys: Sequence[tuple[int, int]]) -> Image.Image:
    """Draw the carrier wave keyed with `keys`, on a strip four amplitudes high."""
    dot = (CARD_WIDTH - 2 * MARGIN) / max(1, sum(map(sum, keys)))
    points = list(iterate_wave_points(keys, min(MAX_DOT_WIDTH, max(MIN_DOT_WIDTH, dot))))
    return draw_glowing_line(points, (CARD_WIDTH, 4 * CARRIER_AMPLITUDE), 1.5)


def iterate_wave_points(keys: Sequence[tuple[int, int]], dot: float) -> Iterator[tuple[float, float]]:
    """Yield the points of the carrier: a line at rest, and a burst of waves for each signal."""
    axis, x = 2 * CARRIER_AMPLITUDE, float(MARGIN)
    yield 0, axis
    for rest, down in keys:
        x += rest * dot
        if x > CARD_WIDTH:
            break
        steps = range(down * HALF_WAVES * STEPS + 1)
        for step in steps:
            swell = sqrt(sin(pi * step / steps[-1]))
            yield (
                x + step * dot / HALF_WAVES / STEPS,
                axis - CARRIER_AMPLITUDE * swell * sin(pi * step / STEPS),
            )
        x += down * dot
    yield max(x, CARD_WIDTH), axis


def draw_mark() -> Image.Image:
    """Draw the site's mark."""
    side = MARK_SIDE + 2 * GLOW_RADIUS
    scale = MARK_SIDE / 32
    return draw_glowing_line(
        [(GLOW_RADIUS + x * scale, GLOW_RADIUS + y * scale) for x, y in MARK_POINTS], (side, side), 3
    )


def draw_title(draw: ImageDraw.ImageDraw, title: str, cohesion: Cohesion) -> None:
    if not title:
        return
    size, lines = fit_title(title, cohesion)
    step = size * LINE_HEIGHT
    # The centre of Han lies this far above the baseline.
    baseline = TITLE_MIDDLE + 0.38 * size - step * (len(lines) - 1) / 2
    for number, line in enumerate(lines):
        draw_text(draw, (MARGIN, baseline + number * step), line, size)


def fit_title(title: str, cohesion: Cohesion = no_cohesion) -> tuple[int, list[str]]:
    """Return the best size of the title, in pixels, and its lines.

    A title too long for the smallest size is truncated with an ellipsis.
    """
    ems, costs = measure_characters(title), get_break_costs(title, cohesion)
    settings = [
        (setting.cost + smallness, -size, setting.lines)
        for size, most, smallness in TITLE_SIZES
        for count in range(1, most + 1)
        if (setting := break_lines(title, ems, costs, TEXT_WIDTH / size, count))
    ]
    if not settings:
        size, most, _ = TITLE_SIZES[-1]
        return fit_title(truncate_text(title, most * 0.8 * TEXT_WIDTH / size), cohesion)
    _, size, lines = min(settings)
    return -size, lines


def truncate_text(text: str, max_ems: float) -> str:
    """Truncate `text` to `max_ems`, with an ellipsis."""
    kept = sum(edge < max_ems for edge in accumulate(measure_characters(text)))
    return text[:kept].rstrip(" ，。、：；,.:;") + ELLIPSIS


def fit_text(text: str, size: int, max_width: float) -> str:
    """Return `text`, truncated with an ellipsis where it is wider than `max_width` pixels."""
    return (
        text
        if sum(measure_characters(text)) * size <= max_width
        else truncate_text(text, max_width / size - 1)
    )


def draw_notes(draw: ImageDraw.ImageDraw, notes: Sequence[str]) -> None:
    """Draw the `notes` side by side, from the left; those with missing characters are left out."""
    x: float = MARGIN
    for note in map(make_drawable, notes):
        room = CARD_WIDTH - MARGIN - x
        if note and MISSING_HAN not in note and room > MIN_NOTE_WIDTH:
            x = draw_text(draw, (x, NOTE_LINE), fit_text(note, NOTE_SIZE, room), NOTE_SIZE) + NOTE_GAP
