"""Make the code font: Iosevka, cut down to what code, labels and box drawings need.

Iosevka (SIL Open Font License 1.1) is one of the few whose Latin letters are
exactly half as wide as Han, so that columns of mixed text line up. Usage:

    npm pack @fontsource/iosevka@5.3.0 && tar xf fontsource-iosevka-5.3.0.tgz
    python docs/fonts/make_code_font.py package/files static/fonts
"""

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter, load_font, save_font

WEIGHTS = (400, 700)
CHARACTERS = [
    *range(0x20, 0x7F),  # ASCII
    *range(0xA0, 0x100),  # Latin-1
    *range(0x391, 0x3CA),  # Greek
    *range(0x2010, 0x2016),  # dashes
    *map(ord, "‘’“”•…←↑→↓⇒∀∂∃∅∆∇∈∉∋∑√∞≈≠≤≥✓✗"),
    *range(0x2500, 0x25D0),  # box drawing, blocks, shapes
]


def cut(source: Path, target: Path) -> None:
    """Write the font at `source`, with no glyph but those of CHARACTERS, to `target` as WOFF2."""
    options = Options(
        flavor="woff2", layout_features=["ccmp", "mark", "locl"], hinting=False, desubroutinize=True
    )
    font = load_font(str(source), options)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=CHARACTERS)
    subsetter.subset(font)
    save_font(font, str(target), options)


if __name__ == "__main__":
    files, folder = map(Path, sys.argv[1:])
    for weight in WEIGHTS:
        cut(files / f"iosevka-latin-{weight}-normal.woff2", folder / f"iosevka-{weight}.woff2")
