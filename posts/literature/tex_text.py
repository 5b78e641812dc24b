r"""TeX as it stands in BibTeX (`{\"o}`, `{Title}`, `\emph{…}`, `--`) made plain text in Unicode.

Formulas between dollars stay as they are. One scan; nothing nests, so no text is too deep.
"""

import re
import unicodedata

# Combining characters by the sign or letter of the accent (TeXbook, chapter 9).
ACCENT_COMMANDS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306", ".": "\u0307",
    '"': "\u0308", "r": "\u030a", "H": "\u030b", "v": "\u030c", "d": "\u0323", "c": "\u0327", "k": "\u0328",
    "b": "\u0331", "G": "\u030f", "U": "\u030e", "h": "\u0309", "f": "\u0311",
}  # fmt: skip
WORD_COMMANDS = {
    "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ss": "ß", "SS": "ẞ", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ",
    "aa": "å", "AA": "Å", "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ", "dj": "đ",
    "DJ": "Đ", "ng": "ŋ", "NG": "Ŋ", "S": "§", "P": "¶", "copyright": "©", "pounds": "£", "dots": "…",
    "ldots": "…", "textellipsis": "…", "textendash": "–", "textemdash": "—", "textquoteleft": "‘",
    "textquoteright": "’", "textquotedblleft": "“", "textquotedblright": "”", "textregistered": "®",
    "texttrademark": "™", "textdegree": "°", "textbackslash": "\\", "textasciitilde": "~",
    "textasciicircum": "^", "textunderscore": "_", "textbar": "|", "textless": "<", "textgreater": ">",
    "textbraceleft": "{", "textbraceright": "}", "textdollar": "$", "slash": "/", "TeX": "TeX",
    "LaTeX": "LaTeX", "LaTeXe": "LaTeX2e", "BibTeX": "BibTeX", "quad": " ", "qquad": " ", "newline": " ",
    "par": " ", "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "lambda": "λ", "mu": "μ", "pi": "π",
}  # fmt: skip
BACKSLASH_SIGNS = {
    "-": "",
    "/": "",
    ",": " ",
    ";": " ",
    ":": " ",
    "!": "",
    " ": " ",
    "\\": " ",
    "\n": " ",
}
BIBTEX_TOKEN = re.compile(
    r"(?P<math>\$[^$\n]{1,500}\$)"
    r"|\\(?P<accent>[`'^~=.\"])\s*(?P<base>\{\s*\\?[^\W\d_]\s*\}|\\[ij](?![A-Za-z])|[^\W\d_]|\{\})?"
    r"|\\(?P<letter>[uvHcdbrkGUhf])(?:\s*\{\s*(?P<group>\\?[^\W\d_])\s*\}|\s+(?P<next>\\?[^\W\d_])(?![A-Za-z]))"
    r"|\\(?P<word>[A-Za-z]{1,40})(?:\s+|\{\})?"
    r"|\\(?P<sign>[^A-Za-z])"
    r"|(?P<dash>---?)|(?P<open>``)|(?P<close>'')|(?P<tie>~)|[{}]"
)
BARE = re.compile(r"[\\{}~$]|--|``|''")


def tex_to_text(tex: str) -> str:
    """Return `tex` as plain text, its white space as single spaces."""
    text = BIBTEX_TOKEN.sub(write_token, tex) if BARE.search(tex) else tex
    return unicodedata.normalize("NFC", " ".join(text.split()))


def write_token(match: re.Match[str]) -> str:
    kind = match.lastgroup or ""
    if kind == "math":
        return match[0]
    if match["accent"]:
        return add_accent(match["accent"], match["base"] or "")
    if match["letter"]:
        return add_accent(match["letter"], match["group"] or match["next"])
    if match["word"]:
        return WORD_COMMANDS.get(match["word"], "")
    if match["sign"]:
        return BACKSLASH_SIGNS.get(match["sign"], match["sign"])
    return {"dash": "—" if len(match[0]) == 3 else "–", "open": "“", "close": "”", "tie": "\u00a0"}.get(
        kind, ""
    )


def add_accent(accent: str, base: str) -> str:
    letter = base.strip("{} \t\n").removeprefix("\\")
    return letter + ACCENT_COMMANDS[accent] if letter else ""
