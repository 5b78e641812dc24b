"""Text as Markdown that shows it as it is, in the dialect of our renderer.

Only what would be read as markup where it stands is escaped: `2 * 3`, `snake_case`, `[1]` and `a < b` stay.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

# In text. The first alternative is an address, which the parser makes a link of, and whose signs are its own.
ADDRESS = r"(?P<address>(?:https?://|ftp://|www\.)[!-;=?-_a-z~]+)"
SIGN = re.compile(
    rf"{ADDRESS}|\\(?=[()\[\]])|\\(?=[!-/:-@\[-`{{-~]|$|begin\b|end\b|https?:|ftp:|www\.)|[`*_$~^\[\]|]"
    r"|<(?=[A-Za-z/!?]|$)|&(?=[#A-Za-z]|$)|=(?==|$)|(?<==)=|^=|:(?=[a-z0-9_+-])|\{(?=[%{<#:.A-Za-z-]|$)|^\{|(?<=\))\{"
    r"|!(?=\[|$)|%(?=%|$)|(?<=%)%|^%"
)
ENTITY = re.compile(r"&(?:#\d{1,8}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{0,31});")
EMOJI_NAME = re.compile(r":[a-z0-9_+-]{1,40}:")
HTML_TAG_START = re.compile(r"<[A-Za-z/!?]")
LIST_AFTER = re.compile(r"\{[%{<#:.A-Za-z-]")
SAFE_ADDRESS = re.compile(r"[\w:/.?=&#%+,;@-]*[\w/=#&]", re.ASCII)
UNSAFE_IN_BRACKETS = re.compile(r"[|`^\\{]|:[a-z0-9_+-]{1,40}:")
ADDRESS_END = re.compile(r"[?!.,:*_~'\")\]]+$")
# At the beginning of a line.
LINE_START = re.compile(
    r"(?P<number>\d{1,9})(?P<dot>[.)])(?=\s|$)|[-+*](?=\s|$)|#{1,6}(?=\s|$)|>|:(?=\s|:)|~~~|={1,}\s*$|-{2,}|\|"
    r"|(?P<bracket>\[(?=[ xX]\]|!|\^|TOC\]))|!!!|\?\?\?|-(?=[-:|\s]*$)|\*(?=\[)|🔖"
)


@dataclass(frozen=True, slots=True)
class TextContext:
    """What decides which signs of a text are markup: signs of its whole paragraph, and where it stands."""

    dollars: int = 0
    tildes: int = 0
    carets: int = 0
    has_links: bool = False
    in_link: bool = False
    in_table: bool = False


def escape_markdown(text: str, context: TextContext, before: str, after: str) -> str:
    """Return `text` escaped; `before` and `after` are the characters around it, "" at the ends of a line."""
    if not SIGN.search(text):
        return text

    def escape(match: re.Match[str]) -> str:
        start, end = match.span()
        previous = text[start - 1] if start else before
        following = text[end : end + 1] or after
        if match["address"]:
            return escape_address(match["address"], context, following)
        return escape_sign(match[0], text, start, (previous, following), context)

    return SIGN.sub(escape, text)


def escape_address(address: str, context: TextContext, following: str) -> str:
    """Return an address as it is, where Markdown finds its end, else between angle brackets."""
    tail = ADDRESS_END.search(address)
    inner = address[: tail.start()] if tail else address
    rest = escape_markdown(tail[0], context, "a", following) if tail else ""
    ends = not rest.strip(".,!?)\"'") and (not following or following.isspace())
    if SAFE_ADDRESS.fullmatch(inner) and not ENTITY.search(inner) and (ends or context.in_link):
        return inner + rest
    if inner[:1] != "w" and not context.in_link and not UNSAFE_IN_BRACKETS.search(inner):
        return f"<{ENTITY.sub(lambda match: f'&amp;{match[0][1:]}', inner)}>{rest}"
    return re.sub(r"[!-/:-@\[-`{-~]", lambda match: f"&#{ord(match[0])};", inner) + rest


def escape_sign(sign: str, text: str, start: int, around: tuple[str, str], context: TextContext) -> str:
    """Return a sign as it is, or escaped where it would be markup."""
    previous, following = around
    if sign == "\\":
        return "&#92;" if following in {"(", ")", "[", "]", "", "\n"} else "\\\\"
    needs_escape = SIGN_RULES[sign](text, start, previous, following, context) if sign in SIGN_RULES else True
    if needs_escape is None:
        return f"&#{ord(sign)};"
    return f"\\{sign}" if needs_escape else sign


def needs_star(text: str, start: int, previous: str, following: str, context: TextContext) -> bool:
    return not (previous == " " and following == " ")


def needs_underscore(text: str, start: int, previous: str, following: str, context: TextContext) -> bool:
    def is_word(character: str) -> bool:
        return character.isascii() and character.isalnum()

    return not (is_word(previous) and is_word(following))


def needs_dollar(text: str, start: int, previous: str, following: str, context: TextContext) -> bool:
    return context.dollars > 1


def needs_less(text: str, start: int, previous: str, following: str, context: TextContext) -> bool:
    return bool(HTML_TAG_START.match(text, start)) or start + 1 == len(text)


def needs_and(text: str, start: int, previous: str, following: str, context: TextContext) -> bool:
    return bool(ENTITY.match(text, start)) or start + 1 == len(text) or text.startswith("&#", start)


def needs_tilde(text: str, start: int, previous: str, following: str, context: TextContext) -> bool:
    return context.tildes > 1


def needs_equals(text: str, start: int, previous: str, following: str, context: TextContext) -> bool:
    return "=" in {previous, following}


def needs_caret(text: str, start: int, previous: str, following: str, context: TextContext) -> bool:
    return context.carets > 1


def needs_colon(text: str, start: int, previous: str, following: str, context: TextContext) -> bool:
    return bool(EMOJI_NAME.match(text, start))


def needs_bracket(text: str, start: int, previous: str, following: str, context: TextContext) -> bool | None:
    """None asks for a character reference: with a backslash, a bracket begins a formula."""
    return None if context.has_links or context.in_link or following in {"^", "["} else False


def needs_closing_bracket(
    text: str, start: int, previous: str, following: str, context: TextContext
) -> bool | None:
    return None if context.in_link else False


def needs_brace(text: str, start: int, previous: str, following: str, context: TextContext) -> bool:
    return bool(LIST_AFTER.match(text, start)) or start + 1 == len(text) or previous in {"", ")"}


def needs_bar(text: str, start: int, previous: str, following: str, context: TextContext) -> bool:
    return context.in_table


def needs_exclamation(text: str, start: int, previous: str, following: str, context: TextContext) -> bool:
    return following == "["


def needs_percent(text: str, start: int, previous: str, following: str, context: TextContext) -> bool:
    return following == "%" or previous == "%"


SIGN_RULES = {
    "*": needs_star,
    "_": needs_underscore,
    "$": needs_dollar,
    "<": needs_less,
    "&": needs_and,
    "~": needs_tilde,
    "=": needs_equals,
    "^": needs_caret,
    ":": needs_colon,
    "[": needs_bracket,
    "]": needs_closing_bracket,
    "{": needs_brace,
    "|": needs_bar,
    "!": needs_exclamation,
    "%": needs_percent,
}


def escape_line_start(line: str) -> str:
    """Return a line of a paragraph that begins no other block."""
    match = LINE_START.match(line)
    if not match:
        return line
    if match["number"]:
        return f"{match['number']}\\{match['dot']}{line[match.end() :]}"
    if match["bracket"]:
        return f"\\{line}"
    return f"\\{line}" if line[0].isascii() else line


@lru_cache(1024)
def escape_image_text(text: str) -> str:
    """Return an alternative text escaped, on one line."""
    one_line = " ".join(text.split())
    escaped = IMAGE_TEXT_SIGNS.sub(lambda match: f"\\{match[0]}", one_line)
    return escaped.replace("[", "&#91;").replace("]", "&#93;")


IMAGE_TEXT_SIGNS = re.compile(r"[\\`*<$~^|&{]|==|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")


def escape_html_text(text: str) -> str:
    """Return `text` as character references where HTML or Markdown would read more than text in it."""
    return re.sub(r"[^\w\s.,;()（），。、；：？！“”-]|_", lambda match: f"&#{ord(match[0])};", text)
