"""MathML for readers: classes instead of the engine's styles, the author's TeX as an annotation."""

import html
import re

from posts.rendering.formulas.numbering import EquationNumbers

STYLE_ATTRIBUTE = re.compile(r' style="([^"]*)"')
# Each class is in static/css/math.css.
STYLE_CLASSES = {
    "border-left:0.05em dashed currentcolor": "dashed-left",
    "border-left:0.05em solid currentcolor": "line-left",
    "border-right:0.05em dashed currentcolor": "dashed-right",
    "border-right:0.05em solid currentcolor": "line-right",
    "border-top:0.05em dashed currentcolor": "dashed-top",
    "border-top:0.05em solid currentcolor": "line-top",
    "font-variant-caps:small-caps": "small-caps",
    "justify-items:end": "right",
    "justify-items:start": "left",
    "math-shift:compact": "compact",
    "padding-bottom:0": "flush-bottom",
    "padding-left:0": "flush-left",
    "padding-left:0.1em": "near-left",
    "padding-left:1em": "far-left",
    "padding-right:0": "flush-right",
    "padding-right:0.1em": "near-right",
    "padding-right:0.1667em": "thin-right",
    "padding-top:0": "flush-top",
    "padding-top:0.1667em": "thin-top",
    "width:100%": "full",
    "width:50%": "half",
    "width:7.5%": "margin",
}
ENGINE_REPLACEMENTS = {
    "math-core-sans-serif-font": "sans",
    "math-core-serif-font": "serif",
    # A root reaches over small letters as over large ones; browsers would hang it on the letter.
    "<msqrt>": '<msqrt><mspace height="0.7em"/>',
    # XML, and so a feed, does not know the names of HTML.
    "&ApplyFunction;": "\u2061",
    # Who asks for a small matrix gets one; the engine resets the size in it.
    'scriptlevel="1"><mtable displaystyle="false" scriptlevel="0">': (
        'scriptlevel="1"><mtable displaystyle="false">'
    ),
    # The tilde of a relation has no wider forms.
    '<mo stretchy="true">~</mo>': '<mo stretchy="true">\u02dc</mo>',
}
# Accents that never widen: only where they say so does the stylesheet know them, for WebKit.
FIXED_ACCENT = re.compile("<mo>([\u0060\u00a8\u00b4\u02d8-\u02da\u20db\u20dc])</mo>(?=</mover>)")
# WebKit gives other signs room at their sides even above or below a letter.
SPACED_ACCENT = re.compile(
    '<mo((?: stretchy="\\w+")?)>([\u0332\u20d6\u20d7\u2190-\u21ff])</mo>(?=</m(?:over|under)>)'
)
# Firefox takes these for large operators.
SMALL_OPERATOR = re.compile("<mo(?=[^>]*>[\u2295-\u2299]</mo>)")
# WebKit gives a sign the size that it asks for only in a row; and the row needs something of that size, or it
# grows away from the axis of the formula.
SIZED_SIGN = re.compile(r'<mo[^>]* minsize="([0-9.]+)em"[^>]*>[^<]*</mo>')
# Of the font, in ems.
AXIS_HEIGHT = 0.25
COLOR_STYLE = re.compile(r"color:(#[0-9A-F]{6})")
NEGATIVE_MARGIN = re.compile(r"margin-left:-([0-9.]+)r?em")
# How far back a negative space goes, in eighteenths of an em (TeX's mu).
NEGATIVE_SPACE_STEPS = (1, 2, 3, 4, 5, 6, 9, 12, 18, 27, 36)
EQUATION_ID = re.compile(r' id="(eq:\d+)"')
DEAD_REFERENCE = re.compile(r'<a href="#eq:\d+">(\(\?\?\))</a>')
TAG_PLACEHOLDER = re.compile(r"(?<=>)(\(?)(tag:\d+)(\)?)(?=<)")
LONE_REFERENCE_ELEMENT = re.compile(r"<math[^>]*><semantics><mtext>(.*\(\S+\).*)</mtext>")
# Variation selectors ask for a script or calligraphic form that our font, with
# one of them, does not name; browsers would look for it in another font.
NO_BRACKETS = str.maketrans({"(": None, ")": None})
# Han characters are words wherever they stand.
HAN_IDENTIFIER = re.compile(r"<mi>([\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]+)</mi>")
VARIATION_SELECTORS = str.maketrans({"\ufe00": None, "\ufe01": None})

