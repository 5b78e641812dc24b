"""Short descriptions of rendered HTML, for meta elements and feeds."""

import re
import unicodedata
from html import unescape

from django.utils.text import Truncator

from posts.rendering.formulas.unicode_text import tex_to_unicode
from posts.rendering.plain_text import BLOCK_TAGS

DESCRIPTION_TOKEN = re.compile(
    r"(?P<omission><p class=\"omitted\">.*?</p>)|(?P<formula><math\b.*?</math>)"
    r"|(?P<source><code class=\"formula-error\"[^>]*>(?P<tex>[^<]*)</code>)"
    r"|</?(?P<tag>[a-z][a-z0-9]*)[^<>]*>|(?P<text>[^<]+|<)",
    re.DOTALL,
)
TEX_IN_FORMULA = re.compile(
    r'<annotation[^>]*>(?P<annotation>.*?)</annotation>|\balttext="(?P<alttext>[^"]*)"', re.DOTALL
)
# Stand around a formula while its place is looked for; they are nobody's characters.
FORMULA_START, FORMULA_END = "\ufdd0", "\ufdd1"
FORMULA_MARK_REMOVAL = str.maketrans({FORMULA_START: None, FORMULA_END: None})
MARKED_FORMULA = re.compile(f"{FORMULA_START}([^{FORMULA_END}]*){FORMULA_END}")


def html_to_description(html: str, length: int = 160) -> str:
    """Return rendered `html` as one line of plain text of at most `length` characters.

    Formulas are in Unicode and whole: only where the first thing is one that is longer, the text is too.
    """
    tokens = DESCRIPTION_TOKEN.finditer(html.translate(FORMULA_MARK_REMOVAL))
    marked = unicodedata.normalize("NFC", " ".join("".join(map(format_token, tokens)).split()))
    text = marked.translate(FORMULA_MARK_REMOVAL)
    shortened = Truncator(text).chars(length)
    # Without its ellipsis.
    cut = len(shortened) - 1
    if shortened != text:
        for begin, end in find_formula_spans(marked):
            if begin < cut < end:
                shortened = f"{text[:begin].rstrip()}…" if begin else text[:end] + "…" * (end < len(text))
    return shortened


def format_token(token: re.Match[str]) -> str:
    """Return a piece of HTML as text, with marks around formulas; a block does not touch its neighbours."""
    if token["formula"]:
        tex = TEX_IN_FORMULA.search(token["formula"])
        return mark_formula(
            tex_to_unicode(unescape(tex["annotation"] or tex["alttext"] or "")) if tex else ""
        )
    if token["source"]:
        return mark_formula(unescape(token["tex"]))
    if token["tag"]:
        return " " if token["tag"] in BLOCK_TAGS else ""
    return unescape(token["text"] or " ")


def mark_formula(text: str) -> str:
    return f"{FORMULA_START}{text}{FORMULA_END}"


def find_formula_spans(marked: str) -> list[tuple[int, int]]:
    """Return where the formulas of `marked` begin and end in the text without marks."""
    return [
        (match.start() - 2 * number, match.start() - 2 * number + len(match[1]))
        for number, match in enumerate(MARKED_FORMULA.finditer(marked))
    ]
