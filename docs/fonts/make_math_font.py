"""Make the mathematics font that the site serves, from Latin Modern Math.

    python docs/fonts/make_math_font.py latinmodern-math.otf static/fonts/transmission-math.woff2

The same input and fonttools give the same bytes. README.md says what is changed and why.
"""

import argparse
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

FAMILY = "Transmission Math"
# Browsers do not ask for the `ssty` form of a prime in a script, so each
# character leads straight to the glyph that is drawn for that place.
PRIMES = {
    0x2032: "minute.st",
    0x2033: "uni2033.st",
    0x2034: "uni2034.st",
    0x2057: "uni2057.st",
    0x2035: "primereversed.st",
}
RANGES = (
    (0x0020, 0x007E),  # Basic Latin
    (0x00A0, 0x00FF),  # Latin-1
    (0x0131, 0x0131),  # dotless i
    (0x0237, 0x0237),  # dotless j
    (0x02C6, 0x02DD),  # accents
    (0x0300, 0x0338),  # combining accents
    (0x0391, 0x03F6),  # Greek
    (0x2010, 0x2063),  # dashes, dots, primes, invisible operators
    (0x20D6, 0x20DC),  # arrows and dots above
    (0x2100, 0x214F),  # letter-like
    (0x2190, 0x21FF),  # arrows
    (0x2200, 0x22FF),  # operators
    (0x2308, 0x2323),  # ceilings, floors, corners
    (0x23B0, 0x23E1),  # braces above and below
    (0x25A0, 0x25EF),  # geometric shapes
    (0x2605, 0x266F),  # stars, suits, accidentals
    (0x27C2, 0x27FF),  # brackets, long arrows
    (0x2A00, 0x2A06),  # large operators
    (0x2A3F, 0x2A3F),  # amalgamation
    (0x2A7D, 0x2AB0),  # orders
    (0x1D400, 0x1D56B),  # letters: bold, italic, script, Fraktur, double-struck
    (0x1D5A0, 0x1D5D3),  # letters without serifs
    (0x1D670, 0x1D755),  # letters of a typewriter, bold and italic Greek
    (0x1D7CE, 0x1D7FF),  # digits
)


def make(source: Path, target: Path) -> None:
    """Write the woff2 font `target`, made of the OpenType font `source`."""
    font = TTFont(source, recalcTimestamp=False)
    for table in font["cmap"].tables:
        table.cmap.update({code: glyph for code, glyph in PRIMES.items() if code in table.cmap})
    choose_glyphs(font)
    rename(font)
    even_out(font)
    font.flavor = "woff2"
    font.save(target)


def choose_glyphs(font: TTFont) -> None:
    """Keep what formulas use, with every size and part of what stretches."""
    options = subset.Options(
        drop_tables=["FFTM", "GSUB"], hinting=False, desubroutinize=True, name_IDs=["*"], notdef_outline=True
    )
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=[code for first, last in RANGES for code in range(first, last + 1)])
    subsetter.subset(font)


def rename(font: TTFont) -> None:
    """Give the font its own name, as the licence asks of a changed one."""
    plain = FAMILY.replace(" ", "")
    names = {1: FAMILY, 3: f"1.959;{plain}", 4: FAMILY, 6: f"{plain}-Regular", 16: FAMILY}
    for record in list(font["name"].names):
        if record.nameID in names:
            font["name"].setName(
                names[record.nameID], record.nameID, record.platformID, record.platEncID, record.langID
            )
    top = font["CFF "].cff
    top.fontNames = [f"{plain}-Regular"]
    top[0].FullName, top[0].FamilyName = FAMILY, FAMILY


def even_out(font: TTFont) -> None:
    """Let every system take the same height for a line: Windows would take that of the tallest glyph."""
    font["OS/2"].usWinAscent = font["hhea"].ascent
    font["OS/2"].usWinDescent = -font["hhea"].descent


def main() -> None:
    parser = argparse.ArgumentParser(description="Make the mathematics font.")
    parser.add_argument("source", type=Path)
    parser.add_argument("target", type=Path)
    arguments = parser.parse_args()
    make(arguments.source, arguments.target)


if __name__ == "__main__":
    main()
