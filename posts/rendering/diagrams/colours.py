"""Colours of diagrams: variables on a page, which follow its scheme, and fixed ones in a file.

`static/css/prose-diagrams.css` gives the variables their values for light and dark.
"""

import re

# Roles, and their colours in a file, which has a white background.
FILE_COLOURS = {
    "paper": "#ffffff",
    "node": "#f4efe4",
    "ink": "#1d2331",
    "line": "#5b6170",
    "group": "#faf7f0",
    "note": "#fbe9bd",
    "c0": "#cfe0f3",
    "c1": "#f7dcc6",
    "c2": "#cfe8d8",
    "c3": "#e0d5f2",
    "c4": "#f5d3d8",
    "c5": "#f3e6ae",
    "c6": "#c9e6e8",
    "c7": "#e8d3e8",
    "c8": "#dfe7c2",
    "c9": "#d9d6cf",
    "c10": "#f1cfb4",
    "c11": "#c4d3ea",
    "s0": "#3f70b0",
    "s1": "#b8692a",
    "s2": "#3a8560",
    "s3": "#7b5bb0",
    "s4": "#b34a5c",
    "s5": "#8a7416",
}
# Behind text, and of lines and bars.
PALETTE = tuple(role for role in FILE_COLOURS if role[0] == "c")
STRONG_PALETTE = tuple(role for role in FILE_COLOURS if role[0] == "s")
DIAGRAM_VARIABLE = re.compile(r"var\(--diagram-(\w+)\)")
HEX_COLOUR = re.compile(r"#(?:[0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})")
RGB_COLOUR = re.compile(r"rgba?\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})\s*[,)]")
CSS_COLOUR = re.compile(rf"{HEX_COLOUR.pattern}|[a-zA-Z]{{3,24}}|(?:rgb|hsl)a?\([\d.,%\s]{{1,60}}\)")
NO_COLOURS = frozenset({"none", "transparent", "currentcolor", "inherit"})
# Those that authors name most, to tell whether text on them is dark or light.
NAMED_COLOURS = {
    "black": "#000000", "blue": "#0000ff", "brown": "#a52a2a", "crimson": "#dc143c", "darkblue": "#00008b",
    "darkgreen": "#006400", "darkred": "#8b0000", "firebrick": "#b22222", "forestgreen": "#228b22",
    "gray": "#808080", "green": "#008000", "grey": "#808080", "indigo": "#4b0082", "maroon": "#800000",
    "navy": "#000080", "purple": "#800080", "red": "#ff0000", "steelblue": "#4682b4", "teal": "#008080",
}  # fmt: skip
# What engines write where no theme says more: lines and text are of the page's colours then.
NEARLY_BLACK = frozenset({"#000", "#000000", "#333", "#333333", "#666", "#666666", "black"})
DARK_TEXT, LIGHT_TEXT = "#1d2331", "#ffffff"
# Of the relative luminance (WCAG 2.2): text is dark on what is lighter.
MIDDLE_LUMINANCE = 0.3


def colour_variable(role: str) -> str:
    """Return the colour of a role as a variable of the page."""
    return f"var(--diagram-{role})"


def resolve_variables(svg: str) -> str:
    """Return `svg` with the colours of a file in place of its variables."""
    return DIAGRAM_VARIABLE.sub(lambda match: FILE_COLOURS.get(match[1], FILE_COLOURS["ink"]), svg)


def is_authors_colour(colour: str) -> bool:
    """Whether `colour` is one that an author chose, not one of ours and not none."""
    return bool(colour) and not colour.startswith(("var(", "url(")) and colour.lower() not in NO_COLOURS


def choose_text_colour(background: str) -> str:
    """Return the colour in which text can be read on an author's colour."""
    return DARK_TEXT if measure_luminance(background) > MIDDLE_LUMINANCE else LIGHT_TEXT


def measure_luminance(colour: str) -> float:
    """Return the relative luminance of a colour, from 0 to 1; 1 for one that is not known here."""
    if match := RGB_COLOUR.match(colour):
        channels = [min(int(value), 255) / 255 for value in match.groups()]
    else:
        digits = NAMED_COLOURS.get(colour.lower(), colour).removeprefix("#")
        if not HEX_COLOUR.fullmatch(f"#{digits}"):
            return 1.0
        if len(digits) < 6:
            digits = "".join(digit * 2 for digit in digits)
        channels = [int(digits[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    red, green, blue = (
        channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
