"""Formulas in the HTML of a page that KaTeX or MathJax set in the browser."""

import re
from html import escape, unescape

# Nothing in them is set: KaTeX's auto-render and MathJax skip the same.
UNREAD_IN = frozenset({"code", "pre", "script", "style", "textarea", "kbd", "samp", "math", "svg"})
PIECE = re.compile(
    r"<!--(?:(?!-->).)*+(?:-->)?|<(?P<end>/?)(?P<tag>[A-Za-z][\w-]*)[^<>]*>|[^<]+|<", re.DOTALL
)
BREAK_TAG = re.compile(r"\s*<br\s*/?>\s*")
LOADER = re.compile(r"katex|mathjax", re.IGNORECASE)
# Each stops at the next opening sign, so that signs that nothing closes cost no time.
DISPLAYS = (
    r"\$\$(?P<dollars>(?:\\.|[^$\\]){1,5000}?)\$\$|(?<!\\)\\\[(?P<brackets>(?:[^\\]|\\[^\[\]]){1,5000}?)\\\]"
)
ENVIRONMENTS = (
    r"(?P<environment>\\begin\{(?P<name>(?:equation|align|gather|multline|eqnarray|alignat|displaymath)\*?)\}"
    r"(?:[^\\]|\\(?!begin\{(?P=name)\})){1,5000}?\\end\{(?P=name)\})"
)
INLINES = (
    r"(?<!\\)\\\((?P<parentheses>(?:[^\\]|\\[^()]){1,1000}?)\\\)"
    r"|(?<![\\$\w])\$(?P<inline>(?=[^\s$])(?:\\.|[^$\\\n]){1,1000}?(?<![\s\\]))\$(?![\d$])"
)
FORMULA = re.compile(f"{DISPLAYS}|{ENVIRONMENTS}|{INLINES}", re.DOTALL)
TEX_LIKE = re.compile(r"\\[A-Za-z]|[\^_{}=<>]|^[A-Za-z]$")


def find_math_loader(*code: str) -> bool:
    """Whether one of these pieces of code, injected into a page, loads KaTeX or MathJax."""
    return any(LOADER.search(text) for text in code)


def mark_formulas(html: str, *, has_math: bool) -> str:
    r"""Return `html` with the formulas in its text as elements that hold their TeX (`data-tex`).

    `$$x$$`, `\[x\]` and `\(x\)` are formulas anywhere. `$x$` is one where the page loads KaTeX or MathJax
    (`has_math`), else only where it looks like TeX: prices are none.
    """
    if "$" not in html and "\\" not in html:
        return html
    parts: list[str] = []
    text: list[str] = []
    unread: list[str] = []
    for match in PIECE.finditer(html):
        tag = (match["tag"] or "").lower()
        if tag in UNREAD_IN:
            if not match["end"]:
                unread.append(tag)
            elif tag in unread:
                del unread[unread.index(tag) :]
        is_text = not unread and (tag == "br" or match[0][0] != "<")
        if is_text:
            text.append(match[0])
            continue
        parts += [mark_in_text("".join(text), has_math=has_math), match[0]]
        text = []
    return "".join([*parts, mark_in_text("".join(text), has_math=has_math)])


def mark_in_text(html: str, *, has_math: bool) -> str:
    """Return text, escaped and with no elements but `br` in it, with its formulas as elements."""
    if "$" not in html and "\\" not in html:
        return html
    plain = unescape(BREAK_TAG.sub("\ue000", html)).replace("\ue000", "\n")
    parts: list[str] = []
    end = 0
    for match in FORMULA.finditer(plain):
        written = next(match[name] for name in FORMULA_GROUPS if match[name] is not None)
        if not written.strip() or (match["inline"] and not has_math and not TEX_LIKE.search(written)):
            continue
        is_display = match["inline"] is None and match["parentheses"] is None
        tex = " ".join(written.split()) if not is_display else re.sub(r"\n\s*\n", "\n", written.strip())
        kind = "math math-display" if is_display else "math"
        parts += [show_lines(plain[end : match.start()])]
        parts += [f'<span class="{kind}" data-tex="{escape(tex)}">{show_lines(match[0])}</span>']
        end = match.end()
    return "".join([*parts, show_lines(plain[end:])]) if parts else html


FORMULA_GROUPS = ("dollars", "brackets", "environment", "parentheses", "inline")


def show_lines(text: str) -> str:
    return escape(text, quote=False).replace("\n", "<br>")
