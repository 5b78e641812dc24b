r"""Spellings that the engine does not know, replaced in the text of a formula before it is parsed."""

import re

VERBATIM_SIGNS = {
    **{sign: rf"\{sign}" for sign in "#$%&_{}"},
    "\\": r"\textbackslash{}",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    " ": r"\ ",
}
RESPELLED = re.compile(
    r"(?P<kept>\\\\)"
    # Typewriter text, as it was typed.
    r"|\\verb\*?(?P<mark>[^A-Za-z*])(?P<verbatim>[^\n]*?)(?P=mark)"
    # A length in braces.
    r"|(?P<space>\\(?:m?kern|[hm]skip))\s*\{(?P<length>[^{}]*)\}"
    r"|(?P<starred>\\hspace)\*"
    # A delimiter that is not there.
    r"|\\[bB]igg?[lrm]?\s*(?P<none>\.)"
    # Lines that lie on one another.
    r"|(?P<line>\\h(?:dash)?line)(?:\s*\\h(?:dash)?line(?![A-Za-z]))+"
    # The end of a row in plain TeX.
    r"|\\(?P<row>cr)(?![A-Za-z])"
)
RESPELLING_HINTS = (r"\verb", r"kern{", r"kern {", r"skip{", r"\hspace*", r"\big", r"\Big", r"\cr", r"line")


def respell_tex(tex: str) -> str:
    """Return `tex` in spellings that the engine knows."""
    return RESPELLED.sub(respell, tex) if any(hint in tex for hint in RESPELLING_HINTS) else tex


def respell(match: re.Match[str]) -> str:
    if match["mark"]:
        verbatim = "".join(VERBATIM_SIGNS.get(sign, sign) for sign in match["verbatim"])
        return rf"\texttt{{{verbatim}}}"
    if match["space"]:
        return f"{match['space']} {match['length']} "
    if match["row"]:
        return r"\\ "
    return "" if match["none"] else match["starred"] or match["line"] or match[0]
