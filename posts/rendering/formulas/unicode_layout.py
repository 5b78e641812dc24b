"""Scripts, fractions and space of formulas in plain text."""

import re
import unicodedata

from posts.rendering.formulas.unicode_symbols import RAISED_SIGNS, SUBSCRIPTS, SUPERSCRIPTS

# Stand before and after what may need space: names of functions, and behind scripts and the like.
NAME_START, NAME_END = "\u2063", "\u2061"
SPACED_NAME_START = re.compile(rf"(?<=[\w)\]}}]){NAME_START}")
SPACED_NAME_END = re.compile(rf"{NAME_END}(?=[\w√∑∏∫∂∇])(?![⁰¹²³⁴-₎_])")
NAME_MARKS = str.maketrans({NAME_START: None, NAME_END: None})

COMBINING = r"[\u0300-\u036f\u20d0-\u20f0]"
# One number or letter with its scripts: needs no parentheses under a root or a fraction's bar. Possessive, so
# that it is linear.
SINGLE_TERM = re.compile(
    rf"[∂∇]?(?:\d+(?:\.\d+)?|[^\W\d_]{COMBINING}*|d[^\W\d_])(?:[²³¹⁰-₎′*°]|_[^\W_]++|\^[^\W_]|[_^]\([^()]*\))*+"
)
PRODUCT = re.compile(rf"(?:[\w∂∇∑∏∫√∞′*°.^²³¹⁰-₎]|{COMBINING}|\([^()]*\))++")
UNICODE_WORD = re.compile(r"[^\W_]+")
PARENTHESES = re.compile(r"\([^()]*\)")


def resolve_marks(text: str) -> str:
    """Return `text` on one line, with space at its marks where letters would run together."""
    text = SPACED_NAME_START.sub(" ", text)
    text = SPACED_NAME_END.sub(" ", text).translate(NAME_MARKS)
    return unicodedata.normalize("NFC", " ".join(text.split()))


def format_script(sign: str, text: str) -> str:
    """Return what is raised (`^`) or lowered (`_`): by its own characters where it has all of them."""
    table = SUPERSCRIPTS if sign == "^" else SUBSCRIPTS
    if not text or set(text) == {"′"}:
        return text
    if all(ord(character) in table for character in text):
        return text.translate(table)
    if sign == "^" and text in RAISED_SIGNS:
        return RAISED_SIGNS[text]
    is_word = UNICODE_WORD.fullmatch(text) if sign == "_" else len(text) == 1
    return f"{sign}{text}{NAME_END}" if is_word else f"{sign}{parenthesize(text)}"


def parenthesize(text: str) -> str:
    """Return `text` in parentheses, unless it is already."""
    return text if PARENTHESES.fullmatch(text) else f"({text})"


def format_term(text: str) -> str:
    """Return `text` for a place where it reaches as far as a reader takes it for one term."""
    return f"{text}{NAME_END}" if SINGLE_TERM.fullmatch(text) else parenthesize(text)


def format_fraction(above: str, below: str) -> str:
    """Return a fraction with a slash."""
    return f"{above if PRODUCT.fullmatch(above) else parenthesize(above)}/{format_term(below)}"


def format_binomial(above: str, below: str) -> str:
    return f"C({above},{below})"
