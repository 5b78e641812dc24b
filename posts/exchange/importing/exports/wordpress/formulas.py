"""Formulas in the text of WordPress: Jetpack's `$latex …$`, `[latex]`, and what MathJax and KaTeX read."""

import re
from html import escape, unescape

from posts.exchange.importing.exports.wordpress.placeholders import Placeholders

# Text of a formula: no blank line and no end of a paragraph, cell or item.
TEX = (
    r"(?:(?!\n[ \t]*\n|</?(?:p|div|h[1-6]|li|td|th|pre|ul|ol|table|figure|blockquote)\b)"
    r"[^\ue000\ue001]){1,4000}?"
)
WORDPRESS_FORMULA = re.compile(
    rf"(?<!\\)\$latex(?:\s|&nbsp;)+(?P<jetpack>(?:\\.|[^$\\\ue000\ue001]){{1,4000}}?)\$"
    rf"|\[(?P<tag>latex|tex|math|katex|equation)(?P<options>(?:\s[^\]\n]*)?)\](?P<tagged>{TEX})\[/(?P=tag)\]"
    rf"|\\\[(?P<brackets>{TEX})\\\]"
    rf"|\\\((?P<parentheses>{TEX})\\\)"
    rf"|(?<![\\$])\$\$(?P<dollars>{TEX})(?<!\\)\$\$"
    rf"|(?P<environment>\\begin\{{(?P<name>equation|align|gather|multline|eqnarray|alignat|flalign)(?P<star>\*?)\}}{TEX}"
    r"\\end\{(?P=name)(?P=star)\})",
    re.DOTALL,
)
# `$…$` is a formula where it says something that only TeX does.
SINGLE_DOLLARS = re.compile(
    r"(?<![\\$\w])\$(?P<tex>(?![\s\d.,]*\$)[^\s$\ue000\ue001](?:[^$\n\ue000\ue001]{0,300}[^\s$\\\ue000\ue001])?)\$(?![\d$])"
)
TEX_MARK = re.compile(r"\\[A-Za-z]+|[_^]|^[A-Za-z]$|[A-Za-z0-9)]\s*[=<>]\s*[A-Za-z0-9(\\]")
JETPACK_OPTIONS = re.compile(r"(?:&(?:amp;|#0?38;)?(?:bg|fg|s)=[\w-]*)+\s*$")
ELEMENT_TAG = re.compile(r"<[^<>]*>")
TEX_LINE_BREAK = re.compile(r"[ \t]*<br\b[^<>]*>\n?")
SOFT_TAG = re.compile(r"</?(?:em|i|wbr|span|strong|b|sub|sup|code)\b[^<>]*>", re.IGNORECASE)
OPEN_TAG = re.compile(r"<[a-zA-Z/!][^<>]*\Z")
PLUGIN_FORMULA_MARKS = ("$", "\\", "[latex", "[tex", "[math", "[katex", "[equation")
# Looking for the end of each takes a while. A long paper has some thousands.
MAX_FORMULA_MARKS = 20_000
LOOK_BEHIND = 2_000
LATEX_PAGE = re.compile(r"\[/?(?:latexpage|mathjax|nomathjax)\]", re.IGNORECASE)


def hold_formulas(text: str, held: Placeholders) -> str:
    """Return `text`, HTML without code, with its formulas held as elements that the converter reads."""
    count = sum(map(text.count, PLUGIN_FORMULA_MARKS))
    if not 0 < count <= MAX_FORMULA_MARKS:
        return text
    text, count = WORDPRESS_FORMULA.subn(lambda match: hold_formula(match, held), LATEX_PAGE.sub("", text))
    has_formulas = bool(count) or "\\" in text
    return SINGLE_DOLLARS.sub(lambda match: hold_single(match, held, has_formulas=has_formulas), text)


def hold_formula(match: re.Match[str], held: Placeholders) -> str:
    if is_in_tag(match):
        return match[0]
    inline = match["jetpack"] or match["parentheses"]
    if (
        inline is None
        and match["tagged"]
        and "true" not in (match["options"] or "")
        and match["tag"] != "equation"
    ):
        inline = match["tagged"]
    if inline is not None:
        return hold_tex(inline, match[0], held, is_display=False)
    tex = match["tagged"] or match["brackets"] or match["dollars"] or match["environment"]
    return hold_tex(tex, match[0], held, is_display=True)


def hold_single(match: re.Match[str], held: Placeholders, *, has_formulas: bool) -> str:
    tex = unescape(match["tex"])
    is_tex = bool(TEX_MARK.search(tex)) and (has_formulas or "\\" in tex or "^" in tex or "_" in tex)
    return (
        hold_tex(match["tex"], match[0], held, is_display=False)
        if is_tex and not is_in_tag(match)
        else match[0]
    )


def hold_tex(tex: str, written: str, held: Placeholders, *, is_display: bool) -> str:
    """Return what stands for a formula; `written`, as it is, where elements are in it that no TeX is."""
    tex = SOFT_TAG.sub("", TEX_LINE_BREAK.sub("\n", JETPACK_OPTIONS.sub("", tex)))
    if ELEMENT_TAG.search(tex) or not tex.strip():
        return written
    # Two of them: editors escape what is escaped already.
    clean = escape(unescape(unescape(tex)).replace("\xa0", " ").strip())
    display = ' display="block"' if is_display else ""
    return held.hold(f'<span data-tex="{clean}"{display}></span>')


def is_in_tag(match: re.Match[str]) -> bool:
    """Whether the match stands in an attribute."""
    start = max(0, match.start() - LOOK_BEHIND)
    return bool(OPEN_TAG.search(match.string, start, match.start()))