# What the HTML standard's checker knows on <mstyle> alone; browsers take it anywhere.
MISPLACED_STYLE = re.compile(r' scriptlevel="|<mfrac[^>]* displaystyle="')
SCRIPT_LEVEL_0 = ' scriptlevel="0"'
STYLED_ELEMENT = re.compile(
    r"<(/?)(m(?:frac|multiscripts|over|root|row|sub|subsup|sup|table|under|underover))"
    r'((?: linethickness="[^"]*")?)((?: displaystyle="\w+")?)((?: scriptlevel="\d")?)(?=[ >])'
)


def finalize_mathml(mathml: str, tex: str, numbers: EquationNumbers) -> str:
    """Return the engine's MathML of a formula for readers; `tex` is what the author typed."""
    mathml = mathml.partition("<annotation ")[0].translate(VARIATION_SELECTORS)
    for engine, ours in ENGINE_REPLACEMENTS.items():
        mathml = mathml.replace(engine, ours)
    mathml = FIXED_ACCENT.sub(r'<mo stretchy="false">\1</mo>', mathml)
    mathml = SPACED_ACCENT.sub(r'<mo\1 lspace="0" rspace="0">\2</mo>', mathml)
    mathml = SMALL_OPERATOR.sub('<mo largeop="false"', mathml)
    mathml = SIZED_SIGN.sub(add_strut, mathml)
    mathml = STYLE_ATTRIBUTE.sub(style_to_attributes, mathml)
    # The engine counts a printer's ten points as one rem; here they are one em.
    mathml = re.sub(r'(?<=")(-?[0-9.]+)rem"', r'\1em"', mathml)
    mathml = HAN_IDENTIFIER.sub(r"<mtext>\1</mtext>", mathml)
    if MISPLACED_STYLE.search(mathml):
        mathml = move_styles_to_mstyle(mathml)
    mathml = link_equations(mathml, numbers)
    if lone := LONE_REFERENCE_ELEMENT.fullmatch(mathml):
        return lone[1].translate(NO_BRACKETS) if tex.lstrip().startswith(r"\ref") else lone[1]
    source = html.escape(tex, quote=False)
    return f'{mathml}<annotation encoding="application/x-tex">{source}</annotation></semantics></math>'


def add_strut(match: re.Match[str]) -> str:
    """Return the sign of a given size with a space that is as high."""
    half = float(match[1]) / 2
    space = f'<mspace height="{half + AXIS_HEIGHT:.2f}em" depth="{half - AXIS_HEIGHT:.2f}em"/>'
    return f"<mrow>{space}{match[0]}</mrow>"


def style_to_attributes(match: re.Match[str]) -> str:
    """Return the attributes that say what a style attribute says."""
    classes, attributes = [], []
    for declaration in re.sub(r":\s+", ":", match[1]).split(";"):
        if name := STYLE_CLASSES.get(declaration.strip()):
            classes.append(name)
        elif colour := COLOR_STYLE.fullmatch(declaration):
            attributes.append(f' mathcolor="{colour[1]}"')
        elif back := NEGATIVE_MARGIN.fullmatch(declaration):
            classes.append(f"back-{nearest_step(float(back[1]))}")
    if classes:
        attributes.append(f' class="{" ".join(classes)}"')
    return "".join(attributes)


def nearest_step(ems: float) -> int:
    return min(NEGATIVE_SPACE_STEPS, key=lambda step: abs(step / 18 - ems))


def move_styles_to_mstyle(mathml: str) -> str:
    """Return `mathml` with the style of a row or fraction, and a table's script level, on an <mstyle>."""
    ends: list[str] = []

    def replace_tag(match: re.Match[str]) -> str:
        is_end, tag, line, display, level = match.groups()
        if is_end:
            return ends.pop()
        if tag == "mrow":
            tag = "mstyle" if level else tag
            ends.append(f"</{tag}")
            return f"<{tag}{display}{level}"
        is_fraction = tag == "mfrac"
        # Outside of all others the level is 0 anyway.
        is_inside = any(end != "</mrow" for end in ends)
        style = display if is_fraction else level if is_inside or level != SCRIPT_LEVEL_0 else ""
        own = line if is_fraction else display
        ends.append(f"</{tag}></mstyle" if style else f"</{tag}")
        return f"<mstyle{style}><{tag}{own}" if style else f"<{tag}{own}"

    return STYLED_ELEMENT.sub(replace_tag, mathml)


def link_equations(mathml: str, numbers: EquationNumbers) -> str:
    """Keep ids of labels and links that lead to one; put tags in place of their placeholders."""
    mathml = EQUATION_ID.sub(lambda match: match[0] if numbers.leads_to(match[1]) else "", mathml)
    mathml = DEAD_REFERENCE.sub(r"\1", mathml)
    return TAG_PLACEHOLDER.sub(
        lambda match: match[1] + html.escape(numbers.tags_by_placeholder[match[2]]) + match[3], mathml
    )
