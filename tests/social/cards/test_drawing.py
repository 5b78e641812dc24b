"""Social cards as pictures."""

from io import BytesIO

import pytest
from PIL import Image

from posts.social.cards import CARD_HEIGHT, CARD_WIDTH, SocialCard, draw_card
from posts.social.cards.drawing import TITLE_SIZES, fit_title

SIGNAL = (255, 180, 84)
KEYS = ((0, 1), (1, 3))


@pytest.mark.parametrize("title", ["长" * 200, "word " * 40, "W" * 200, "长a" * 100])
def test_what_does_not_fit_ends_in_an_ellipsis(title):
    _, lines = fit_title(title.strip())
    assert lines[-1].endswith("…")
    assert len(lines) <= 4


def test_a_short_title_is_large():
    assert fit_title("熵")[0] == TITLE_SIZES[0][0]


def picture(title="测试", **fields):
    card = SocialCard(
        **{"site": "Transmission", "title": title, "notes": ("2026-01-11", "林默"), "keys": KEYS, **fields}
    )
    return draw_card(card)


@pytest.mark.parametrize(
    "title", ["熵", "", "   ", "🎉", "한국어", "长" * 200, "W" * 200, "<b>&amp;</b>", "\u202e", "a\u0000b"]
)
def test_any_title_makes_a_picture(title):
    png = picture(title)
    image = Image.open(BytesIO(png))
    assert (image.format, image.size) == ("PNG", (CARD_WIDTH, CARD_HEIGHT))
    assert len(png) < 100_000


@pytest.mark.parametrize(
    "fields", [{"notes": ()}, {"keys": ()}, {"site": "名" * 100}, {"notes": ("记" * 100,) * 3}]
)
def test_a_picture_needs_nothing_but_fits_everything(fields):
    assert picture(**fields)


def test_the_wave_of_a_card_spells_its_morse_code():
    image = Image.open(BytesIO(picture(keys=((0, 1), (7, 3))))).convert("RGB")
    above = image.crop((0, 470, CARD_WIDTH, 490))
    columns = [x for x in range(CARD_WIDTH) if any(above.getpixel((x, y)) == SIGNAL for y in range(20))]
    assert columns[0] < 95
    assert not [x for x in columns if 100 < x < 155]  # at rest
    assert [x for x in columns if 160 < x < 190]


def test_the_same_card_is_drawn_the_same_and_known_by_its_version():
    one, same, other = (SocialCard("Site", title, (), KEYS) for title in ("一", "一", "二"))
    assert draw_card(one) == draw_card(same)
    assert one.version == same.version != other.version
