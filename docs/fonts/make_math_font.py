"""Make the mathematics font that the site serves, from Latin Modern Math.

    python docs/fonts/make_math_font.py latinmodern-math.otf static/fonts/transmission-math.woff2

The same input and the same fonttools give the same bytes.
"""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path

from fontTools import subset
from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.transformPen import TransformPen
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
# Combining accents have no width and lie to the left of where they stand. MathML
# centres an accent as a box, so these become boxes of their own width.
ACCENTS = (*range(0x300, 0x30D), 0x332, 0x20D6, 0x20D7, 0x20DB, 0x20DC, 0x20E1)
# In front of a formula's tallest parts there is far more room than they need, and
# Chromium gives each fence, however small, the width of the widest of its forms.
FENCES = "()[]{}⟨⟩⌈⌉⌊⌋⟦⟧"
FENCE_BEARING = 70
# A tilde above several letters is drawn with the forms of the combining one.
SAME_GLYPHS = {0x02DC: 0x0303}
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
    point(font)
    for code in ACCENTS:
        if glyph := font.getBestCmap().get(code):
            tighten(font, [glyph], bearing=0)
    for glyphs in tall_forms(font):
        tighten(font, glyphs, bearing=FENCE_BEARING)
    choose_glyphs(font)
    rename(font)
    even_out(font)
    font.flavor = "woff2"
    font.save(target)


def point(font: TTFont) -> None:
    """Lead characters to the glyphs that a browser would not find by itself."""
    for table in font["cmap"].tables:
        table.cmap.update({code: glyph for code, glyph in PRIMES.items() if code in table.cmap})
        table.cmap.update(
            {code: table.cmap[like] for code, like in SAME_GLYPHS.items() if like in table.cmap}
        )


def tall_forms(font: TTFont) -> Iterator[list[str]]:
    """Yield the glyphs of each larger form of the fences; one that is built of parts has several."""
    variants = font["MATH"].table.MathVariants
    forms = dict(zip(variants.VertGlyphCoverage.glyphs, variants.VertGlyphConstruction, strict=True))
    for fence in FENCES:
        form = forms[font.getBestCmap()[ord(fence)]]
        yield from ([record.VariantGlyph] for record in form.MathGlyphVariantRecord[1:])
        if form.GlyphAssembly:
            yield sorted({part.glyph for part in form.GlyphAssembly.PartRecords})


def tighten(font: TTFont, glyphs: Sequence[str], *, bearing: int) -> None:
    """Let `glyphs`, which belong together, keep `bearing` at either side of their outlines."""
    outlines = font.getGlyphSet()
    bounds = BoundsPen(outlines)
    for name in glyphs:
        outlines[name].draw(bounds)
    left, _, right, _ = bounds.bounds
    for name in glyphs:
        move(font, name, by=bearing - left, width=round(right - left + 2 * bearing))


def move(font: TTFont, name: str, *, by: float, width: int) -> None:
    outlines = font.getGlyphSet()
    strings = font["CFF "].cff[0].CharStrings
    private, subroutines = strings[name].private, strings[name].globalSubrs
    pen = T2CharStringPen(width - private.nominalWidthX, outlines)
    outlines[name].draw(TransformPen(pen, (1, 0, 0, 1, by, 0)))
    strings[name] = pen.getCharString(private=private, globalSubrs=subroutines)
    bounds = BoundsPen(font.getGlyphSet())
    font.getGlyphSet()[name].draw(bounds)
    font["hmtx"][name] = (width, round(bounds.bounds[0]))


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
