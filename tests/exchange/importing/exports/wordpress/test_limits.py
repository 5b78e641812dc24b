"""Texts made to take long take no longer than others of their length."""

from time import process_time

import pytest

from tests.support.wxr_files import make_item

LENGTH = 60_000
OPENERS = {
    "code that nobody ends": "<code>",
    "formulas": "\\(",
    "formulas of one end": "\\[x\\] \\[",
    "dollars": "$x ",
    "shortcodes": "[a ",
    "shortcodes with one end": "[a]",
    "blocks": "<!-- wp:a {",
    "more": "<!--more ",
    "notes": '<sup data-fn="a">',
    "linked pictures": '<a href="',
    "sizes": " data-a",
    "blank lines": "\n \n",
    "embeds": '<!-- wp:embed --><div class="wp-block-embed__wrapper">',
}


# The others are tried by `make prove`.
COMMON = ("code that nobody ends", "formulas", "shortcodes", "blocks")


@pytest.mark.parametrize(
    "opener",
    [
        pytest.param(opener, id=name, marks=() if name in COMMON else pytest.mark.variation)
        for name, opener in OPENERS.items()
    ],
)
def test_no_text_takes_long(convert, opener):
    start = process_time()
    convert(make_item(content=opener * (LENGTH // len(opener)) + "[/a]"))

    assert process_time() - start < 3
