r"""Titles: `$x^2$` and `\(x^2\)` in them are formulas, everything else is text."""

import re
from collections.abc import Iterator, Mapping

from posts.rendering.formulas import MacroExpander
from posts.rendering.formulas.tex import TexError
from posts.rendering.formulas.unicode_text import tex_to_unicode
from posts.rendering.tree import OpaqueNode

# Possessive or without a choice at each character, so that it is linear.
TITLE_FORMULA = re.compile(
    r"\\\$|\$\$(?P<dollars>[^$]+)\$\$|\\\((?P<parentheses>(?:[^\\]|\\[^()])++)\\\)"
    r"|\\\[(?P<brackets>(?:[^\\]|\\[^\[\]])++)\\\]|\$(?=[^\s$])(?P<dollar>(?:[^$\\]|\\.)++)(?<=\S)\$"
)
# Between dollars that touch a word, only this is a formula: `C$^*$-algebra` is, `US$5 and HK$` is not.
TEX_BETWEEN_WORDS = re.compile(r"[_^{\\]")
PROSE = re.compile(r"\s[^\W\d_]{2,}(?:\s|$)")


def format_plain_title(title: str, macros: Mapping[str, str] = {}) -> str:
    """Return `title` as plain text, its formulas in Unicode; `macros` are those of `render`."""
    return "".join(
        tex_to_unicode(expand_known_macros(node.text, macros)) if isinstance(node, OpaqueNode) else node
        for node in split_title(title)
    )


def expand_known_macros(tex: str, macros: Mapping[str, str]) -> str:
    """Return `tex` with `macros` expanded; as it is where they cannot be."""
    try:
        return MacroExpander(macros).expand_macros(tex) if macros else tex
    except TexError:
        return tex


def split_title(title: str) -> Iterator[str | OpaqueNode]:
    """Give the parts of `title`: text, and formulas that are not typeset yet.

    Without a formula it is one part, with all its backslashes.
    """
    end = 0
    for match in iter_formulas(title):
        if text := title[end : match.start()].replace(r"\$", "$"):
            yield text
        yield OpaqueNode("formula", next(filter(None, match.groups())))
        end = match.end()
    if rest := title[end:].replace(r"\$", "$") if end else title:
        yield rest


def iter_formulas(title: str) -> Iterator[re.Match[str]]:
    """Give the matches of the formulas in `title`."""
    position = 0
    while match := TITLE_FORMULA.search(title, position):
        is_escape = match[0] == r"\$"
        if not is_escape and is_formula(match):
            yield match
        # The dollar that ends no formula may begin one.
        position = match.end() if is_escape or is_formula(match) else match.end() - 1


def is_formula(match: re.Match[str]) -> bool:
    """Whether what stands between the delimiters is a formula, and no price or variable of a shell."""
    tex = match["dollar"]
    if tex is None:
        return True
    before, after = match.string[: match.start()][-1:], match.string[match.end() :][:1]
    if is_word_character(before) or is_word_character(after):
        return TEX_BETWEEN_WORDS.match(tex) is not None or "\\" in tex
    return "\\" in tex or PROSE.search(tex) is None


def is_word_character(character: str) -> bool:
    """Whether `character` is an ASCII letter or digit."""
    return character.isascii() and character.isalnum()
